import DumpSynth
import Testing

/// Dumps of every kind: what each is called, and what two kinds of one moment have in common. Nothing grew between them.
@Suite struct KindsOfDumpTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run { try run(words) }

    private func run(_ words: [String]) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"], "COLUMNS": "200"], in: folder.path)
    }

    /// Small crash dumps of a small process hold some of its objects.
    @Test func aMiniDumpOfACrashHasNoTypes() throws {
        try Fixtures.unpack(["kind-crash-0.core"], into: folder)
        let run = try run("show", "kind-crash-0.core")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.hasPrefix("Field\n"), "\(run)")
        #expect(run.output.contains("(mini dump, "), "\(run)")
        #expect(!run.output.contains("objects"), "\(run)")
        #expect(run.words.contains("trust partial in types"), "\(run)")
    }

    @Test func eachKindHasItsName() throws {
        try Fixtures.unpack(["kind-mini-0.core", "kind-triage-0.core", "kind-heap-0.core"], into: folder)
        for kind in ["mini", "triage", "heap"] {
            #expect(try run("show", "kind-\(kind)-0.core").output.contains("(\(kind) dump, "), "\(kind)")
        }
    }

    /// All kinds of one moment, in pairs and in both orders.
    @Test func nothingGrowsBetweenKindsOfOneMoment() throws {
        try Fixtures.unpack(["kind-mini-0.core", "kind-triage-0.core", "kind-heap-0.core"], into: folder)
        let kinds = ["mini", "triage", "heap"]
        for before in kinds {
            for after in kinds {
                let diff = try run("diff", "kind-\(before)-0.core", "kind-\(after)-0.core", "--exit-code", "--as-ordered")
                let name = "\(before) to \(after)"
                #expect(diff.code == (before == "heap" && after == "heap" ? 0 : 4), "\(name): \(diff)")
                #expect(!diff.output.contains("grew"), "\(name): \(diff)")
                #expect(!diff.output.contains("shrank"), "\(name): \(diff)")
                for metric in ["thread_stacks", "thread_stacks_present"] where (before == "heap") != (after == "heap") {
                    let gate = try run(
                        "check", "kind-\(before)-0.core", "kind-\(after)-0.core", "--max-growth", "process.\(metric)=10%")
                    #expect(gate.code == 4, "\(name), \(metric): \(gate)")
                    #expect(
                        gate.output.contains("trust is partial in threads") || gate.output.contains("does not hold"),
                        "\(name), \(metric): \(gate)")
                }
                if before != after {
                    let gate = try run(
                        "check", "kind-\(before)-0.core", "kind-\(after)-0.core", "--max-growth", "process.threads=0")
                    #expect(gate.code == 0, "\(name): \(gate)")
                }
            }
        }
        let diff = try run("diff", "kind-mini-0.core", "kind-heap-0.core", "--as-ordered")
        #expect(diff.output.contains("heap not in before, stacks not in before."), "\(diff)")
        #expect(diff.output.contains("threads.stack_reserved (not in before)"), "\(diff)")
    }

    /// createdump and gdb write different amounts of memory that nobody can write to.
    @Test func reservedMemoryIsNoNativeMemory() throws {
        let process = SyntheticProcess()
        process.region(.gen2) { $0.object(process.object, count: 300) }
        for (name, megabytes) in [("createdump.core", 0), ("gdb.core", 64)] {
            var core = process.core()
            if megabytes > 0 { core.segments.append(.init(0x7F70_0000_0000, [UInt8](repeating: 0, count: megabytes << 20), flags: 4)) }
            try folder.write(core.bytes(), to: name)
        }
        let diff = try run("diff", "createdump.core", "gdb.core", "--as-ordered")
        #expect(diff.output.hasPrefix("app is steady: "), "\(diff)")
        #expect(!diff.output.contains("native"), "\(diff)")
    }

    // MARK: A large array in the making

    /// A thread was clearing the memory of an array of 3,000,000 bytes. All others are counted, and nothing is damaged.
    @Test func aLargeArrayInTheMakingIsNoDamage() throws {
        try Fixtures.unpack(["lohspin-0.core"], into: folder)
        let run = try run("show", "lohspin-0.core", "--json")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("\"allocation-context-caught\""), "\(run)")
        #expect(!run.output.contains("\"heap-damaged\""), "\(run)")
        let document = try Document(run)
        let found = try #require(document.snapshot)
        #expect(found.trust.level == "good")
        let truth = try #require(
            fileBytes(Fixtures.root + "/Tests/Fixtures/lohspin-0.truth.json").map { String(decoding: $0, as: UTF8.self) })
        #expect(truth.contains("\"objects\": \(found.totals.objects + found.totals.freeObjects)"), "\(found.totals)")
        let gate = try self.run("check", "lohspin-0.core", "--max", "heap.total=1 GB")
        #expect(gate.code == 0, "\(gate)")
        let shown = try self.run("show", "lohspin-0.core")
        #expect(
            shown.words.contains("trust good in types, holders and 5 other sections: threads were caught while they took memory"),
            "\(shown)")
    }
}
