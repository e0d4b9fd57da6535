import FoundationEssentials
import SnapshotModel
import Testing

/// Trust by section.
@Suite struct TrustTests {
    private func trust(_ codes: String...) -> Trust {
        Trust(layout: .table, diagnostics: codes.map { Trust.Diagnostic($0, $0, caps: .partial) })
    }

    @Test func theLevelIsTheLowestThatADiagnosticAllows() {
        let good = Trust.Diagnostic("a", "", caps: .good)
        let partial = Trust.Diagnostic("b", "", caps: .partial)
        #expect(Trust(layout: nil, diagnostics: []).level == .exact)
        #expect(Trust(layout: .table, diagnostics: [good]).level == .good)
        #expect(Trust(layout: .table, diagnostics: [good, partial]).level == .partial)
    }

    @Test func theLevelIsTheWorstOfTheSections() {
        let found = trust("heap-damaged", "stacks-overlap")
        #expect(found.level == .partial)
        #expect(found.level(ofSection: "types") == .partial)
        #expect(found.level(ofSection: "heaps") == .partial)
        #expect(found.level(ofSection: "threads") == .partial)
        #expect(found.level(ofSection: "modules") == .exact)
        #expect(trust("of-a-later-reader").level(ofSection: "modules") == .partial)
    }

    /// A doubt about one measure leaves the rows and the other measures.
    @Test func aMeasureOfASection() {
        let found = trust("stack-bounds-unknown", "no-heap")
        #expect(found.level(of: [SnapshotPart("threads")]) == .exact)
        #expect(found.level(of: [SnapshotPart("threads", "stack_reserved")]) == .partial)
        #expect(found.level(of: [SnapshotPart("heaps", "committed")]) == .exact)
        #expect(found.level(of: [SnapshotPart("heaps", "free")]) == .partial)
        #expect(found.level(of: [SnapshotPart("types", "gen0_count")]) == .partial)
    }

    /// Every metric reads something, so that a doubt about all is one about it.
    @Test func everyMetricReadsAPart() {
        for metric in Catalog.standard.metrics { #expect(!metric.parts.isEmpty, "\(metric.name)") }
    }

    /// What older versions stored has no parts. They follow from the code.
    @Test func whatOlderVersionsStored() throws {
        let stored = """
            {"level":"partial","layout":"table","diagnostics":[{"code":"heap-damaged","message":"m","caps":"partial","bytes":8,"count":1}]}
            """
        let old = try JSONDecoder().decode(Trust.self, from: Data(stored.utf8))
        #expect(old.diagnostics[0].sections == nil)
        #expect(old.level(ofSection: "types") == .partial)
        #expect(old.level(ofSection: "threads") == .exact)
        let unknown = try JSONDecoder().decode(Trust.self, from: Data(stored.replacing("heap-damaged", with: "nobody-knows").utf8))
        #expect(unknown.level(ofSection: "threads") == .partial)
    }

    @Test func partsAreStoredAsTheirNames() throws {
        let found = trust("stacks-overlap")
        let stored = try JSONEncoder().encode(found)
        #expect(String(decoding: stored, as: UTF8.self).contains("[\"threads.stack_reserved\",\"threads.stack_present\"]"))
        #expect(try JSONDecoder().decode(Trust.self, from: stored) == found)
        // A later reader may name other parts.
        let later = String(decoding: stored, as: UTF8.self).replacing("threads.stack_present", with: "modules.a.b")
        let read = try JSONDecoder().decode(Trust.self, from: Data(later.utf8))
        #expect(read.level(of: [SnapshotPart("modules", "a.b")]) == .partial)
        #expect(read.level(of: [SnapshotPart("modules")]) == .exact)
    }
}
