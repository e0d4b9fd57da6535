import DumpSynth
import Testing

/// A leak of native memory, which no section describes: what was not looked at is said, with its growth where the dumps tell it.
@Suite struct OtherMemoryTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let process = SyntheticProcess()
        let order = process.type("Shop.Order", in: process.module("App.dll"), baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 300) }
        for (name, megabytes) in [("before.core", 1), ("after.core", 33), ("little.core", 6)] {
            var core = process.core()
            // An arena of malloc, far from everything else.
            core.segments.append(.init(0x7F70_0000_0000, [UInt8](repeating: 0x5A, count: megabytes << 20)))
            try folder.write(core.bytes(), to: name)
        }
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"], "COLUMNS": "200"], in: folder.path)
    }

    private let line = "unread   native memory, outside of the heap, stacks and files: "

    @Test func steadyIsSaidOfWhatWasLookedAt() throws {
        let diff = try run("before.core", "after.core")
        #expect(diff.output.hasPrefix("app is identical in what was looked at: "), "\(diff)")
        #expect(diff.output.contains("memory outside of it grew by +33.6 MB"), "\(diff)")
        #expect(diff.output.contains(line), "\(diff)")
        let little = try run("before.core", "little.core")
        #expect(little.output.hasPrefix("app is identical: "), "\(little)")
        #expect(little.output.contains(line), "\(little)")
    }

    @Test func theNumbersAreExact() throws {
        let (before, after) = (try run("show", "before.core", "--json"), try run("show", "after.core", "--json"))
        let sizes = [before, after].map { run in
            run.output.split(separator: "\n").first { $0.contains("other_memory") }?.split(separator: " ").last.flatMap {
                Int($0.filter(\.isNumber))
            } ?? 0
        }
        #expect(sizes[1] - sizes[0] == 32 << 20, "\(before)")
        #expect(sizes[0] >= 1 << 20)
        let diff = try run("diff", "before.core", "after.core", "--json").output.split(whereSeparator: \.isWhitespace).joined()
        #expect(diff.contains(#""after":\#(sizes[1]),"before":\#(sizes[0]),"delta":\#(32 << 20),"what":"#), "\(diff)")
    }

    /// A dump that does not hold all memory tells no size, and none is made up.
    @Test func aDumpThatIsCutOffTellsNoSize() throws {
        let whole = try #require(fileBytes(folder["before.core"]))
        try folder.write(Array(whole.dropLast(1 << 19)), to: "cut.core")
        let json = try run("diff", "cut.core", "after.core", "--json").output.split(whereSeparator: \.isWhitespace).joined()
        #expect(json.contains(#""not_looked_at":[{"after":"#), "\(json)")
        #expect(json.contains(#""before":null,"delta":null,"what":"#), "\(json)")
    }

    /// Nobody looks further when a build is green.
    @Test func aCheckThatPassesSaysItFirst() throws {
        let clause = "rules held; native memory, which no rule looks at, grew by +33.6 MB (+"
        for options in [[], ["--top", "0"], ["--format", "github"]] {
            let check = try Heapdrift.run(
                ["check", "before.core", "after.core"] + options,
                environment: ["HEAPDRIFT_STORE": folder["store.db"], "COLUMNS": "200"], in: folder.path)
            #expect(check.code == 0, "\(check)")
            #expect(check.output.split(separator: "\n").first?.contains(clause) == true, "\(check)")
        }
        #expect(!(try run("check", "before.core", "little.core").output.contains("which no rule looks at")))
        // What fails for another reason says nothing of it in its first line.
        let failed = try run("check", "before.core", "after.core", "--max", "heap.total=1 B")
        #expect(failed.code == 1, "\(failed)")
        #expect(!failed.output.contains("which no rule looks at"), "\(failed)")
    }

    @Test func checkAndDoctorSayItToo() throws {
        let check = try run("check", "before.core", "after.core")
        #expect(check.code == 0, "\(check)")
        #expect(check.output.contains(line), "\(check)")
        let json = try run("check", "before.core", "after.core", "--json").output
        #expect(json.contains("not_looked_at"), "\(json)")
        let doctor = try run("doctor", "after.core")
        #expect(doctor.output.contains("no   what fills native memory: this version does not look at"), "\(doctor)")
        #expect(doctor.output.contains("The dump has everything that this version reads."), "\(doctor)")
    }
}
