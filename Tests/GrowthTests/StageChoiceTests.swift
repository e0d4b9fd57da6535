import SnapshotModel
import Testing

@testable import Growth

/// Which snapshots of a series are loaded to look for suspects.
@Suite struct StageChoiceTests {
    /// A series whose type `T` has these counts. `alive`: points that say what is alive; all when it is `nil`.
    private func choices(_ counts: [UInt64], pids: [UInt64]? = nil, alive: Set<Int>? = nil) -> [StageChoice] {
        let snapshots = counts.indices.map { point -> (id: Int64?, snapshot: Snapshot) in
            var row = TypeRow()
            (row.name, row.module, row.count, row.bytes) = ("T", "Shop.dll", counts[point], 48 * counts[point])
            (row.liveCount, row.liveBytes) = (row.count, row.bytes)
            let isAlive = alive?.contains(point) ?? true
            var snapshot = snapshot([Table([row], absent: isAlive ? [] : TypeRow.unknownIfZero)])
            snapshot.capture.time = 1_785_553_200 + Int64(point) * 86_400
            snapshot.capture.pid = pids?[point] ?? 7
            return (Int64(point + 1), snapshot)
        }
        return StageChoice.choices(trend(SeriesHistory(snapshots)))
    }

    private func flat(_ count: Int) -> [UInt64] { [UInt64](repeating: 1000, count: count) }

    @Test func aFewAreAllLookedAt() throws {
        let choice = try #require(choices(flat(5)).first)
        #expect(choice.points == [0, 1, 2, 3, 4])
        #expect(choice.candidates == 5)
        #expect(choice.began == nil && choice.isLatestLife && !choice.isShort)
    }

    @Test func ofManyTheLastIsLookedAtAndSomeBefore() throws {
        let choice = try #require(choices(flat(365)).first)
        #expect(choice.points == [0, 52, 104, 156, 208, 260, 312, 364])
        #expect(choice.candidates == 365)
    }

    /// Nothing grows before it began.
    @Test func growthIsLookedAtFromItsBeginningOn() throws {
        let choice = try #require(choices(flat(13) + (1...15).map { 1000 + 60 * $0 }).first)
        #expect(choice.began == 13)
        #expect(choice.points == [13, 15, 17, 19, 21, 23, 25, 27])
        #expect(choice.candidates == 15 && !choice.isShort)
    }

    /// A cache that fills looks like a leak in a few snapshots that were chosen because it grows there.
    @Test func growthInTheLastFewOfManyIsShort() throws {
        let choice = try #require(choices(flat(20) + [2000, 3000, 4000, 5000]).first)
        #expect(choice.began == 20 && choice.points == [20, 21, 22, 23])
        #expect(choice.isShort)
    }

    @Test func twoLivesAreNeverCompared() throws {
        let pids: [UInt64] = [UInt64](repeating: 1, count: 8) + [UInt64](repeating: 2, count: 7)
        let found = choices(flat(15), pids: pids)
        #expect(found.map(\.points) == [[8, 9, 10, 11, 12, 13, 14]])
        #expect(found.first?.isLatestLife == true)
    }

    /// What an earlier life shows counts where the latest one has too few to be certain, and comes after it.
    @Test func aShortLifeComesFirstAndThenAnEarlierOne() {
        let pids: [UInt64] = [UInt64](repeating: 1, count: 8) + [2, 2, 3, 3, 3]
        let found = choices(flat(13), pids: pids)
        #expect(found.map(\.points) == [[10, 11, 12], [0, 1, 2, 3, 4, 5, 6, 7]])
        #expect(found.map(\.isLatestLife) == [true, false])
    }

    @Test func theLatestLifeIsTooShortForAShape() {
        let pids: [UInt64] = [UInt64](repeating: 1, count: 8) + [2, 2]
        #expect(choices(flat(10), pids: pids).map(\.points) == [[0, 1, 2, 3, 4, 5, 6, 7]])
        #expect(choices(flat(6), pids: [1, 1, 2, 2, 3, 3]).isEmpty)
    }

    /// In CI every snapshot is of a new process.
    @Test func ifEverySnapshotIsOfANewProcessTheyAreCompared() {
        #expect(choices(flat(6), pids: [1, 2, 3, 4, 5, 6]).map(\.points) == [[0, 1, 2, 3, 4, 5]])
    }

    @Test func snapshotsThatDoNotSayWhatIsAliveAreLeftOut() {
        #expect(choices(flat(8), alive: [2, 4, 5, 7]).map(\.points) == [[2, 4, 5, 7]])
        #expect(choices(flat(4), alive: [2]).map(\.points) == [[0, 1, 2, 3]])
    }

    @Test func spacing() {
        for count in 1...40 {
            let points = StageChoice.spaced(Array(0..<count), 8)
            let steps = Set(zip(points, points.dropFirst()).map { $1 - $0 })
            #expect(points.count <= 8 && points.count >= min(5, count) && points.last == count - 1)
            #expect(steps.count <= 1 && steps.allSatisfy { $0 > 0 } && points.first ?? 0 < steps.first ?? 1)
        }
    }
}
