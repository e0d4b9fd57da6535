import Testing

/// Tests the order of a series: what was taken last is the latest, unless the user or the dump itself says otherwise.
@Suite struct SeriesOrderTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    /// The files of a series, oldest first.
    private func files(_ series: String) throws -> [String] {
        let query = "select path from snapshots where series = '\(series)' order by time, id"
        return try run("store", "sql", query, "--format", "csv").output.split(separator: "\r\n").dropFirst().map(String.init)
    }

    @Test func anOlderFileIsStillTheLatest() throws {
        try MadeUpDumps.core(50, modified: "2026-08-02 10:00", to: "yesterday.core", in: folder)
        try MadeUpDumps.core(90_000, modified: "2026-08-01 10:00", to: "today.core", in: folder)
        let first = try run("snap", "--series", "orders", "yesterday.core")
        #expect(!first.errors.contains("careful"), "\(first)")
        #expect(try run("baseline", "set", "orders@latest").code == 0)
        let second = try run("snap", "--series", "orders", "today.core", "--json")
        #expect(
            second.errors.contains(
                "careful: 'today.core': the file's time (2026-08-01T10:00:00Z) is older than orders@latest (@1 of 2026-08-02T10:00:00Z); "
                    + "it is placed last, with the time of this run, and --at TIME puts it elsewhere"), "\(second)")
        #expect(second.output.contains(#""time_source" : "snap""#), "\(second)")
        let shown = try run("show", "orders@latest", "--json")
        #expect(shown.output.contains(#""path" : "today.core""#), "\(shown)")
        #expect(shown.output.contains(#""file_time" : "2026-08-01T10:00:00Z""#), "\(shown)")
        let check = try run("check", "orders", "--max-growth", "type:Shop.Order=100")
        #expect(check.code == 1, "\(check)")
    }

    @Test func aBatchKeepsItsOrder() throws {
        for (hour, name) in ["c", "b", "a"].enumerated() {
            try MadeUpDumps.core(50 + hour, modified: "2026-08-01 1\(hour):00", to: "\(name).core", in: folder)
        }
        #expect(try run("snap", "--series", "night", "a.core", "b.core", "c.core").code == 0)
        #expect(try files("night") == ["a.core", "b.core", "c.core"])
        let packed = try Heapdrift.shell("tar cf night.tar b.core c.core a.core", in: folder.path)
        #expect(packed.code == 0, "\(packed)")
        #expect(try run("snap", "--series", "archive", "night.tar", "--only", "types").code == 0)
        #expect(try files("archive") == ["night.tar/b.core", "night.tar/c.core", "night.tar/a.core"])
    }

    @Test func atAndTheDumpItselfPlaceASnapshotBeforeTheLatest() throws {
        try MadeUpDumps.minidump(50, time: 1_790_000_000, to: "new.dmp", in: folder)
        try MadeUpDumps.minidump(60, time: 1_780_000_000, to: "old.dmp", in: folder)
        try MadeUpDumps.core(70, modified: "2026-11-01 10:00", to: "older.core", in: folder)
        #expect(try run("snap", "--series", "orders", "new.dmp").code == 0)
        let old = try run("snap", "--series", "orders", "old.dmp")
        #expect(
            old.errors.contains(
                "careful: 'old.dmp': orders@latest (@1 of 2026-09-21T14:13:20Z) stays the latest; this one (2026-05-28T20:26:40Z) is placed "
                    + "before it"), "\(old)")
        let older = try run("snap", "--series", "orders", "older.core", "--at", "2026-01-01")
        #expect(older.errors.contains("orders@latest (@1 of 2026-09-21T14:13:20Z) stays the latest"), "\(older)")
        #expect(try files("orders") == ["older.core", "old.dmp", "new.dmp"])
    }

    @Test func aTimeInTheFutureIsSaid() throws {
        try MadeUpDumps.core(50, modified: "2026-08-01 10:00", to: "a.core", in: folder)
        try MadeUpDumps.core(60, modified: "2026-08-02 10:00", to: "b.core", in: folder)
        try MadeUpDumps.core(70, modified: "2199-08-02 10:00", to: "c.core", in: folder)
        let mistaken = try run("snap", "--series", "orders", "a.core", "--at", "2199-01-01")
        #expect(mistaken.errors.contains("its time (2199-01-01T00:00:00Z) lies in the future"), "\(mistaken)")
        let next = try run("snap", "--series", "orders", "b.core")
        #expect(next.errors.contains("orders@latest (@1 of 2199-01-01T00:00:00Z) stays the latest, because its time lies in the future"))
        for run in [mistaken, next] { #expect(run.errors.contains("'heapdrift store relabel @1 --at TIME' corrects it"), "\(run)") }
        let relabelled = try run("store", "relabel", "@2", "--at", "2199-01-02")
        #expect(
            relabelled.errors.contains(
                "careful: @2: its time (2199-01-02T00:00:00Z) lies in the future, so later snapshots of orders are placed before it until "
                    + "then; 'heapdrift store relabel @2 --at TIME' corrects it"), "\(relabelled)")
        let moved = try run("store", "relabel", "@2", "--at", "2199-01-02", "--series", "other", "--dry-run")
        #expect(moved.errors.contains("so later snapshots of other are placed before it"), "\(moved)")
        #expect(!(try run("store", "relabel", "@2", "--at", "2026-08-02").errors.contains("careful")))
        let check = try run("check", "orders", "--max", "heap.total=1 GB")
        #expect(check.output.contains("@1 of orders lies in the future"), "\(check)")
        // A file's time never does that.
        let file = try run("snap", "--series", "files", "c.core")
        #expect(file.errors.contains("the file's time (2199-08-02T10:00:00Z) lies in the future"), "\(file)")
        #expect(!(try run("show", "files@latest").output.contains("2199")))
    }

    @Test func aBaselineFromAFileThatBecomesTheLatestIsSaid() throws {
        try MadeUpDumps.core(50, modified: "2026-08-01 10:00", to: "old.core", in: folder)
        try MadeUpDumps.core(60, modified: "2026-08-03 10:00", to: "good.core", in: folder)
        #expect(try run("snap", "--series", "orders", "old.core").code == 0)
        let set = try run("baseline", "set", "good.core", "--series", "orders")
        #expect(set.errors.contains("by its time (2026-08-03T10:00:00Z) the latest"), "\(set)")
        #expect(try run("check", "orders").code == 4)
        let first = try run("baseline", "set", "good.core", "--series", "fresh")
        #expect(!first.errors.contains("the latest"), "\(first)")
    }

    /// `show` and `diff` keep what they read. It joins a series later by the same rule.
    @Test func aDumpThatWasReadBeforeIsPlacedLastToo() throws {
        try MadeUpDumps.core(50, modified: "2026-08-02 10:00", to: "a.core", in: folder)
        try MadeUpDumps.core(60, modified: "2026-08-01 10:00", to: "b.core", in: folder)
        #expect(try run("a.core", "b.core").code == 0)
        #expect(try run("snap", "--series", "orders", "a.core").code == 0)
        let known = try run("snap", "--series", "orders", "b.core")
        #expect(known.output.contains("@2"), "\(known)")
        #expect(known.errors.contains("it is placed last"), "\(known)")
        #expect(try files("orders") == ["a.core", "b.core"])
        // In another series it may stand elsewhere, so it is another snapshot there.
        try MadeUpDumps.core(70, modified: "2026-08-03 10:00", to: "c.core", in: folder)
        #expect(try run("snap", "--series", "other", "c.core").code == 0)
        #expect(try run("snap", "--series", "other", "a.core").output.contains("@4"))
        #expect(try files("other") == ["c.core", "a.core"])
        #expect(try files("orders") == ["a.core", "b.core"])
        // A member stays where it is.
        #expect(!(try run("snap", "--series", "orders", "a.core").errors.contains("careful")))
        #expect(try files("orders") == ["a.core", "b.core"])
    }
}
