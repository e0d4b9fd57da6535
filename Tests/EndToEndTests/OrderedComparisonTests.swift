import Testing

/// Tests comparisons that cannot say what grew: of a snapshot with itself, and of snapshots in the wrong order.
@Suite struct OrderedComparisonTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    /// A rule of each kind that needs two snapshots, and one that needs one.
    private static let rules = """
        version: 1
        heap: {total: {max_growth: 0, max: 1 GB}}
        types: [{match: "**", count: {max_growth: 0}}, {match: Shop.Order, count: {max_growth: 0}, together: true}]
        ratios: [{name: share, left: heap.total, right: heap.committed, max_growth: 1%}]
        per_work: [{metric: heap.total, max: 1 B/request}]

        """

    @Test func nothingIsComparedWithItself() throws {
        try MadeUpDumps.core(50, modified: "2026-08-01 10:00", to: "a.core", in: folder)
        try folder.write(Self.rules, to: "heapdrift.yml")
        #expect(try Heapdrift.shell("cp a.core copy.core", in: folder.path).code == 0)
        #expect(try run("snap", "--series", "orders", "a.core").code == 0)
        #expect(try run("baseline", "set", "orders@latest").code == 0)
        for subject in [["orders"], ["@1", "@1"], ["a.core", "copy.core"], ["a.core", "orders@baseline"]] {
            let check = try Heapdrift.run(
                ["check"] + subject + ["--work", "5 requests", "--json", "--all"], environment: ["HEAPDRIFT_STORE": folder["store.db"]],
                in: folder.path)
            #expect(check.code == 4, "\(subject): \(check)")
            #expect(check.output.count(of: #""because" : "same_snapshot""#) == 5, "\(subject): \(check)")
            // A limit on the value itself is judged.
            #expect(check.output.contains(#""pass" : 1,"#), "\(subject): \(check)")
        }
        let text = try run("check", "orders")
        #expect(text.output.hasPrefix("INCONCLUSIVE"), "\(text)")
        #expect(text.output.contains("careful  'before' and 'after' are the same snapshot"), "\(text)")
        let diff = try run("diff", "a.core", "copy.core")
        #expect(diff.output.contains("careful  'before' and 'after' are the same snapshot, so this says nothing of growth"), "\(diff)")
    }

    /// A chain in which a snapshot is there twice could never fail a rule with `every_pair`.
    @Test func aChainThatRepeatsASnapshotIsNotJudgedByPairs() throws {
        for (hour, orders) in [50, 500, 5000].enumerated() {
            try MadeUpDumps.core(orders, modified: "2026-08-01 1\(hour):00", to: "\(hour).core", in: folder)
        }
        try folder.write("version: 1\ntypes: [{match: Shop.Order, count: {max_growth: 0}, every_pair: true}]\n", to: "heapdrift.yml")
        #expect(try run("check", "0.core", "1.core", "2.core").code == 1)
        let repeated = try run("check", "0.core", "1.core", "1.core", "2.core", "--json")
        #expect(repeated.code == 4, "\(repeated)")
        #expect(repeated.output.contains("same_snapshot"), "\(repeated)")
    }

    @Test func theGreenSnapshotThatIsCheckedIsNotItsOwnBaseline() throws {
        try MadeUpDumps.core(50, modified: "2026-08-01 10:00", to: "a.core", in: folder)
        try MadeUpDumps.core(60, modified: "2026-08-02 10:00", to: "b.core", in: folder)
        #expect(try run("snap", "--series", "orders", "a.core").code == 0)
        #expect(try run("check", "orders", "--max", "heap.total=1 GB").code == 0)
        let alone = try run("check", "orders", "--baseline", "latest-green", "--max-growth", "5%", "--json")
        #expect(alone.code == 4, "\(alone)")
        #expect(alone.output.contains("no_baseline"), "\(alone)")
        #expect(try run("check", "orders", "--max", "heap.total=1 GB").code == 0)
        #expect(try run("snap", "--series", "orders", "b.core").code == 0)
        #expect(try run("check", "orders", "--max", "heap.total=1 GB").code == 0)
        let again = try run("check", "orders", "--baseline", "latest-green", "--max-growth", "type:Shop.Order=5")
        #expect(again.code == 1, "\(again)")
    }

    @Test func reversedDumpsThatSayTheirTimesAreNotJudged() throws {
        try MadeUpDumps.minidump(50, time: 1_780_000_000, to: "before.dmp", in: folder)
        try MadeUpDumps.minidump(90_000, time: 1_780_003_600, to: "after.dmp", in: folder)
        try folder.write(Self.rules, to: "heapdrift.yml")
        let check = try run("check", "after.dmp", "before.dmp", "--work", "5 requests", "--json", "--all")
        #expect(check.code == 4, "\(check)")
        // Which of the two is judged is in doubt, so the limit on the value is not judged either.
        #expect(check.output.count(of: #""because" : "reversed""#) == 6, "\(check)")
        #expect(check.output.contains(#""before_time" : "2026-05-28T21:26:40Z""#), "\(check)")
        let text = try run("check", "after.dmp", "before.dmp")
        #expect(
            text.output.contains("careful  'before' (2026-05-28T21:26:40Z) is newer than 'after' (2026-05-28T20:26:40Z)"), "\(text)")
        #expect(text.output.contains("--as-ordered"), "\(text)")
        #expect(try run("check", "before.dmp", "after.dmp").code == 1)
        let meant = try run("check", "after.dmp", "before.dmp", "--as-ordered", "--max-growth", "5%", "--budget", "/dev/null")
        #expect(meant.code == 2, "\(meant)")
        try folder.write("version: 1\nheap: {total: {max_growth: 5%}}\n", to: "short.yml")
        #expect(try run("check", "after.dmp", "before.dmp", "--budget", "short.yml").code == 4)
        #expect(try run("check", "after.dmp", "before.dmp", "--budget", "short.yml", "--as-ordered").code == 0)
    }

    /// A comparison does not depend on the order in which dumps are given that say their times.
    @Test func dumpsThatSayTheirTimesAreComparedInTheirOrder() throws {
        for (hour, orders) in [50, 45_000, 90_000].enumerated() {
            try MadeUpDumps.minidump(orders, time: 1_780_000_000 + 3_600 * UInt32(hour), to: "\(hour).dmp", in: folder)
        }
        let orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]]
        let remark = "  careful  the snapshots are compared in the order of their times; --as-ordered keeps the order given\n"
        let runs = try orders.map { order in
            let diff = try Heapdrift.run(
                ["diff", "--exit-code", "--no-store"] + order.map { "\($0).dmp" }, environment: ["COLUMNS": "160"], in: folder.path)
            #expect(diff.code == 1, "\(order): \(diff)")
            #expect(diff.output.contains(remark) == (order != [0, 1, 2]), "\(order): \(diff)")
            return diff.output.replacing(remark, with: "")
        }
        #expect(Set(runs).count == 1, "\(Set(runs).sorted())")
        let asGiven = try run("diff", "2.dmp", "0.dmp", "--as-ordered")
        #expect(asGiven.output.contains(" shrank: ") && !asGiven.output.contains("careful"), "\(asGiven)")
        #expect(try run("2.dmp", "0.dmp").output.contains(" grew: "))
    }

    @Test func givenTimesCountLikeThoseOfDumps() throws {
        try MadeUpDumps.core(50, modified: "2026-08-02 10:00", to: "a.core", in: folder)
        try MadeUpDumps.core(90_000, modified: "2026-08-01 10:00", to: "b.core", in: folder)
        #expect(try run("snap", "a.core", "--at", "2026-08-01").code == 0)
        #expect(try run("snap", "b.core", "--at", "2026-08-02").code == 0)
        #expect(try run("check", "@2", "@1").code == 4)
    }

    /// A time that `snap` gave is none of a file.
    @Test func theTimeOfASnapIsNoFileTime() throws {
        try MadeUpDumps.core(50, modified: "2026-08-02 10:00", to: "a.core", in: folder)
        try MadeUpDumps.core(90_000, modified: "2026-08-01 10:00", to: "b.core", in: folder)
        try MadeUpDumps.core(60, modified: "2026-08-01 10:00", to: "c.core", in: folder)
        #expect(try run("snap", "--series", "orders", "c.core").code == 0)
        #expect(try run("snap", "--series", "orders", "a.core", "--at", "2099-01-01").code == 0)
        #expect(try run("store", "rm", "@1").code == 0)
        #expect(try run("snap", "--series", "orders", "b.core").code == 0)
        for verb in ["diff", "check"] {
            let compared = try run(verb, "@2", "@3", "--format", "markdown")
            #expect(compared.output.contains("'before' (2099-01-01T00:00:00Z) is newer than 'after'"), "\(compared)")
            #expect(compared.output.contains("but the time of 'after' is that of its snap"), "\(compared)")
            #expect(!compared.output.contains("by file times"), "\(compared)")
        }
        let file = try run("diff", "@2", "c.core", "--format", "markdown")
        #expect(file.output.contains("but the time of 'after' is that of its file, which copying changes"), "\(file)")
    }

    /// Times of files lie: they give a warning alone.
    @Test func reversedFilesAreJudgedWithAWarning() throws {
        try MadeUpDumps.core(50, modified: "2026-08-02 10:00", to: "a.core", in: folder)
        try MadeUpDumps.core(90_000, modified: "2026-08-01 10:00", to: "b.core", in: folder)
        let check = try run("check", "a.core", "b.core", "--max-growth", "5%")
        #expect(check.code == 1, "\(check)")
        #expect(check.output.contains("careful  by file times 'before' (2026-08-02T10:00:00Z) is newer than 'after'"), "\(check)")
        #expect(try run("diff", "a.core", "b.core", "--exit-code").code == 1)
        let json = try run("diff", "a.core", "b.core", "--json")
        #expect(json.output.contains(#""time_order" : "reversed_by_file_times""#), "\(json)")
    }
}

extension String {
    fileprivate func count(of part: String) -> Int { ranges(of: part).count }
}
