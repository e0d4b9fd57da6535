import SnapshotModel
import Testing

@testable import Growth

/// A heap that was traced in both snapshots is judged by what is alive.
@Suite struct LiveVerdictTests {
    /// A snapshot of one type: all objects and those that are alive, of 100 bytes each.
    private func traced(_ count: UInt64, live: UInt64, doubts: [Trust.Diagnostic] = []) -> Snapshot {
        var row = TypeRow()
        (row.name, row.module, row.count, row.bytes) = ("Shop.Order", "Shop.dll", count, count * 100)
        (row.liveCount, row.liveBytes) = (live, live * 100)
        var made = snapshot(totals: Totals(objects: count, bytes: count * 100), [Table([row])])
        made.trust = Trust(layout: nil, diagnostics: doubts)
        return made
    }

    private let doubt = Trust.Diagnostic("roots-unreadable", "some roots", caps: .partial, count: 1)

    @Test func garbageIsNoGrowth() throws {
        let found = diff(traced(20_000, live: 10_000), traced(200_000, live: 10_000))
        #expect(found.verdict == .steady)
        let types = try #require(found.table("types"))
        #expect(types.isJudged)
        #expect(types.sum(types.leadingCount) == Change(10_000, 10_000))
    }

    /// A collection between two dumps hides a leak from the totals.
    @Test func aCollectionHidesNoLeak() {
        let found = diff(traced(200_000, live: 10_000), traced(60_000, live: 50_000))
        #expect(found.verdict == .grew)
        #expect(found.deciding.grown.map(\.name) == ["live_bytes", "live_objects"])
    }

    /// Where roots could not be read, a leak may count as garbage: the totals decide.
    @Test(arguments: [true, false]) func aLowerBoundDoesNotDecide(_ isFirst: Bool) throws {
        let found = diff(
            traced(20_000, live: 10_000, doubts: isFirst ? [doubt] : []), traced(200_000, live: 10_000, doubts: isFirst ? [] : [doubt]))
        #expect(found.verdict == .grew)
        let types = try #require(found.table("types"))
        #expect(!types.isJudged)
        #expect(types.sum(types.leadingCount) == Change(20_000, 200_000))
    }

    @Test func whatOneWasNotAskedForDoesNotDecide() {
        #expect(diff(traced(20_000, live: 0), traced(200_000, live: 10_000)).verdict == .grew)
        #expect(diff(traced(20_000, live: 10_000), traced(20_000, live: 0)).verdict == .steady)
    }
}
