import SnapshotModel
import Testing

@testable import Reports

@Suite struct FinalizerFactTests {
    private func page(frames: String, absent: Set<String> = [], state: String = "finalizer, background") throws -> String {
        var thread = ThreadRow()
        (thread.osID, thread.managedID, thread.state, thread.frames) = (4712, 2, state, frames)
        var object = FinalizationRow()
        (object.type, object.module, object.state, object.count) = ("Shop.Bitmap", "Orders.dll", "ready", 692)
        var snapshot = Orders.calm
        snapshot.tables.removeAll { ["threads", "finalization"].contains($0.info.name) }
        snapshot.tables += [Table([thread], absent: absent), Table([object])]
        return try render(Orders.show(snapshot, "finalization"), as: .text, ReportOptions())
    }

    @Test func aThreadInAFinalizerIsSaidWithItsFrames() throws {
        let text = try page(frames: "System.Threading.Monitor.Enter\nShop.Bitmap.Finalize")
        #expect(text.contains("its thread is in System.Threading.Monitor.Enter < Shop.Bitmap.Finalize;"))
    }

    @Test func aThreadWithoutFramesWaits() throws {
        #expect(try page(frames: "").contains("its thread waits for objects that are ready"))
    }

    @Test func whatIsNotKnownIsNotSaid() throws {
        #expect(try !page(frames: "", absent: ["frames"]).contains("its thread"))
        #expect(try !page(frames: "", absent: ["state"]).contains("its thread"))
        #expect(try !page(frames: "", state: "background").contains("its thread"))
    }
}
