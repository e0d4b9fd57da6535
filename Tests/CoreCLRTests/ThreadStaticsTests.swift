import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct ThreadStaticsTests {
    /// A Thread's pointer to its ThreadLocalData, in the made-up process.
    private static let pointer: UInt64 = 0x280
    private let process: SyntheticProcess

    init() {
        process = processOf9(thread: "\"ThreadLocalDataPtr\":640")
        process.module("App.dll")
    }

    private func arrays(_ count: Int) -> [UInt64] {
        var made: [UInt64] = []
        process.region(.gen2) { region in
            for _ in 0..<count {
                made.append(region.position)
                region.array(of: process.object, 3)
            }
        }
        return made
    }

    /// Gives a thread its ThreadLocalData with this array.
    private func keep(_ array: UInt64, of thread: SyntheticThread) {
        let data = process.allocate(0x30)
        process.poke(2 as UInt32, at: data)
        process.poke(array, at: data + 8)
        process.poke(data, at: thread.address + Self.pointer)
    }

    @Test func theArraysOfThreads() throws {
        let threads = [process.mainThread, process.thread(osID: 5000), process.thread(osID: 5001), process.thread(osID: 5002)]
        let arrays = arrays(2)
        keep(arrays[1], of: threads[0])
        // It has used none of its statics.
        keep(0, of: threads[1])
        keep(arrays[0], of: threads[3])
        let part = try runtime(process).threadStatics
        #expect(part.value == ThreadStaticRoots(objects: [Address(arrays[1]), Address(arrays[0])], unreadable: 0))
        #expect(part.problems == [])
    }

    @Test func storageThatIsNoArray() throws {
        let (first, second, third) = (process.mainThread, process.thread(osID: 5000), process.thread(osID: 5001))
        let array = arrays(1)[0]
        let object = process.region(.gen1) { $0.object(process.object) }.objects.lowerBound
        keep(object, of: first)
        keep(array + 8, of: second)
        process.poke(0x7FFF_0000_0000 as UInt64, at: third.address + Self.pointer)
        let part = try runtime(process).threadStatics
        #expect(part.value == ThreadStaticRoots(objects: [], unreadable: 3))
    }

    /// What a thread that has ended points to is gone.
    @Test func aThreadThatHasEnded() throws {
        let ended = process.deadThread()
        process.poke(0x7FFF_0000_0000 as UInt64, at: ended.address + Self.pointer)
        keep(arrays(1)[0] + 16, of: process.deadThread())
        #expect(try runtime(process).threadStatics.value == ThreadStaticRoots(objects: [], unreadable: 0))
    }

    @Test func handlesHaveThemUpTo8() throws {
        let part = try runtime(SyntheticProcess()).threadStatics
        #expect(part.value == ThreadStaticRoots(objects: [], unreadable: 0))
        #expect(part.problems == [])
    }

    @Test func aLayoutWithoutThem() throws {
        let known = try runtime(process)
        var layout = known.layout
        layout.offsets["Thread", "ThreadLocalDataPtr"] = nil
        let part = DotNetRuntime(known, layout: layout).threadStatics
        #expect(part.value == nil)
        #expect(part.problems == [.fieldUnknown(RuntimeField("Thread", "ThreadLocalDataPtr"))])
    }

    @Test func tablesOf9AndLaterHaveTheOffset() {
        for layout in RuntimeLayout.tables { #expect((layout["Thread", "ThreadLocalDataPtr"] != nil) == (layout.major >= 9)) }
    }
}
