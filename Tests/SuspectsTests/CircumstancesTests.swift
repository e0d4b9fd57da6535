import SnapshotModel
import Testing

@testable import Suspects

/// What is known besides the snapshots: how often work was done between them.
@Suite struct CircumstancesTests {
    /// Sessions that grow by `each` a stage, and twenty handlers a stage.
    private func found(_ each: UInt64, stages: Int = 4, _ change: (inout Circumstances) -> Void) throws -> Suspect {
        var circumstances = Circumstances()
        change(&circumstances)
        let snapshots = (0..<UInt64(stages)).map { stage in
            Scene(holders: [held("Shop.sessions > _entries > [].value", "Shop.Session", 50 + each * stage, size: 1000)]).snapshot
        }
        return try #require(suspects(snapshots, circumstances).suspects.first)
    }

    @Test func growthByAMultipleOfTheLoopsIsSurer() throws {
        let plain = try found(1000) { _ in }
        let looped = try found(1000) { $0.loops = [100, 100, 100] }
        #expect(looped.severity == .error)
        #expect(looped.confidence >= plain.confidence)
        #expect(looped.evidence.first == Evidence(.loops, "+1000 = 10 x 100 loops"))
    }

    /// Of each piece of work 1.5 objects stay: that may be anything.
    @Test func otherGrowthIsJudgedAsBefore() throws {
        #expect(try found(150) { $0.loops = [100, 100, 100] } == found(150) { _ in })
    }

    @Test func growthByFewerThanTheLoopsIsPassedOver() throws {
        let looped = try found(1000) { $0.loops = [1001, 1001, 1001] }
        #expect(looped.severity == .information)
        #expect(looped.doubts.contains(.fewerThanLoops))
    }

    /// Snapshots that are not neighbours have more loops between them.
    @Test func eachStepHasItsOwnLoops() throws {
        #expect(try found(1000) { $0.loops = [100, 2000, 100] }.doubts.contains(.fewerThanLoops))
    }

    @Test func aFewObjectsMoreAreTheSameMultiple() throws {
        let looped = try found(1001) { $0.loops = [1000, 1000, 1000] }
        #expect(looped.evidence.first == Evidence(.loops, "+1001 is about 1 x 1000 loops"))
    }

    @Test func loopsThatMakeNoSenseChangeNothing() throws {
        let plain = try found(1000) { _ in }
        for loops: [Int128] in [[], [100], [0, 0, 0], [-1, -1, -1], [.max, .max, .max]] {
            #expect(try found(1000) { $0.loops = loops } == plain)
        }
    }

    @Test func shortGrowthIsAWarning() throws {
        let short = try found(1000) { $0.isShort = true }
        #expect(short.severity == .warning && short.doubts == [.shortGrowth])
    }

    /// What is lowered comes after what is not.
    @Test func theOrderIsThatOfTheSeverity() {
        var circumstances = Circumstances()
        circumstances.loops = [100, 100]
        let snapshots = (0..<UInt64(3)).map { stage in
            Scene(holders: [
                held("Shop.pages > _items > []", "Shop.Page", 10 + 20 * stage, size: 100_000),
                held("Shop.sessions > _entries > [].value", "Shop.Session", 50 + 200 * stage, size: 1000),
            ]).snapshot
        }
        #expect(suspects(snapshots).suspects.map(\.subject) == ["Shop.Page", "Shop.Session"])
        #expect(suspects(snapshots, circumstances).suspects.map(\.subject) == ["Shop.Session", "Shop.Page"])
    }
}
