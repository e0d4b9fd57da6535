import SnapshotModel
import Testing

@testable import Suspects

/// What a suspect says of who holds it and what to do.
@Suite struct EvidenceTests {
    /// The handlers of all events of the publisher, and of no other.
    @Test func handlersOfEveryEvent() throws {
        let report = found { stage in
            var scene = Scene(holders: [
                held("Shop.bus", "Shop.Bus", 1), held("Shop.bus > Changed", "System.EventHandler", 1),
                held("Shop.bus > Changed > _invocationList", "System.Object[]", 1, size: 16 + 8 * 3000 * stage),
                held("Shop.bus > Changed > _invocationList > []", "System.EventHandler", 3000 * stage, size: 64),
                held("Shop.bus > Closed", "System.Action", 1),
                held("Shop.bus > Closed > _invocationList", "System.Object[]", 1, size: 16 + 8 * 1000 * stage),
                held("Shop.bus > Closed > _invocationList > []", "System.Action", 1000 * stage, size: 64),
            ])
            scene.delegates = [
                ("Shop.Cart.OnChanged", "Shop.Bus", "Changed", "System.EventHandler", 3000 * stage),
                ("Shop.Cart.OnClosed", "Shop.Bus", "Closed", "System.Action", 1000 * stage),
                ("Shop.Clock.OnTick", "Shop.Clock", "Tick", "System.Action", 10 * stage),
            ]
            return scene
        }
        let handlers = try #require(report.suspects.first).evidence.filter { $0.kind == .handler }
        #expect(handlers.map(\.subject) == ["Shop.Bus.Changed < Shop.Cart.OnChanged", "Shop.Bus.Closed < Shop.Cart.OnClosed"])
        #expect(handlers.map(\.course) == [Course([0, 3000, 6000]), Course([0, 1000, 2000])])
    }

    /// Images that are not disposed: the heap is too small for a collection.
    @Test func garbageWithFinalizersBesideNativeMemory() throws {
        func suspect(_ objects: UInt64) throws -> Suspect {
            let report = found { stage in
                var scene = Scene(holders: [], types: [("Shop.Order", "Shop.dll", 100)])
                scene.garbage = ("Shop.Image", objects * stage)
                scene.native = 32_000_000 * stage
                return scene
            }
            return try #require(report.suspects.first)
        }
        let many = try suspect(80)
        #expect(many.cause == .native && many.nextStep == .dispose && many.severity == .error)
        #expect(many.evidence.contains(Evidence(.uncollected, "Shop.Image", Course([0, 80, 160]))))
        let few = try suspect(5)
        #expect(few.cause == .native && few.nextStep == .lookAtNative)
        #expect(!few.evidence.contains { $0.kind == .uncollected })
    }

    /// Two dumps of one instant, of which one does not hold the names of fields.
    @Test func nothingLeaksInAnInstant() {
        let report = found(2) { stage in
            Scene(holders: [
                held(stage == 0 ? "Shop.dll!<0x02000001> > +0x8" : "Shop.sessions > _entries", "Shop.Session", 20_000),
                held(stage == 0 ? "Shop.dll!<0x02000001>" : "Shop.sessions", "Shop.Sessions", 1),
            ])
        }
        #expect(report.suspects.isEmpty)
        let later = found(2) { stage in Scene(holders: [held(stage == 0 ? "Shop.a" : "Shop.b", "Shop.Session", 20_000 + stage)]) }
        #expect(!later.suspects.isEmpty)
    }
}
