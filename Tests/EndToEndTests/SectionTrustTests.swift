import DumpSynth
import Testing

/// A rule is judged when the sections that it reads are trusted, whatever else the dump lacks.
@Suite struct SectionTrustTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private func write(_ name: String, _ change: (inout MadeUpService) -> Void) throws {
        var service = MadeUpService()
        change(&service)
        try folder.write(service.core(), to: name)
    }

    @Test(arguments: ["no heap", "damaged heap", "collection under way"]) func growingThreadsFail(_ what: String) throws {
        for (name, threads) in [("before.core", 7), ("after.core", 57)] as [(String, UInt32)] {
            try write(name) {
                $0.threads = threads
                $0.holdsHeap = what != "no heap"
                $0.damage = what == "damaged heap" ? 800 : 0
                $0.isCollecting = what == "collection under way"
            }
        }
        let gate = try run("check", "before.core", "after.core", "--max-growth", "process.threads=10")
        #expect(gate.code == 1, "\(gate)")
        #expect(gate.output.contains("FAIL   process.threads"), "\(gate)")
        let heap = try run("check", "before.core", "after.core", "--max-growth", "heap.total=10%")
        #expect(heap.code == (what == "collection under way" ? 0 : 4), "\(heap)")
        let json = try run("check", "before.core", "after.core", "--max-growth", "heap.total=10%", "--json")
        if heap.code == 4 {
            #expect(json.output.contains("\"because\" : \"trust_too_low\""), "\(json)")
            #expect(heap.output.contains("a snapshot's trust is partial in types"), "\(heap)")
        }
    }

    /// Each page and document says which sections are in doubt.
    @Test func everyReportSaysTheSections() throws {
        try write("a.core") { $0.damage = 800 }
        let shown = try run("show", "a.core")
        #expect(
            shown.words.contains("trust partial in types, holders and 5 other sections: parts of the heap hold no"),
            "\(shown)")
        #expect(try run("show", "a.core", "types").words.contains("trust partial: parts of the heap"))
        #expect(try !run("show", "a.core", "threads").output.contains("trust"))
        let json = try run("show", "a.core", "--json")
        for line in ["\"types\" : \"partial\"", "\"threads\" : \"exact\"", "\"heaps.object_bytes\""] {
            #expect(json.output.contains(line), "\(line): \(json)")
        }
        #expect(try run("diff", "a.core", "a.core").output.contains("after is partial in types, holders and 5 other sections: "))
        let doctor = try run("doctor", "a.core")
        #expect(doctor.output.contains("were skipped (partial in types, holders"), "\(doctor)")
        let missing = "live_count, live_bytes, held_count, held_bytes"
        #expect(doctor.words.contains("rows in 'show REF types', without \(missing), trust partial"), "\(doctor)")
        #expect(doctor.output.contains("rows in 'show REF threads'"), "\(doctor)")
    }
}
