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
