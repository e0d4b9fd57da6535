import DumpSynth
import RawMemory
import Testing

@testable import CoreCLR

@Suite struct ThreadListTests {
    @Test func livingAndDead() throws {
        let process = SyntheticProcess()
        process.thread(osID: 5000, reserved: 0x10_0000, touched: 0x3000)
        process.deadThread()
        process.nativeThread(osID: 5001)
        let part = try runtime(process).threads
        let found = try #require(part.value)
        #expect(found.map(\.managedID) == [1, 2, 3])
        #expect(found.map(\.osID) == [4711, 5000, 0])
        #expect(found.map(\.isAlive) == [true, true, false])
        #expect(found.map(\.stack.count) == [0x4_0000, 0x10_0000, 0])
        #expect(found.map(\.allocationContext) == [nil, nil, nil])
        #expect(part.problems == [])
    }

    /// Flag 0x400 means not started yet.
    @Test func notStarted() throws {
        let process = SyntheticProcess()
        let thread = process.thread(osID: 5)
        process.poke(0x400 as UInt32, at: thread.address + CLR8.Thread.state)
        #expect(try runtime(process).threadList.map(\.isAlive) == [true, false])
    }

    /// The ThreadStore is recognised by its chain. A chain whose length is not the count is not a list of threads.
    @Test func aChainThatDoesNotMatchItsCount() throws {
        for count in [0, 2, 1000, .max] as [UInt32] {
            let process = SyntheticProcess()
            process.poke(count, at: process.threadStore + CLR8.ThreadStore.count)
            #expect(try runtime(process).problems == [.threadListMissing])
        }
        let ring = SyntheticProcess()
        let second = ring.thread(osID: 5)
        ring.poke(second.address + CLR8.Thread.link, at: second.address + CLR8.Thread.link)
        #expect(try runtime(ring).problems == [.threadListMissing])
    }

    /// The dump holds the links, but not the Thread of one of them.
    @Test func aThreadThatIsNotInTheDump() throws {
        let process = SyntheticProcess()
        process.thread(osID: 5)
        // The link is at the start of a page, and the fields before it would lie on a page that is not mapped.
        let lonely = 0x7F48_0000_0000 as UInt64
        process.place([UInt8](repeating: 0, count: 0x20), at: lonely)
        let main = process.mainThread.address + CLR8.Thread.link
        process.poke(lonely, at: main)
        let found = try runtime(process).threads
        #expect(found.value?.map(\.osID) == [4711])
        #expect(found.problems == [.threadsUnreadable(read: 1, counted: 2)])
    }

    @Test(arguments: [1, 1 << 47, 1 << 63, .max] as [UInt64]) func hostileFields(_ value: UInt64) throws {
        for field in stride(from: 0x50 as UInt64, through: 0x1B0, by: 8) where field != CLR8.Thread.link {
            let process = SyntheticProcess()
            process.poke(value, at: process.mainThread.address + field)
            #expect(try runtime(process).threadList.count == 1)
        }
    }

    @Test func theLastException() throws {
        let process = SyntheticProcess()
        let thrower = process.thread(osID: 5)
        process.thread(osID: 6)
        let lost = process.thread(osID: 7)
        let slot = 0x7F48_0000_0000 as UInt64
        process.place([UInt8](repeating: 0, count: 16), at: slot)
        process.poke(0x7F30_0000_0028 as UInt64, at: slot)
        process.poke(slot, at: thrower.address + CLR8.Thread.lastThrown)
        process.poke(0x1000 as UInt64, at: lost.address + CLR8.Thread.lastThrown)
        process.poke(slot + 8, at: process.mainThread.address + CLR8.Thread.lastThrown)
        let found = try runtime(process).threadList.map(\.lastThrown)
        #expect(found == [.nothing, .object(Address(0x7F30_0000_0028)), .nothing, .unknown])
    }

    /// Calibration relies on the distance from the id of the operating system.
    @Test func everyTableKnowsThePlaceOfTheLastException() {
        for layout in RuntimeLayout.tables {
            let distance = layout["Thread", "LastThrownObject"].flatMap { place in layout["Thread", "OSId"].map { place - $0 } }
            let version = RuntimeVersion(major: layout.major, minor: layout.minor, patch: 0)
            #expect(distance == ThreadFields.lastThrownAfterOSID(version), "\(layout.name)")
            #expect(distance == (layout.major == 3 ? 0x30 : 0x28), "\(layout.name)")
        }
    }

    @Test func versionsThatWereNeverSeenHaveNoPlaceForIt() {
        #expect(ThreadFields.lastThrownAfterOSID(RuntimeVersion(major: 5, minor: 0, patch: 17)) == nil)
        #expect(ThreadFields.lastThrownAfterOSID(nil) == nil)
    }

    @Test func aStackUpsideDownIsEmpty() throws {
        let process = SyntheticProcess()
        process.poke(UInt64.max, at: process.mainThread.address + CLR8.Thread.stackLimit)
        #expect(try runtime(process).threadList[0].stack.isEmpty)
    }
}
