import FoundationEssentials
import Testing

@Suite struct CalibrateTests {
    private let store: ServicesStore
    private var folder: TemporaryFolder { store.folder }

    init() throws { store = try ServicesStore() }

    private func run(_ words: String...) throws -> Heapdrift.Run { try store.run(words) }

    /// The budget of a healthy series passes that series and fails the one that leaks.
    @Test func theBudgetTellsTheLeakFromTheHealthyService() throws {
        let made = try run("calibrate", "webapi-healthy", "--write", "floors.yml")
        #expect(made.code == 0, "\(made)")
        #expect(made.output.contains("heap.live "), "\(made)")
        #expect(made.errors.contains("checked 21 selections of two to eight snapshots; none looked like a leak"), "\(made)")
        #expect(made.errors.contains("wrote 'floors.yml'"), "\(made)")
        for (series, code) in [("webapi-healthy", Int32(0)), ("webapi-leaking", 1)] {
            let check = try run("check", series, "--against", "\(series)@latest~3", "--budget", "floors.yml")
            #expect(check.code == code, "\(check)")
        }
    }

    /// A limit from growth that goes on would allow it.
    @Test func aLeakIsNoFloor() throws {
        let made = try run("calibrate", "webapi-leaking", "--write", "floors.yml")
        #expect(made.errors.contains("heap.live of 'webapi-leaking'"), "\(made)")
        #expect(made.errors.contains("collection of Storefront.Receipt looks like a leak in "), "\(made)")
        #expect(made.errors.contains("no limits for heap"), "\(made)")
        let budget = try String(contentsOfFile: folder.path + "/floors.yml", encoding: .utf8)
        // A limit of the objects would allow what the bytes show.
        #expect(!budget.contains("heap:") && budget.contains("  threads:"), "\(budget)")
        #expect(!budget.contains("suspects"), "\(budget)")
    }

    @Test func anExistingFileIsKept() throws {
        try folder.write("mine", to: "floors.yml")
        let made = try run("calibrate", "webapi-healthy", "--write", "floors.yml")
        #expect(made.code == 2 && made.errors.contains("exists already and is not changed"), "\(made)")
        #expect(try run("calibrate", "webapi-healthy", "--write", "floors.yml", "--force").code == 0)
    }

    @Test func oneSnapshotIsNoSeries() throws {
        let made = try run("calibrate", "webapi-healthy", "--last", "1", "--write", "floors.yml")
        #expect(made.code == 4, "\(made)")
        #expect(made.errors.contains("has 1 snapshot in this range; at least three that hold the same metric are needed"), "\(made)")
        #expect(made.errors.contains("'floors.yml' was not written"), "\(made)")
    }
}
