import DumpSynth
import Testing

/// Tests a leak outside of the heap: Windows handles that are never closed.
@Suite struct OpenHandlesTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let process = SyntheticProcess()
        let order = process.type("Shop.Order", in: process.module("App.dll"), baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 3) }
        for (name, events) in [("before.dmp", 40), ("after.dmp", 940)] {
            var dump = process.minidump()
            dump.handles = [String](repeating: "Event", count: events) + ["File", "File", "Key"]
            dump.exception = (4711, 0xE043_4352)
            try folder.write(dump.bytes(), to: name)
        }
        try folder.write(process.minidump().bytes(), to: "without.dmp")
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func theVerdictNamesThem() throws {
        let diff = try run("before.dmp", "after.dmp")
        #expect(diff.output.hasPrefix("app grew: +900 handles of Windows"), "\(diff)")
        #expect(diff.output.contains("\nOS_HANDLES "), "\(diff)")
        #expect(diff.output.contains("Largest part by handles: Event: +900 (100% of what grew)."), "\(diff)")
        let gate = try run("check", "before.dmp", "after.dmp", "--max", "process.os_handles=500")
        #expect(gate.code == 1, "\(gate)")
        let one = try run("show", "after.dmp")
        #expect(one.words.contains("cause exception 0xE0434352 (thrown by .NET code) in thread 4711"), "\(one)")
        #expect(try run("show", "after.dmp", "os_handles", "--format", "csv").output.contains("Event,940"))
    }

    @Test func unknownIsNotNone() throws {
        let diff = try run("without.dmp", "after.dmp", "--json")
        #expect(diff.output.contains(#""verdict" : "identical""#) == false, "\(diff)")
        #expect(!diff.output.contains(#""verdict" : "grew""#), "\(diff)")
        let doctor = try run("doctor", "without.dmp")
        #expect(doctor.output.contains("the dump lists no handles; full ones of"), "\(doctor)")
        let full = try run("doctor", "after.dmp")
        #expect(full.output.contains("rows in 'show REF os_handles'"), "\(full)")
    }
}
