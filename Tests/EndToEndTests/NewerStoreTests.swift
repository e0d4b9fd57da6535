import Testing

/// `Snapshots/newer-format.db`, a store of a later format with inventions of every kind (`Tests/StorageTests/NewerStore.swift`).
@Suite struct NewerStoreTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(try #require(fileBytes(Fixtures.root + "/Snapshots/newer-format.db")), to: "store.db")
    }

    private static let passedOver =
        "passed over, because a newer heapdrift wrote it (update heapdrift to see it): column types.weight, "
        + "column timers.kind, column timers.chain, unit of timers.due, comparison of the rows of timers, section journal\n"

    private func run(_ words: String..., code: Int32 = 0) throws -> Heapdrift.Run {
        let run = try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": "store.db"], in: folder.path)
        #expect(run.code == code, "\(run)")
        return run
    }

    /// The messages besides the one that says which store it is.
    private func messages(_ run: Heapdrift.Run) -> String {
        run.errors.split(separator: "\n", omittingEmptySubsequences: true).filter { !$0.hasPrefix("store: ") }.map { $0 + "\n" }.joined()
    }

    @Test func listsAndReportsSayInOneLineWhatTheyPassOver() throws {
        #expect(try messages(run("store", "ls")) == "")
        let shown = try run("show", "demo@latest")
        #expect(messages(shown) == Self.passedOver)
        #expect(shown.output.contains("App: 15 objects, 504 B"), "\(shown)")
        #expect(shown.output.contains("timers   7"), "\(shown)")
        let compared = try run("diff", "demo@latest~1", "demo@latest")
        #expect(messages(compared) == Self.passedOver)
        #expect(compared.output.contains("timers 7 (+1)"), "\(compared)")
        let verified = try run("store", "verify")
        #expect(messages(verified) == Self.passedOver)
        #expect(verified.output.contains("no damage found; 2 snapshots with 10 sections"), "\(verified)")
        #expect(try run("show", "@2", "-q").errors == "")
        #expect(try run("show", "@2", "--json").output.contains("\"callback\" : \"Shop.Poller.Tick\""))
        #expect(try run("store", "sql", "select sum(count) as n from timers", "--format", "csv").output.contains("13"))
        #expect(try messages(run("trend", "demo", code: 4)) == Self.passedOver)
    }

    @Test func aSectionOfANewerProgramIsShownOrNamed() throws {
        let shown = try run("show", "demo@latest", "timers")
        #expect(shown.output.contains("Shop.Poller.Tick"), "\(shown)")
        let refused = try Heapdrift.run(["show", "@2", "journal"], environment: ["HEAPDRIFT_STORE": "store.db"], in: folder.path)
        #expect(refused.code == 4, "\(refused)")
        #expect(
            refused.errors.contains(
                "heapdrift: @2: a newer heapdrift wrote the section 'journal', and this one cannot show it; update heapdrift to see it"),
            "\(refused)")
        let unknown = try Heapdrift.run(["show", "@2", "handels"], environment: ["HEAPDRIFT_STORE": "store.db"], in: folder.path)
        #expect(unknown.code == 2, "\(unknown)")
    }

    @Test func exportImportAndMergeKeepIt() throws {
        #expect(try messages(run("store", "export", "a.heapdrift", "@2")) == "")
        #expect(try messages(run("show", "a.heapdrift")) == Self.passedOver)
        #expect(try messages(run("store", "import", "a.heapdrift", "--store", "other.db")) == "")
        #expect(try run("store", "merge", "store.db", "--store", "other.db").output == "store.db: 1 added (@2), 1 known already.\n")
        let verified = try run("store", "verify", "other.db")
        #expect(messages(verified) == Self.passedOver)
        #expect(verified.output.contains("no damage found; 2 snapshots with 10 sections"), "\(verified)")
        let redacted = try run("store", "export", "r.heapdrift", "@2", "--redact")
        #expect(messages(redacted).hasPrefix("left out, because --redact cannot replace names in what a newer heapdrift wrote: "))
        #expect(try messages(run("store", "verify", "r.heapdrift")) == "")
    }

    /// Programs up to commit 1ae275b know one number alone, `user_version`, and refuse a store of format 4. The golden holds what that
    /// commit's program prints for `store ls`: the right advice (update heapdrift). For that, `user_version` must go on counting formats.
    @Test func programsOfFormat3RefuseTheStore() throws {
        let bytes = try #require(fileBytes(Fixtures.root + "/Snapshots/format-4.db"))
        // `user_version` is the 32-bit big-endian word at 60 of the file.
        let version = bytes[60..<64].reduce(0) { $0 << 8 | Int($1) }
        #expect(version > 3)
        let golden = String(decoding: try #require(fileBytes(Golden.folder + "/refusal-by-format-3.txt")), as: UTF8.self)
        #expect(
            golden == "heapdrift: ./store.db: written by a newer heapdrift (schema \(version), this one knows up to 3); update heapdrift\n")
    }
}
