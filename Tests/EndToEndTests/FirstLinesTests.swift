import DumpSynth
import Testing

/// What the first lines of a comparison and of a gate say, and that no failure is left out below them.
@Suite struct FirstLinesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func theLargestPartIsByBytesAndTellsItsTypesApart() throws {
        let diff = try run("diff", Fixtures.packed(0), Fixtures.packed(2))
        #expect(diff.code == 0, "\(diff)")
        // What leaks takes the place of what is the largest part.
        #expect(
            diff.words.contains("Suspect: handlers of 6 events of StackExchange.Redis.ConnectionMultiplexer that are not removed: +6,"),
            "\(diff)")
        #expect(!diff.output.contains("Largest part"))
        let without = try run("diff", Fixtures.packed(0), Fixtures.packed(2), "--no-holders", "--no-store")
        #expect(
            without.output.contains("\nLargest part by bytes: 5 types of System.EventHandler<StackExchange.Redis.…>: +6,006 objects,\n"),
            "\(without)")
    }

    /// The bytes are in what the orders drag along, and the next line names the program's own types.
    @Test func ownTypesHaveALine() throws {
        for (name, count) in [("before.core", 10), ("after.core", 3_010)] {
            let process = SyntheticProcess()
            let app = process.module("Shop.dll")
            let (order, line) = (process.type("Shop.Order", in: app, baseSize: 40), process.type("Shop.Line", in: app, baseSize: 64))
            process.region(.gen2) { region in
                region.object(order, count: count)
                region.object(line, count: count)
                for _ in 0..<count { region.array(of: process.int32, 100) }
            }
            try folder.write(process.core().bytes(), to: name)
        }
        let diff = try run("before.core", "after.core")
        #expect(diff.output.contains("\nLargest part by bytes: System.Int32[]: +3,000 objects, "), "\(diff)")
        #expect(
            diff.output.contains(
                "\nOwn types that grew: Shop.Line +3,000 objects, +192 kB; Shop.Order +3,000 objects, +120 kB.\n"), "\(diff)")
    }

    /// A pipe has the lines of a small screen.
    @Test func everyFailedRuleHasALineInAPipe() throws {
        try folder.write(MadeUpService().core(), to: "a.core")
        let metrics = [
            ("heap", ["total", "objects", "gen2", "outside_gen0", "outside_gen0_objects", "committed", "reserved"]),
            ("process", ["modules", "module_images", "threads", "thread_stacks", "thread_stacks_present"]),
        ]
        var budget = "version: 1\n"
        for (family, names) in metrics { budget += "\(family):\n" + names.map { "  \($0): {max: 0}\n" }.joined() }
        budget += "never:\n" + ["Shop.Order", "Shop.Basket", "Shop.*"].map { "  - {match: \($0)}\n" }.joined()
        try folder.write(budget, to: "heapdrift.yml")
        for options in [[], ["--top", "1"]] {
            let gate = try Heapdrift.run(
                ["check", "a.core"] + options, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
            #expect(gate.code == 1, "\(gate)")
            for (family, names) in metrics {
                for name in names { #expect(gate.output.contains(try Regex("\nFAIL +\(family)\\.\(name) ")), "\(family).\(name): \(gate)") }
            }
            // Three rules by name found four types. The second type of the last rule may have no line.
            #expect(gate.output.contains("FAIL  16 errors"), "\(gate)")
            #expect(gate.output.split(separator: "\n").count { $0.hasPrefix("FAIL ") && $0.contains("Shop.") } >= 3, "\(gate)")
        }
    }

    /// Rules that cannot be judged for one reason are one annotation.
    @Test func aFirstRunHasOneAnnotation() throws {
        try folder.write(MadeUpService().core(), to: "a.core")
        #expect(try run("snap", "--series", "shop", "a.core").code == 0)
        let gate = try run("check", "shop", "--format", "github")
        #expect(gate.code == 4, "\(gate)")
        let lines = gate.output.split(separator: "\n")
        #expect(lines.filter { $0.hasPrefix("::error ") }.count == 1, "\(gate)")
        #expect(
            lines.first?.contains("(heap.outside_gen0, heap.outside_gen0_objects, process.threads, process.modules_made)") == true,
            "\(gate)")
    }
}
