import Testing

/// A store with the snapshots of Tests/Lab/Services: ten services, each healthy and leaking, in six stages.
struct ServicesStore {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let taken = try run(["store", "import", Fixtures.root + "/Snapshots/services.heapdrift"])
        try #require(taken.code == 0, "\(taken)")
    }

    func run(_ words: [String]) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder.path + "/s.db", "COLUMNS": "160"], in: folder.path)
    }
}
