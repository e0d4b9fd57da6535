import SnapshotModel
import Testing

@testable import Suspects

/// Clients, sessions and timers are as many as the load of the moment needs.
@Suite struct SwingTests {
    /// The first suspect where sessions are as many as given, beside much that does not change.
    private static func first(_ counts: [UInt64]) -> Suspect? {
        found(counts.count) { stage in
            Scene(holders: [
                held("Shop.all > []", "Shop.Session", counts[Int(stage)], size: 1000), held("Shop.rest", "Shop.Rest", 1, size: 10_000_000),
            ])
        }.suspects.first { $0.subject == "Shop.Session" }
    }

    private static func timers(_ counts: [UInt64]) -> Suspect? {
        found(counts.count) { stage in
            Scene(holders: [
                held("System.Threading.TimerQueue.all > [] > _longTimers", "System.Threading.TimerQueueTimer", counts[Int(stage)])
            ])
        }.suspects.first
    }

    @Test func growthWithinTheSwingOfTheLoadIsAWarning() {
        #expect(Self.timers([600, 1700])?.doubts == [.swingingLoad])
        #expect(Self.timers([600, 1700])?.severity == .warning)
        #expect(Self.timers([600, 1800])?.severity == .error)
        #expect(Self.first([1700, 2300, 2900])?.doubts == [.swingingLoad])
        #expect(Self.first([1700, 2600, 3400])?.severity == .error)
        #expect(Self.first([1700, 1900, 2200, 2500])?.severity == .warning)
        #expect(Self.first([1700, 1900, 2200, 2600])?.severity == .error)
        #expect(Self.first([1700, 2000, 2300, 2600, 2900])?.severity == .error)
    }

    /// A service that had not begun its work at the first stage: two of three snapshots are left.
    @Test func aSnapshotAtRestDoesNotCount() {
        #expect(Self.first([0, 1700, 2700])?.doubts == [.noneBefore])
        #expect(Self.first([50, 1700, 2700])?.doubts == [.noneBefore])
        #expect(Self.first([0, 1700, 2700])?.severity == .warning)
        #expect(Self.first([0, 1700, 5000])?.severity == .warning)
        #expect(Self.first([0, 1700, 5200])?.severity == .error)
        #expect(Self.first([0, 1700, 2500, 3300])?.severity == .warning)
        #expect(Self.first([0, 1700, 2700, 3700])?.severity == .error)
        #expect(Self.timers([1, 700])?.doubts == [.noneBefore])
    }

    /// The same work between two snapshots gives a leak the same growth.
    @Test func evenGrowthFromRestIsAnError() {
        #expect(Self.first([0, 1700, 3400])?.doubts == [])
        #expect(Self.first([0, 1700, 3400])?.severity == .error)
        #expect(Self.first([0, 1700, 3250])?.severity == .error)
        #expect(Self.first([0, 1700, 3200])?.severity == .warning)
    }

    /// Sessions end, and each of them fills up.
    @Test func whatOwnersThatLevelOffHaveIsNotEven() {
        func pages(_ sessions: [UInt64], _ pages: [UInt64]) -> Suspect? {
            found(sessions.count) { stage in
                Scene(holders: [
                    held("Shop.all > []", "Shop.Session", sessions[Int(stage)], size: 24),
                    held("Shop.all > [] > visited > []", "Shop.Page", pages[Int(stage)], size: 80),
                ])
            }.suspects.first { $0.subject == "Shop.Page" }
        }
        #expect(pages([0, 1300, 1550], [0, 4000, 8000])?.doubts == [.noneBefore])
        #expect(pages([0, 1300, 1550], [0, 4000, 8000])?.severity == .warning)
        #expect(pages([0, 13, 15], [0, 4000, 8000])?.severity == .error)
    }

    /// The numbers of modules and of objects that wait for a finalizer do not follow the load.
    @Test func whatDoesNotFollowTheLoadIsAnErrorWithTwoSnapshots() {
        let assemblies = found(2) { stage in
            var scene = Scene()
            scene.moduleGroups = [("Shop.Proxies*", "Reflection.Emit", 30 + 11 * stage, "", false)]
            return scene
        }
        #expect(assemblies.suspects.map(\.severity) == [.error])
    }

    @Test func theRulesOfPlacesSayWhichTheyLookedAt() throws {
        let report = found { stage in
            Scene(holders: [
                held("Shop.all > []", "Shop.Session", 1000 * stage), held("Shop.log > []", "Shop.Line", 2000 * stage),
                held("Shop.rest > []", "Shop.Rest", 5000),
            ])
        }
        for rule in [Cause.eventSubscription, .tokenRegistration, .connection, .collection, .unknown] {
            let looked = try #require(report.rules.first { $0.rule == rule.rawValue }).looked
            #expect(looked.map(\.subject) == ["static Shop.log > []", "static Shop.all > []"])
            #expect(looked.map(\.course) == [Course([0, 200_000, 400_000]), Course([0, 100_000, 200_000])])
            #expect(looked.allSatisfy { $0.least == 8192 && $0.kind == .place })
        }
    }
}
