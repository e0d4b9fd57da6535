import SnapshotModel
import Testing

@testable import Suspects

@Suite struct JudgeTests {
    private static func first(_ counts: [UInt64], size: UInt64 = 100, rest: [UInt64]? = nil) -> Suspect? {
        found(counts.count) { stage in
            var rows = [held("Shop.all > []", "Shop.Session", counts[Int(stage)], size: size)]
            if let rest { rows.append(held("Shop.rest", "Shop.Rest", 1, size: rest[Int(stage)])) }
            return Scene(holders: rows)
        }.suspects.first { $0.subject == "Shop.Session" }
    }

    @Test func evenGrowthIsAnError() {
        let suspect = Self.first([0, 1000, 2000])
        #expect(suspect?.severity == .error)
        #expect(suspect?.confidence == 0.95)
        #expect(suspect?.doubts == [])
        #expect(Self.first([0, 1000, 2000, 3000])?.confidence == 0.99)
    }

    /// One step is neither even nor uneven, so two snapshots make less sure.
    @Test func twoSnapshotsMakeLessSure() {
        #expect(Self.first([1000, 2000])?.confidence == 0.65)
        #expect(SuspectReport.mostConfidence(snapshots: 2) == 0.75)
        #expect(SuspectReport.mostConfidence(snapshots: 3) == 0.99)
    }

    /// What the first of two snapshots had none of may be what the program sets up.
    @Test func whatBeginsBetweenTwoSnapshotsIsAWarning() {
        func handlers(_ counts: [UInt64]) -> Suspect? {
            found(counts.count) { stage in
                Scene(holders: [
                    held("Shop.Bus.Closed", "System.EventHandler", 1, size: 64),
                    held("Shop.Bus.Closed > _invocationList", "System.Object[]", 1),
                    held("Shop.Bus.Closed > _invocationList > []", "System.EventHandler", counts[Int(stage)], size: 64),
                ])
            }.suspects.first
        }
        #expect(handlers([0, 5000])?.severity == .warning)
        #expect(handlers([0, 5000])?.doubts == [.noneBefore])
        #expect(handlers([1000, 6000])?.severity == .error)
        #expect(handlers([0, 5000, 10_000])?.severity == .error)
    }

    @Test func aCollectionThatFillsLevelsOff() {
        #expect(Self.first([0, 10_000, 11_000])?.doubts == [.levellingOff])
        #expect(Self.first([0, 10_000, 11_000])?.severity == .information)
        #expect(Self.first([0, 10_000, 13_000])?.severity == .warning)
        // With many stages uneven growth is growth.
        #expect(Self.first([0, 10_000, 13_000, 23_000, 26_000])?.severity == .error)
    }

    @Test func aStepThatIsSmallBesideWhatIsHeldIsAWarning() {
        let suspect = Self.first([1_000_000, 1_010_000, 1_020_000])
        #expect(suspect?.doubts.contains(.nearlyFull) == true)
        #expect(suspect?.severity == .warning)
    }

    @Test func growthWithTheLoadIsAWarning() {
        let suspect = Self.first([1000, 1500, 2000], rest: [1_000_000, 1_500_000, 2_000_000])
        #expect(suspect?.doubts == [.withTheLoad])
        #expect(suspect?.severity == .warning)
        #expect(Self.first([1000, 1500, 2000], rest: [1_000_000, 1_000_000, 1_000_000])?.severity == .error)
    }

    @Test func twoStagesCannotTellALeakFromFilling() {
        #expect(Self.first([0, 1000])?.severity == .warning)
        #expect(Self.first([0, 1000])?.doubts == [.twoStages])
        let events = found(2) { Scene(holders: [held("Shop.bus > Changed > _invocationList > []", "System.Action", 500 + 3000 * $0)]) }
        #expect(events.suspects.map(\.severity) == [.error])
        let cache = found(2) { Scene(holders: [held("System.Cache.all > []", "System.CacheEntry", 3000 * $0)]) }
        #expect(cache.suspects.map(\.severity) == [.information])
    }

    @Test func arraysAloneAreAWarning() {
        let report = found { stage in Scene(holders: [held("Shop.log > _items", "Shop.Line[]", 1, size: 100_000 * (stage + 1))]) }
        #expect(report.suspects.map(\.severity) == [.warning])
        #expect(report.suspects.map(\.doubts) == [[.arraysOnly]])
    }

    @Test func aRingThatFillsIsAWarning() {
        func report(_ array: UInt64) -> SuspectReport {
            found { stage in
                Scene(holders: [
                    held("Shop.ring", "Shop.Line[]", 1, size: 48_024 + array * stage),
                    held("Shop.ring > []", "Shop.Line", 1500 * (stage + 1), size: 200),
                ])
            }
        }
        #expect(report(0).suspects.map(\.doubts) == [[.fixedCapacity]])
        #expect(report(0).suspects.map(\.severity) == [.warning])
        #expect(report(12_000).suspects.first?.severity == .error)
    }

    @Test func poolsAndWhatEachThreadHasAreInformation() {
        let report = found { stage in
            Scene(holders: [
                held("System.Buffers.Pool.shared > []", "System.Byte[]", 30 * (stage + 1), size: 4096),
                held("thread static > []", "Shop.Buffer", 1, size: 50_000 * (stage + 1), root: "thread static"),
            ])
        }
        #expect(report.suspects.count == 2)
        #expect(report.suspects.allSatisfy { $0.severity == .information && $0.doubts.contains(.perThread) })
    }

    @Test func whatWasReadInPartIsAWarning() {
        let report = found { stage in
            var scene = Scene(holders: [held("Shop.all > []", "Shop.Session", 1000 * stage)])
            if stage == 1 { scene.diagnostics = [Trust.Diagnostic("roots-unreadable", "", caps: .partial)] }
            return scene
        }
        #expect(report.suspects.map(\.severity) == [.warning])
        #expect(report.suspects.map(\.doubts) == [[.readInPart]])
    }

    @Test func theOrderOfEqualSuspectsIsThatOfTheirNames() {
        func rows(_ names: [String]) -> SuspectReport {
            found { stage in Scene(holders: names.map { held("Shop.\($0) > []", "Shop.\($0.uppercased())", 1000 * stage) }) }
        }
        let names = ["a", "b", "c", "d"]
        #expect(rows(names).suspects.map(\.subject) == ["Shop.A", "Shop.B", "Shop.C", "Shop.D"])
        #expect(rows(names.reversed()) == rows(names))
    }
}
