import DumpSynth
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Threads by the methods that say why they exist, in made-up cores.
@Suite struct ThreadGroupsTests {
    let process = SyntheticProcess()

    private func reduced(_ options: ReductionOptions = ReductionOptions()) throws -> Snapshot {
        try ReductionTests.reduced(process.core().bytes(), options)
    }

    private func groups(_ snapshot: Snapshot) throws -> [String: UInt64] {
        let rows: [ThreadGroupRow] = try #require(snapshot.table("thread_groups")).rows()
        return Dictionary(uniqueKeysWithValues: rows.map { ($0.signature, $0.count) })
    }

    @Test func threadsOfOneLoopAreOneRow() throws {
        let (loop, take) = (process.dynamicMethod("Loop"), process.dynamicMethod("Take"))
        for id in 5000..<5020 as Range<UInt32> { process.calls(process.thread(osID: id), [take, loop]) }
        process.nativeThread(osID: 6000)
        let finalizer = process.thread(osID: 6001)
        process.poke(finalizer.address, at: process.dacVariable(17))
        let snapshot = try reduced()
        #expect(
            try groups(snapshot) == [
                "DynamicClass.Take < DynamicClass.Loop": 20, "(native)": 1, "(finalizer)": 1, "(no managed frames)": 1,
            ])
        let threads: [ThreadRow] = try #require(snapshot.table("threads")).rows()
        let rows: [ThreadGroupRow] = try #require(snapshot.table("thread_groups")).rows()
        #expect(threads.filter { $0.signature == "DynamicClass.Take < DynamicClass.Loop" }.count == 20)
        #expect(rows.reduce(0) { $0 + $1.stackReserved } == threads.reduce(0) { $0 + $1.stackReserved })
        #expect(rows.reduce(0) { $0 + $1.stackPresent } == threads.reduce(0) { $0 + $1.stackPresent })
        #expect(threads.first { $0.osID == 5000 }?.frames == "DynamicClass.Take\nDynamicClass.Loop")
        #expect(threads.first { $0.osID == 6001 }?.state == "finalizer")
        #expect(snapshot.trust.diagnostics == [])
        #expect(snapshot.table("threads")?.absentColumns == ["name"])
    }

    @Test func withoutTheListOfCodeThereAreNoGroups() throws {
        process.poke(0 as UInt64, at: process.jitManager + 0x10)
        let snapshot = try reduced()
        #expect(snapshot.table("thread_groups") == nil)
        let table = try #require(snapshot.table("threads"))
        let absent = table.info.columns.indices.filter(table.isAbsent).map { table.info.columns[$0].name }
        #expect(absent == ["signature", "frames", "name"])
        #expect(snapshot.trust.diagnostics.map(\.code) == ["no-code-heaps"])
    }

    /// The flags of the thread, with those of the collector's mode.
    @Test func states() throws {
        let worker = process.thread(osID: 5000)
        process.poke(0x0100_1200 as UInt32, at: worker.address + CLR8.Thread.state)
        process.poke(1 as UInt32, at: worker.address + CLR8.Thread.state + 4)
        let threads: [ThreadRow] = try #require(reduced().table("threads")).rows()
        #expect(threads.map(\.state) == ["", "thread pool worker, background, cooperative"])
    }

    @Test(arguments: [
        (["Shop.Queue.Take", "Shop.Queue.Loop", "System.Threading.Thread.StartCallback"], "Shop.Queue.Take < Shop.Queue.Loop"),
        (["Shop.D.d", "Shop.C.c", "Shop.B.b", "Shop.A.a"], "Shop.B.b < Shop.A.a"),
        (["Shop.A.a", "Shop.A.a", "Shop.B.b"], "Shop.A.a < Shop.B.b"),
        (
            ["System.Threading.WaitHandle.WaitOne", "System.Threading.TimerQueue.TimerThread", "System.Threading.Thread.StartCallback"],
            "System.Threading.TimerQueue.TimerThread"
        ),
        (
            [
                "System.Threading.Monitor.Wait", "System.Threading.PortableThreadPool+GateThread.Start",
                "System.Threading.Thread.StartCallback",
            ],
            "System.Threading.PortableThreadPool+GateThread.Start"
        ), (["System.Threading.Thread.StartCallback"], "System.Threading.Thread.StartCallback"),
    ])
    func signatures(_ frames: [String], _ expected: String) {
        #expect(ThreadSignature.text(frames.map { ThreadStacks.Frame(name: $0, isFramework: $0.hasPrefix("System.")) }) == expected)
    }
}
