import SnapshotModel
import Testing

@testable import Growth

/// Series are ranked by what is alive where their snapshots say it.
@Suite struct LiveHistoryTests {
    /// A cache of 1,000 that is alive, and garbage that comes and goes by `garbage`. `alive`: which points say so.
    private func history(_ garbage: [UInt64], alive: [Bool]? = nil, pids: [UInt64]? = nil) -> SeriesHistory {
        SeriesHistory(
            garbage.indices.map { point in
                var row = TypeRow()
                (row.name, row.module) = ("Shop.Page", "Shop.dll")
                (row.count, row.bytes) = (1000 + garbage[point], 48 * (1000 + garbage[point]))
                (row.liveCount, row.liveBytes) = (1000, 48_000)
                var snapshot = snapshot([Table([row], absent: alive?[point] ?? true ? [] : TypeRow.unknownIfZero)])
                snapshot.capture.time = 1_785_553_200 + Int64(point) * 86_400
                snapshot.capture.pid = pids?[point] ?? 7
                return (Int64(point), snapshot)
            }, Catalog.standard.followedLive)
    }

    private let garbage: [UInt64] = [0, 1000, 2000, 3000, 4000, 5000, 6000]

    @Test func garbageIsNoGrowth() throws {
        let live = try #require(history(garbage).followingLive())
        #expect(live.section("types")?.followed?.count == "live_count")
        #expect(!trend(live).rows.contains { $0.section != nil })
        #expect(trend(history(garbage)).rows.first?.key.first == "Shop.Page")
        #expect(live.metrics.first?.metric.name == "heap.live")
    }

    @Test func everySnapshotOfTheLifeMustSayIt() {
        #expect(history(garbage, alive: [true, true, true, false, true, true, true]).followingLive() == nil)
        #expect(SeriesHistory([]).followingLive() == nil)
    }

    /// Older snapshots of an earlier life may lack it.
    @Test func anEarlierLifeMayLackIt() throws {
        let alive = [false, false, false, true, true, true, true]
        #expect(history(garbage, alive: alive, pids: [1, 1, 1, 2, 2, 2, 2]).followingLive() != nil)
        // A life of two points has no shape, so the one before it counts.
        #expect(
            history(garbage, alive: [false, false, false, false, false, true, true], pids: [1, 1, 1, 1, 1, 2, 2]).followingLive() == nil)
    }

    /// Half of a dump could be read: its values are no drop, and the leak goes on.
    @Test func whatWasReadInPartIsLeftOut() throws {
        let points = (0..<8).map { point -> (Int64, Snapshot) in
            var row = TypeRow()
            (row.name, row.module, row.count, row.bytes) = (
                "Shop.Page", "Shop.dll", UInt64(1000 + point * 500), UInt64(48_000 + point * 24_000)
            )
            if [3, 6].contains(point) { (row.count, row.bytes) = (10, 480) }
            var snapshot = snapshot(totals: Totals(objects: row.count, bytes: row.bytes), [Table([row])])
            snapshot.capture.time = 1_785_553_200 + Int64(point) * 86_400
            if [3, 6].contains(point) {
                snapshot.trust = Trust(layout: .table, diagnostics: [Trust.Diagnostic("heap-damaged", "", caps: .partial)])
            }
            return (Int64(point), snapshot)
        }
        let read = SeriesHistory(points, Catalog.standard.followedMeasures)
        #expect(trend(read).rows.first { $0.key.first == "heap.total" }?.shape != .growing)
        let whole = WholeValues(read)
        #expect((whole.partial, whole.sections) == ([3, 6], ["types"]))
        let rows = trend(whole.history).rows
        #expect(rows.first { $0.key.first == "heap.total" }?.shape == .growing)
        #expect(rows.first { $0.section == "types" }?.values.map { $0 == nil } == [false, false, false, true, false, false, true, false])
        #expect(WholeValues(whole.history).partial.isEmpty)
    }

    @Test func aPlateauSaysSinceWhen() throws {
        var options = TrendOptions()
        options.all = true
        let values: [UInt64] = [0, 500, 1000, 1500, 2000, 2000, 2010, 2000, 2005, 2000, 2000, 2010]
        let row = try #require(trend(history(values), options).rows.first { $0.section != nil })
        #expect(row.shape == .plateau)
        #expect(row.stopped == 4)
        #expect(trend(history(values)).calm.map(\.shape) == [.plateau])
        #expect(trend(history([5, 900, 20, 800, 10, 950, 5, 700])).calm.map(\.shape) == [.sawtooth])
    }
}
