import DumpSynth
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// The exceptions that threads threw last, in made-up cores.
@Suite struct LastExceptionsTests {
    let process = SyntheticProcess()
    let app: SyntheticModule
    let exception: SyntheticType
    let stock: SyntheticType

    init() {
        app = process.module("App.dll")
        exception = process.type("System.Exception", in: process.coreLib, baseSize: 144)
        stock = process.type("Shop.StockException", in: app, baseSize: 144)
        process.poke(exception.handle, at: stock.handle + CLR8.MethodTable.parent)
    }

    /// Makes a handle to an object of this type the thread's last exception.
    private func thrown(_ type: SyntheticType, by thread: SyntheticThread, slot: UInt64 = 0x7F48_0000_0000) {
        var object = 0 as UInt64
        process.region(.gen0) {
            object = $0.position
            $0.object(type)
        }
        process.place([UInt8](repeating: 0, count: 8), at: slot)
        process.poke(object, at: slot)
        process.poke(slot, at: thread.address + CLR8.Thread.lastThrown)
    }

    private func reduced(_ options: ReductionOptions = ReductionOptions(), signal: ELFNote? = nil) throws -> Snapshot {
        var core = process.core()
        if let signal, let first = core.notes.firstIndex(where: { $0.type == 1 }) { core.notes.insert(signal, at: first + 1) }
        return try ReductionTests.reduced(core.bytes(), options)
    }

    private func exceptions(_ snapshot: Snapshot) throws -> [String] {
        let rows: [ThreadRow] = try #require(snapshot.table("threads")).rows()
        return rows.map(\.lastException)
    }

    @Test func theTypeStandsBesideTheThread() throws {
        process.thread(osID: 5000)
        process.nativeThread(osID: 5001)
        thrown(stock, by: process.mainThread)
        let snapshot = try reduced(signal: .signalInfo(6, code: -6))
        #expect(try exceptions(snapshot) == ["Shop.StockException", "", ""])
        #expect(snapshot.capture.signal == Capture.Signal(number: 6, code: -6, thread: 4711))
        #expect(snapshot.trust.diagnostics == [])
        // Threads alone need no walk of the heap.
        var threads = ReductionOptions()
        threads.only = ["threads"]
        #expect(try exceptions(reduced(threads)) == ["Shop.StockException", "", ""])
    }

    @Test(arguments: ReductionOptions.layouts) func everyWayToTheLayoutHasIt(_ layout: String) throws {
        // The made-up process has no descriptor, and calibration needs allocation contexts.
        guard layout != "descriptor" else { return }
        process.region(.gen0) { $0.object(stock) }
        thrown(stock, by: process.mainThread)
        var options = ReductionOptions()
        options.layout = layout
        #expect(try exceptions(reduced(options)) == ["Shop.StockException"])
    }

    /// Anything may lie in the place of an exception in a damaged dump.
    @Test func whatIsNoExceptionIsNotShownAsOne() throws {
        let order = process.type("Shop.Order", in: app)
        thrown(order, by: process.mainThread)
        #expect(try exceptions(reduced()) == [LastExceptions.missing])
    }

    @Test func anExceptionThatTheDumpLacksIsNotNone() throws {
        let other = process.thread(osID: 5000)
        process.poke(0x1000 as UInt64, at: process.mainThread.address + CLR8.Thread.lastThrown)
        #expect(try exceptions(reduced()) == [LastExceptions.missing, ""])
        process.poke(0x1000 as UInt64, at: other.address + CLR8.Thread.lastThrown)
        #expect(try reduced().notInInput().contains("threads.last_exception"))
    }

    @Test func aChainOfBaseTypesThatBitesItsTailEnds() throws {
        process.poke(stock.handle, at: exception.handle + CLR8.MethodTable.parent)
        thrown(stock, by: process.mainThread)
        #expect(try exceptions(reduced()) == [LastExceptions.missing])
    }
}
