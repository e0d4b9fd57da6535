import SnapshotModel
import Testing

@testable import Suspects

/// In a .gcdump a static field has the type of what is in it in the place of its class.
@Suite struct GraphRootTests {
    private func severity(_ kind: String, _ field: String, _ type: String) -> Suspect.Severity? {
        let scenes = [1000, 3000].map { (count: UInt64) -> Snapshot in
            var scene = Scene(holders: [
                held(field, type, 1, size: 80), held(field + " > []", "Shop.Session", count, size: 400),
            ])
            scene.kind = kind
            return scene.snapshot
        }
        return suspects(scenes).suspects.first?.severity
    }

    @Test func aCollectionOfAProgramIsNoCacheOfThePlatform() {
        let sessions = "System.Collections.Generic.Dictionary<System.String, Shop.Session>"
        #expect(severity("gcdump", sessions + ".sessions", sessions) == .warning)
        #expect(
            severity("gcdump", "System.Collections.Generic.List<System.Object>.keep", "System.Collections.Generic.List<System.Object>")
                == .warning)
        #expect(severity("gcdump", "System.Object[].keep", "System.Object[]") == .warning)
        // All that it can hold is the platform's.
        let own = "System.Collections.Generic.Dictionary<System.String, System.Type>"
        #expect(severity("gcdump", own + ".s_cache", own) == .information)
        #expect(severity("gcdump", "System.Diagnostics.Log.Instance", "System.Diagnostics.Log") == .information)
        // In a dump the field has its class.
        #expect(severity("elf-core", "System.Shop.s_cache", sessions) == .information)
        #expect(severity("elf-core", "Shop.Sessions.all", sessions) == .warning)
    }

    /// What a text or a .gcdump does not name did not go, and what it names otherwise did not come.
    @Test(arguments: ["gcdump", "text"])
    func inputsOfSeveralKindsHaveNoSuspect(_ kind: String) {
        let scenes = [100, 9000].map {
            Scene(holders: [held("Shop.all", "Shop.Sessions", 1), held("Shop.all > []", "Shop.Session", $0, size: 400)])
        }
        var snapshots = scenes.map(\.snapshot)
        #expect(!suspects(snapshots).suspects.isEmpty)
        snapshots[1].input.kind = kind
        #expect(suspects(snapshots) == SuspectReport(suspects: [], rules: []))
    }
}
