import SnapshotModel
import Testing

@testable import Suspects

/// Rules know the platform and shapes, and no name of a program.
@Suite struct RenamedTests {
    /// Everything at once.
    private static func scene(_ stage: UInt64) -> Snapshot {
        var scene = Scene(holders: [
            held("Shop.bus", "Shop.Bus", 1), held("Shop.bus > Changed", "System.EventHandler", 1),
            held("Shop.bus > Changed > _invocationList", "System.Object[]", 1, size: 16 + 8 * 3000 * stage),
            held("Shop.bus > Changed > _invocationList > []", "System.EventHandler", 3000 * stage, size: 64),
            held("Shop.sessions", "System.Collections.Generic.Dictionary<System.String, Shop.Session>", 1),
            held("Shop.sessions > _entries", "System.Collections.Generic.Dictionary<System.String, Shop.Session>+Entry[]", 1, size: 8000),
            held("Shop.sessions > _entries > [].key", "System.String", 1000 * stage, size: 50),
            held("Shop.sessions > _entries > [].value", "Shop.Session", 1000 * stage),
            held("System.Threading.TimerQueue.Instances > [] > _longTimers", "System.Threading.TimerQueueTimer", 4000 * stage),
            held("System.Threading.TimerQueue.Instances > [] > _longTimers > _state", "Shop.Watcher", 4000 * stage, size: 48),
            held("Shop.host > Plugged > _invocationList > []", "Plugin.Handler", 30 * stage, size: 400),
            held("Shop.host > Plugged > _invocationList > [] > _target", "Plugin.Exporter", 30 * stage, size: 400),
            held("pinned handle", "Shop.Buffer", 5000 * stage, size: 536, root: "pinned handle"),
            held("Shop.calls > _items > []", "System.Threading.Tasks.TaskCompletionSource<Shop.Reply>", 1700 * stage),
        ])
        scene.types = [
            ("System.String", "System.Private.CoreLib.dll", 100),
            ("System.Reflection.LoaderAllocator", "System.Private.CoreLib.dll", 30 * stage),
            ("Plugin.Exporter", "Plugin.dll", 30 * stage), ("Plugin.Handler", "Plugin.dll", 30 * stage),
        ]
        scene.moduleGroups = [
            ("Plugin.dll", "load contexts", 30 * stage, "Plugin.Exporter", true),
            ("Shop.Proxies*", "Reflection.Emit", 11 * stage, "", false),
        ]
        scene.loader = [("collectible", "low-frequency", 900_000 * stage), ("global", "stub", 100_000 * stage)]
        scene.threads = [("Shop.Wire.Read < Shop.Connection.Loop", 20 * stage)]
        scene.handles = [("pinned", "Shop.Buffer", 5000 * stage, 5000 * 536 * stage)]
        scene.delegates = [
            ("Shop.Cart.OnChanged", "Shop.Bus", "Changed", "System.EventHandler", 3000 * stage),
            ("Plugin.Exporter.On", "Shop.Host", "Plugged", "Plugin.Handler", 30 * stage),
        ]
        scene.ready = [("Shop.Image", 300 * stage)]
        scene.finalizerFrames = "System.Threading.Monitor.Enter\nShop.Image.Finalize"
        return scene.snapshot
    }

    private struct Verdict: Equatable {
        let cause: Cause
        let severity: Suspect.Severity
        let objects: Course
        let weight: Int128
        let confidence: Double
        let doubts: [Doubt]

        init(_ suspect: Suspect) {
            (cause, severity, objects) = (suspect.cause, suspect.severity, suspect.objects)
            (weight, confidence, doubts) = (suspect.weight, suspect.confidence, suspect.doubts)
        }
    }

    @Test func theVerdictStaysWhenEveryNameOfTheProgramIsAnother() {
        let snapshots = (0..<3).map { Self.scene($0) }
        let verdicts = suspects(snapshots).suspects.map(Verdict.init)
        #expect(
            Set(verdicts.map(\.cause)) == [
                .eventSubscription, .collection, .timer, .collectibleContext, .pinnedHandle, .taskNeverCompleted, .dynamicAssemblies,
                .threads, .finalizerBlocked,
            ])
        // Redaction also replaces the names of the platform's fields, like _invocationList.
        let redaction = Redaction(keep: NameFilter([NamePattern("System.**")])) { name in
            String(name.utf8.reduce(UInt64(5381)) { $0 &* 33 ^ UInt64($1) } % 1_000_000_007 + 1_000_000_000)
        }
        let hidden = suspects(snapshots.map { redaction.applied(to: $0) }).suspects
        #expect(hidden.map(Verdict.init) == verdicts)
        #expect(hidden.allSatisfy { !$0.subject.contains("Shop") && !$0.holder.contains("Shop") })
    }
}
