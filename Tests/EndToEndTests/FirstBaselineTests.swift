import Testing

/// Tests the first check of a series: without a baseline it is inconclusive, and with `--first-becomes-baseline` the series begins with it.
@Suite struct FirstBaselineTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private func snap(_ stage: Int, _ options: String...) throws {
        let run = try Heapdrift.run(
            ["snap", "-q", "--series", "orders", Fixtures.packed(stage)] + options, environment: ["HEAPDRIFT_STORE": folder["store.db"]],
            in: folder.path)
        try #require(run.code == 0, "\(run)")
    }

    private func budget(_ use: String) throws {
        try folder.write(
            "version: 1\nbaseline: {use: \(use)}\nheap: {total: {max: 10 MB, max_growth: 10% and 100 kB}}\nprocess: {threads: {max_growth: 5}}\n",
            to: "heapdrift.yml")
    }

    @Test(arguments: [
        ("name:baseline", "@1 is the first of orders, and from now on its baseline 'baseline'"),
        ("name:release", "@1 is the first of orders, and from now on its baseline 'release'"),
        ("latest-green", "@1 is the first of orders that passed, and the next is compared with it"),
    ])
    func aSeriesBeginsWithIt(_ use: String, _ words: String) throws {
        try budget(use)
        try snap(0)
        let without = try run("check", "orders", "-q")
        #expect(without.code == 4, "\(without)")
        #expect(without.output.contains("--first-becomes-baseline"), "\(without)")
        let first = try run("check", "orders", "-q", "--first-becomes-baseline", "-o", "json:first.json")
        #expect(first.code == 0, "\(first)")
        #expect(first.output.hasPrefix("PASS  the first snapshot: 2 rules begin with the next snapshot, 1 rule held\n"), "\(first)")
        #expect(first.output.split(whereSeparator: \.isWhitespace).joined(separator: " ").contains(words), "\(first)")
        let document = String(decoding: try #require(fileBytes(folder["first.json"])), as: UTF8.self)
        #expect(document.contains("\"becomes_baseline\" : true"))
        #expect(document.contains("\"no_baseline\""))
        // The next one is compared with it, and fails for the leak.
        try snap(2)
        let second = try run("check", "orders", "-q", "--first-becomes-baseline")
        #expect(second.code == 1, "\(second)")
        #expect(second.words.contains("before @1"), "\(second)")
        #expect(try run("check", "orders", "-q").code == 1)
    }

    @Test func aMedianBeginsWhenThereAreEnough() throws {
        try folder.write("version: 1\nbaseline: {use: rolling:3}\nheap: {total: {max_growth: 50 MB}}\n", to: "heapdrift.yml")
        for number in 1...3 {
            try snap(number - 1)
            let run = try run("check", "orders", "-q", "--first-becomes-baseline")
            #expect(run.code == 0, "\(run)")
            #expect(run.output.contains("snapshot \(number) of orders is compared with nothing") == (number < 3), "\(run)")
        }
        // A label cannot be given by itself.
        #expect(try run("check", "orders", "-q", "--baseline", "label:day=none", "--first-becomes-baseline").code == 4)
    }

    /// Green is earned: what violates a rule, or lacks what a rule reads, is no baseline.
    @Test func notEverySnapshotBecomesIt() throws {
        try folder.write("version: 1\nheap: {total: {max: 1 kB, max_growth: 10%}}\n", to: "heapdrift.yml")
        try snap(0)
        let tooLarge = try run("check", "orders", "-q", "--first-becomes-baseline")
        #expect(tooLarge.code == 1, "\(tooLarge)")
        #expect(tooLarge.output.contains("does not become it"), "\(tooLarge)")
        #expect(try run("baseline", "show", "orders").code == 2)

        try folder.write(
            "version: 1\nheap: {total: {max_growth: 10%}}\ntypes: [{match: '**', count: {max_growth: 5}}]\n", to: "heapdrift.yml")
        let small = try Heapdrift.run(
            ["snap", "-q", "--series", "small", "--only", "modules", Fixtures.packed(1)],
            environment: ["HEAPDRIFT_STORE": folder["small.db"]], in: folder.path)
        #expect(small.code == 0, "\(small)")
        let lacking = try run("check", "small", "-q", "--first-becomes-baseline", "--store", folder["small.db"])
        #expect(lacking.code == 4, "\(lacking)")
        #expect(lacking.output.contains("does not hold"), "\(lacking)")
        #expect(try run("baseline", "show", "small", "--store", folder["small.db"]).code == 2)
    }

    @Test func theSameSnapshotAgainIsNoFirstOne() throws {
        try budget("name:baseline")
        try snap(0)
        #expect(try run("check", "orders", "--first-becomes-baseline").code == 0)
        #expect(try run("check", "orders", "--first-becomes-baseline").code == 4)
    }

    @Test func theLatestOfManyIsNotCalledTheFirst() throws {
        try budget("name:baseline")
        for stage in 0...2 { try snap(stage) }
        let run = try run("check", "orders", "-q", "--first-becomes-baseline")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.hasPrefix("PASS  the latest of 3 snapshots, none of which was the baseline: 2 rules begin"), "\(run)")
        let text = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(
            text.contains(
                "@3 is the latest of 3 snapshots of orders, none of which was the baseline, and from now on its baseline 'baseline'"),
            "\(run)")
        #expect(!text.contains("first"), "\(run)")
    }

    /// A name beside others is rather mistyped than new.
    @Test func aMistypedNameIsNotMade() throws {
        try budget("name:basline")
        for stage in 0...1 { try snap(stage) }
        #expect(try run("baseline", "set", "orders@latest~1").code == 0)
        for words in [[], ["--baseline", "name:bseline"]] {
            let run = try Heapdrift.run(
                ["check", "orders", "-q", "--first-becomes-baseline"] + words, environment: ["HEAPDRIFT_STORE": folder["store.db"]],
                in: folder.path)
            #expect(run.code == 4, "\(run)")
            let text = run.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(text.contains("'; it has 'baseline'"), "\(run)")
        }
        #expect(try run("baseline", "show", "orders", "--name", "basline").code == 2)
    }

    @Test func filesHaveNoSeriesToBegin() throws {
        let run = try run("check", Fixtures.packed(0), "--first-becomes-baseline")
        #expect(run.code == 2, "\(run)")
        #expect(run.errors.contains("'--first-becomes-baseline' needs a series"), "\(run)")
    }

    /// If it could not be written down, every later run would be a first one and pass.
    @Test func aStoreThatCannotBeWrittenIsAnError() throws {
        try budget("name:baseline")
        try snap(0)
        _ = try Heapdrift.shell("chmod 444 store.db heapdrift.yml && chmod 555 .", in: folder.path)
        defer { _ = try? Heapdrift.shell("chmod 755 .", in: folder.path) }
        let run = try Heapdrift.runWithoutRights(
            ["check", "orders", "-q", "--first-becomes-baseline"], environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder)
        #expect(run.code == 3, "\(run)")
    }
}
