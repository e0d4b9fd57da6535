import Testing

/// Tests that every verb resolves references in one way, beside files and folders that have the name of a series.
@Suite struct ReferencesTests {
    let folder: TemporaryFolder

    /// A store with @1, @2 and @3 as the series `orders`, a day apart, and a folder named like it.
    init() throws {
        folder = try TemporaryFolder()
        for (day, orders) in [50, 60, 90_000].enumerated() {
            try MadeUpDumps.core(orders, modified: "2026-08-0\(day + 1) 10:00", to: "\(day).core", in: folder)
        }
        let snapped = try run("snap", "--series", "orders", "0.core", "1.core", "2.core")
        try #require(snapped.code == 0, "\(snapped)")
        folder.makeFolder("orders")
    }

    private func run(_ words: String...) throws -> Heapdrift.Run { try run(words) }

    private func run(_ words: [String]) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func aSeriesStandsForItsLatestSnapshot() throws {
        for words in [["show", "orders"], ["show", "orders@latest"], ["show", "@3"]] {
            let shown = try run(words + ["--json"])
            #expect(shown.output.contains(#""path" : "2.core""#), "\(words): \(shown)")
        }
        let byName = try run("diff", "orders@latest~2", "orders", "--json")
        #expect(byName.output == (try run("diff", "@1", "@3", "--json").output), "\(byName)")
        #expect(try run("baseline", "set", "orders").output.hasPrefix("orders@baseline is @3"))
        let day = try run("show", "orders@2026-08-02", "--json")
        #expect(day.output.contains(#""path" : "1.core""#), "\(day)")
        #expect(try run("init", "orders", "--ci", "cron").code == 0)
    }

    @Test func aSeriesIsCheckedUnderEachOfItsNames() throws {
        #expect(try run("baseline", "set", "orders@latest~2").code == 0)
        let rule = ["--max-growth", "type:Shop.Order=100", "--json"]
        for (words, code) in [(["orders"], 1), (["orders@latest"], 1), ([], 1), (["orders@latest~1"], 0), (["orders@baseline"], 4)] {
            let check = try run(["check"] + words + rule)
            #expect(check.code == code, "\(words): \(check)")
            #expect(check.output.contains(#""baseline" : "baseline 'baseline' of orders""#), "\(words): \(check)")
        }
        // A number names no series.
        #expect(try run(["check", "@3"] + rule).code == 4)
        #expect(try run("check", "@1", "orders", "--max-growth", "type:Shop.Order=100").code == 1)
    }

    @Test func theOtherVerbsTakeASeriesToo() throws {
        let whole = try run("trend", "orders", "--json")
        #expect(whole.output == (try run("trend", "orders@latest", "--json").output), "\(whole)")
        #expect(whole.output.ranges(of: #""restart""#).count == 3, "\(whole)")
        #expect(try run("trend", "orders@2026-08-02", "--json").output.ranges(of: #""restart""#).count == 2)
        #expect(try run("baseline", "accept", "orders@latest").output.hasPrefix("orders@baseline is @3"))
        #expect(try run("baseline", "show", "orders@latest").code == 0)
        let one = try run("baseline", "accept", "orders@latest~1")
        #expect(one.code == 2, "\(one)")
        #expect(one.errors.contains("takes the name of a series, not 'orders@latest~1'; did you mean 'orders'?"), "\(one)")
        #expect(try run("store", "ls", "orders@latest").output == (try run("store", "ls", "orders").output))
        #expect(try run("store", "export", "all.heapdrift", "orders").output.contains("3 snapshots"))
    }

    @Test func aFileComesBeforeASeriesAndAPathIsAPath() throws {
        #expect(try Heapdrift.shell("rmdir orders; cp 0.core orders", in: folder.path).code == 0)
        let shown = try run("show", "orders", "--json")
        #expect(shown.output.contains(#""path" : "0.core""#), "\(shown)")
        #expect(shown.errors.contains("'orders' is the file here; 'orders@latest' is the latest of the series"), "\(shown)")
        #expect(try run("show", "orders@latest", "--json").output.contains(#""path" : "2.core""#))
        #expect(try Heapdrift.shell("rm orders; mkdir orders", in: folder.path).code == 0)
        let path = try run("show", "./orders")
        #expect(path.code == 3, "\(path)")
        #expect(path.errors.contains("is a directory"), "\(path)")
    }

    @Test func errorsSayWhatThereIs() throws {
        for words in [
            ["show", "ordres"], ["diff", "@1", "ordres"], ["check", "ordres"], ["check", "@1", "ordres"], ["baseline", "set", "ordres"],
        ] {
            let run = try run(words)
            #expect(run.code == 2, "\(words): \(run)")
            #expect(run.errors.contains("ordres: there is no such file, and no such series in"), "\(words): \(run)")
            #expect(run.errors.contains("it holds orders"), "\(words): \(run)")
        }
        folder.makeFolder("other")
        let other = try run("check", "other")
        #expect(other.code == 3, "\(other)")
        #expect(other.errors.contains("other: is a folder, and no such series in"), "\(other)")
        #expect(try run("show", "nothing.core").errors.contains("No such file"))
        let without = try Heapdrift.run(["show", "orders", "--store", folder["none.db"]], in: folder.path)
        #expect(without.code == 3, "\(without)")
        #expect(without.errors.contains("there is no store yet"), "\(without)")
        #expect(fileBytes(folder["none.db"]) == nil)
    }
}
