import SnapshotModel
import Testing

@testable import Growth

@Suite struct VerdictTests {
    private func verdict(_ before: Totals, _ after: Totals, _ old: [Table] = [], _ new: [Table] = []) -> Verdict {
        diff(snapshot(totals: before, old), snapshot(totals: after, new)).verdict
    }
    private func heap(_ objects: UInt64, _ bytes: UInt64) -> Totals { Totals(objects: objects, bytes: bytes) }

    @Test func followsTheTotals() {
        #expect(verdict(heap(1000, 1_000_000), heap(2000, 2_000_000)) == .grew)
        #expect(verdict(heap(2000, 2_000_000), heap(1000, 1_000_000)) == .shrank)
        #expect(verdict(heap(10_000, 1_000_000), heap(10_099, 1_063_999)) == .steady)
        #expect(verdict(heap(10, 10), heap(10, 10)) == .identical)
        #expect(verdict(Totals(committed: 1), Totals(committed: 2)) == .inconclusive)
    }

    @Test func growthIsNotOutvoted() {
        #expect(verdict(heap(9000, 9_000_000), heap(1000, 1_000_000), [threads(3)], [threads(43)]) == .grew)
        #expect(verdict(heap(1000, 9_000_000), heap(9000, 1_000_000)) == .grew)
    }

    @Test func threadsAndStacksCountLikeTheHeap() {
        #expect(verdict(heap(10, 10), heap(10, 10), [threads(10)], [threads(12, reserved: 65_536)]) == .shrank)
        #expect(verdict(heap(10, 10), heap(10, 10), [threads(10, reserved: 100)], [threads(14, reserved: 100)]) == .grew)
    }

    @Test func identicalMeansThatNoRowMovedEither() {
        let (old, new) = (Table([GadgetRow("a", 1, 2), GadgetRow("b", 2, 1)]), Table([GadgetRow("a", 2, 1), GadgetRow("b", 1, 2)]))
        #expect(verdict(heap(3, 3), heap(3, 3), [old], [new]) == .steady)
        #expect(verdict(heap(3, 3), heap(3, 3), [old], [old]) == .identical)
        #expect(verdict(heap(3, 3), heap(3, 3), [old], []) == .steady)
        #expect(verdict(Totals(objects: 1, committed: 5), Totals(objects: 1, committed: 6)) == .steady)
    }

    @Test func comparabilityNamesWhatDiffers() {
        let pair = diff(snapshot([]), snapshot(process: "billing", version: "9.0.1", server: true, []))
        #expect(
            pair.comparability.reasons == [
                "different processes: orders, billing", "different major versions of the runtime: 8, 9",
                "different collectors: workstation GC with regions, server GC with regions",
            ])
        #expect(diff(snapshot(version: "8.0.4", []), snapshot(process: "", version: "8.0.11", [])).comparability.isComparable)
        #expect(diff(snapshot(version: nil, []), snapshot(version: "8.0.11", [])).comparability.isComparable)
    }
}
