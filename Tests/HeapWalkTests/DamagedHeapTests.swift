import CoreCLR
import DumpSynth
import RawMemory
import Testing

@testable import HeapWalk

/// Each kind of damage, with the exact objects that are counted, the bytes that are skipped, and the reasons.
@Suite struct DamagedHeapTests {
    private let process = SyntheticProcess()

    private func skipped(_ start: UInt64, _ bytes: UInt64, _ reason: SkippedRange.Reason) -> SkippedRange {
        SkippedRange(start: Address(start), bytes: bytes, reason: reason)
    }

    /// A census whose counts equal the declared objects.
    private func sound(_ workers: Int = 1) throws -> HeapCensus {
        let found = try census(process, workers: workers)
        #expect(found.differences(from: process.truth, free: process.freeMethodTable) == [])
        return found
    }

    @Test func damageBetweenObjects() throws {
        var start: UInt64 = 0
        process.region(.gen2) {
            $0.object(process.object, count: 4)
            start = $0.position
            $0.damage(80)
            $0.object(process.object, count: 3)
        }
        #expect(try sound().skipped == [skipped(start, 80, .damaged)])
    }

    /// The walk continues only where three objects follow each other, or where fewer reach the end of the region.
    @Test func whereTheWalkGoesOn() throws {
        var damage: [UInt64] = []
        process.region(.gen2) {
            damage.append($0.position)
            $0.damage(40)
            // Two objects followed by damage count as chance and are skipped.
            $0.header(process.object.handle, length: 0)
            $0.header(process.object.handle, length: 0)
            $0.damage(16)
            $0.object(process.object, count: 3)
            damage.append($0.position)
            $0.damage(8)
            $0.object(process.object)
        }
        #expect(try sound().skipped == [skipped(damage[0], 104, .damaged), skipped(damage[1], 8, .damaged)])
    }

    @Test func damageUpToTheEnd() throws {
        var start: UInt64 = 0
        process.region(.gen1) {
            $0.object(process.object)
            start = $0.position
            $0.damage(1000)
        }
        #expect(try sound().skipped == [skipped(start, 1000, .damaged)])
    }

    @Test func nothingButDamage() throws {
        let region = process.region(.loh) { $0.damage(100_000) }
        #expect(try sound().skipped == [skipped(region.objects.lowerBound, 100_000, .damaged)])
    }

    /// The last bytes are too few for an object.
    @Test(arguments: [8, 16] as [UInt64]) func aRestThatHoldsNoObject(_ rest: UInt64) throws {
        var start: UInt64 = 0
        process.region(.gen2) {
            $0.object(process.object)
            start = $0.position
            $0.word(process.object.handle)
            if rest == 16 { $0.word(0) }
        }
        #expect(try sound().skipped == [skipped(start, rest, .damaged)])
    }

    @Test(arguments: [24, 32, 0x1000, UInt32.max] as [UInt32]) func anArrayThatLeavesItsRegion(_ length: UInt32) throws {
        var start: UInt64 = 0
        process.region(.gen2) {
            $0.object(process.object, count: 2)
            start = $0.position
            $0.header(process.arrayType(of: process.object).handle, length: length)
        }
        #expect(try sound().skipped == [skipped(start, 24, .damaged)])
    }

    @Test func aStringOfFourGigabytes() throws {
        var start: UInt64 = 0
        process.region(.gen0) {
            start = $0.position
            $0.header(process.stringType.handle, length: .max)
            $0.object(process.object, count: 3)
        }
        #expect(try sound().skipped == [skipped(start, 24, .damaged)])
    }

    /// Addresses that are not method tables: unmapped, unaligned, and addresses of other data.
    @Test(arguments: [0, 8, 0x1001, 1 << 47, 1 << 63, UInt64.max - 7, .max, 0x7F40_0000_0000] as [UInt64])
    func methodTablesThatAreNone(_ table: UInt64) throws {
        var start: UInt64 = 0
        process.region(.gen2) {
            $0.object(process.object)
            start = $0.position
            $0.word(table)
            $0.word(0)
            $0.word(0)
            $0.object(process.object, count: 3)
        }
        #expect(try sound().skipped == [skipped(start, 24, .damaged)])
    }

    /// If the EEClass points to another method table, the objects of the type do not count as objects.
    @Test func anEEClassThatDoesNotPointBack() throws {
        let type = process.type("App.T", in: process.module("App.dll"))
        var start: UInt64 = 0
        process.region(.gen2) {
            $0.object(process.object)
            start = $0.position
            for _ in 0..<2 { $0.header(type.handle, length: 0) }
            $0.object(process.object, count: 3)
        }
        process.poke(process.object.handle, at: type.handle + CLR8.MethodTable.eeClass)
        #expect(try sound().skipped == [skipped(start, 48, .damaged)])
    }

    /// Base sizes of 0 and 2^32 - 1. An object has at least 24 bytes and does not leave its region.
    @Test func baseSizesThatNoTypeHas() throws {
        let app = process.module("App.dll")
        let (small, large) = (process.type("Small", in: app), process.type("Large", in: app))
        var start: UInt64 = 0
        process.region(.gen2) {
            $0.object(small, count: 3)
            start = $0.position
            $0.header(large.handle, length: 0)
            $0.object(process.object, count: 3)
        }
        process.poke(0 as UInt32, at: small.handle + CLR8.MethodTable.baseSize)
        process.poke(UInt32.max, at: large.handle + CLR8.MethodTable.baseSize)
        #expect(try sound().skipped == [skipped(start, 24, .damaged)])
    }

    @Test func aPageThatIsNotInTheDump() throws {
        var pages: [UInt64] = []
        let region = process.region(.gen2) { contents in
            // Objects up to the end of the first page, over the second one, and from the beginning of the third one.
            while contents.position & 0xFFF != 0 {
                contents.position & 0xFFF == 0xFE8 ? contents.object(process.object) : contents.free(8 * 3)
            }
            pages.append(contents.position)
            contents.damage(0x1000)
            contents.object(process.object, count: 5)
        }
        process.removePages(pages[0]..<pages[0] + 0x1000)
        #expect(region.objects.contains(pages[0]))
        #expect(try sound().skipped == [skipped(pages[0], 0x1000, .missing)])
    }

    /// An array whose middle is not in the dump counts whole, because its size is in its header.
    @Test func theBodyOfAnArrayIsNotInTheDump() throws {
        process.region(.gen2) { $0.object(process.object, count: 20_000) }
        let region = process.region(.loh) {
            $0.array(of: process.int32, 30_000)
            $0.object(process.object, count: 2)
        }
        process.removePages(region.start + 0x1000..<region.start + 0x1D000)
        #expect(try sound().skipped == [])
    }

    /// The same when the objects after it are not in the dump either.
    @Test func everythingFromAPageOnIsMissing() throws {
        process.region(.gen2) { $0.object(process.object, count: 20_000) }
        let region = process.region(.loh) {
            $0.array(of: process.int32, 30_000)
            $0.array(of: process.int32, 30_000)
        }
        process.removePages(region.start + 0x1000..<region.start + 0x40000)
        let found = try census(process)
        let size = 24 + 30_000 * 4 as UInt64
        #expect(found.types.map(\.shares.count).sorted() == [1, 20_000])
        #expect(found.skipped == [skipped(region.objects.lowerBound + size, size, .missing)])
    }

    /// A header that lies in two mappings which are not adjacent in the file.
    @Test func aHeaderAcrossTwoMappings() throws {
        let region = process.region(.gen2) { contents in
            while contents.position & 0xFFF != 0xFF8 {
                contents.position & 0xFFF == 0xFE0 ? contents.object(process.object) : contents.free(8 * 3)
            }
            contents.array(of: process.int32, 3)
            contents.object(process.object, count: 2)
        }
        let core = process.core()
        _ = region
        #expect(core.segments.count > 1)
        #expect(try sound().skipped == [])
    }

    // MARK: Allocation contexts

    @Test func holesOfSeveralThreadsInOneRegion() throws {
        let threads = (0..<3).map { process.thread(osID: 5000 + UInt32($0)) }
        process.region(.gen0) {
            $0.hole(allocationContextOf: threads[2], 24)
            $0.hole(allocationContextOf: threads[0], 128)
            $0.object(process.object)
            $0.hole(allocationContextOf: threads[1], 8000)
        }
        #expect(try sound().skipped == [])
    }

    /// As in a dump of four allocating threads: the pointer has already moved past the limit, and there is no object before the end of the
    /// limit's tail. The walk continues there.
    @Test func aThreadCaughtInTheMiddleOfAnAllocation() throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        process.region(.gen0) {
            $0.object(process.object, count: 2)
            start = $0.position
            $0.caughtAllocation(of: thread, 96)
            $0.object(process.object)
            $0.damage(8)
        }
        let found = try sound()
        #expect(found.skipped == [skipped(start, 96, .allocationContext), skipped(start + 96 + 24, 8, .damaged)])
        #expect(found.contextBytes == 0)
    }

    /// Damage before a context is not part of it. The objects between them are found.
    @Test func damageBeforeAContext() throws {
        let (caught, waiting) = (process.thread(osID: 5000), process.thread(osID: 5001))
        var start: UInt64 = 0
        process.region(.gen0) {
            start = $0.position
            $0.damage(32)
            $0.object(process.object, count: 5)
            $0.caughtAllocation(of: caught, 64)
            $0.object(process.object, count: 4)
            $0.hole(allocationContextOf: waiting, 128)
        }
        #expect(try sound().skipped == [skipped(start, 32, .damaged), skipped(start + 32 + 120, 64, .allocationContext)])
    }

    @Test func caughtAtTheEndOfTheRegion() throws {
        let thread = process.thread(osID: 5000)
        var start: UInt64 = 0
        process.region(.gen0) {
            $0.object(process.object)
            start = $0.position
            $0.caughtAllocation(of: thread, 48)
        }
        #expect(try sound().skipped == [skipped(start, 48, .allocationContext)])
    }

    /// Contexts are for small objects. One that points into the LOH or a frozen segment is ignored.
    @Test func noHolesInLargeOrFrozenSegments() throws {
        for generation in [HeapGeneration.loh, .poh, .frozen] {
            let process = SyntheticProcess()
            let region = process.region(generation) { $0.object(process.object, count: 10) }
            process.poke(region.objects.lowerBound + 24, at: process.mainThread.address + CLR8.Thread.allocationPointer)
            process.poke(region.objects.lowerBound + 96, at: process.mainThread.address + CLR8.Thread.allocationLimit)
            let found = try census(process)
            #expect(found.differences(from: process.truth, free: process.freeMethodTable) == [])
        }
    }

    /// A context that lies in the middle of an object is stale.
    @Test func aContextInsideAnObject() throws {
        let region = process.region(.gen0) {
            $0.object(process.object)
            $0.array(of: process.int32, 100)
            $0.object(process.object, count: 2)
        }
        process.poke(region.objects.lowerBound + 24 + 64, at: process.mainThread.address + CLR8.Thread.allocationPointer)
        process.poke(region.objects.lowerBound + 24 + 128, at: process.mainThread.address + CLR8.Thread.allocationLimit)
        #expect(try sound().skipped == [])
    }

    /// A hole that would leave the region ends with it.
    @Test(arguments: [1 << 47, 1 << 63, .max] as [UInt64]) func aLimitFarBeyondTheRegion(_ limit: UInt64) throws {
        let thread = process.thread(osID: 5000)
        process.region(.gen0) {
            $0.object(process.object)
            $0.hole(allocationContextOf: thread, 1024)
        }
        process.poke(limit, at: thread.address + CLR8.Thread.allocationLimit)
        let found = try sound()
        #expect(found.contextBytes == 1024)
        #expect(found.skipped == [])
    }

    /// A context that is used up to its last byte has a tail of 24 bytes, which is not damage. If the GC has filled it, it is a Free
    /// object.
    @Test func aFullContext() throws {
        let (one, two) = (process.thread(osID: 5000), process.thread(osID: 5001))
        process.region(.gen0) {
            $0.hole(allocationContextOf: one, 24)
            $0.object(process.object)
        }
        let filled = process.region(.gen0) {
            $0.free(24)
            $0.object(process.object)
        }
        for field in [CLR8.Thread.allocationPointer, CLR8.Thread.allocationLimit] {
            process.poke(filled.objects.lowerBound, at: two.address + field)
        }
        #expect(try sound().skipped == [])
    }

    @Test func twoThreadsWithOneContext() throws {
        let (one, two) = (process.thread(osID: 5000), process.thread(osID: 5001))
        let region = process.region(.gen0) {
            $0.object(process.object)
            $0.hole(allocationContextOf: one, 256)
            $0.object(process.object)
        }
        for (offset, field) in [(24, CLR8.Thread.allocationPointer), (24 + 256 - 24, CLR8.Thread.allocationLimit)] as [(UInt64, UInt64)] {
            process.poke(region.objects.lowerBound + offset, at: two.address + field)
        }
        #expect(try sound().skipped == [])
    }

    // MARK: Wrong records

    /// Regions at the top of the address space, or at unmapped addresses, are skipped, and no sum exceeds 2^64.
    @Test(
        arguments: [
            (0xFFFF_FFFF_FFFF_FFF8, UInt64.max), (0xFFFF_FFFF_FFFF_FFF9, .max), (0xFFFF_FFFF_FFFF_FFFE, .max),
            (0xFFFF_FFFF_FFFF_F000, .max),
            (1 << 63, 1 << 63 + 4096), (0x7FFF_0000_0000_0001, 0x7FFF_0000_0000_0002), (0x6000_0000_0000, 0x7000_0000_0000),
        ] as [(UInt64, UInt64)])
    func regionsThatAreNotThere(_ start: UInt64, _ end: UInt64) throws {
        let region = process.region(.poh)
        process.region(.gen0) { $0.object(process.object) }
        process.poke(start, at: region.record + CLR8.Region.memory)
        process.poke(end, at: region.record + CLR8.Region.allocated)
        #expect(try sound().skipped == [skipped(start, end - start, .missing)])
    }

    /// Memory at the top of the address space that the dump does hold.
    @Test func objectsAtTheTopOfTheAddressSpace() throws {
        let region = process.region(.poh)
        let page = 0xFFFF_FFFF_FFFF_F000 as UInt64
        var bytes: [UInt8] = []
        for _ in 0..<3 {
            bytes.append(u64: process.object.handle)
            bytes.append(u64: 0)
            bytes.append(u64: 0)
        }
        process.place([UInt8](repeating: 0xFF, count: 4096 - 72) + bytes, at: page)
        process.poke(page + (4096 - 72), at: region.record + CLR8.Region.memory)
        process.poke(UInt64.max, at: region.record + CLR8.Region.allocated)
        let found = try census(process)
        // The last object would need the last byte of the address space, which is never mapped.
        #expect(found.objects(process.object) == 2)
        #expect(found.skipped == [skipped(page + (4096 - 24), 23, .damaged)])
    }

    /// A region whose first object begins in the middle of a word, by its record.
    @Test(arguments: 1...7 as ClosedRange<UInt64>) func anUnalignedStart(_ offset: UInt64) throws {
        let region = process.region(.gen2) { $0.object(process.object, count: 5) }
        process.poke(region.objects.lowerBound + offset, at: region.record + CLR8.Region.memory)
        let found = try census(process)
        #expect(found.objects(process.object) == 4)
        #expect(found.skipped == [skipped(region.objects.lowerBound + offset, 24 - offset, .damaged)])
    }

    @Test(arguments: 1...7 as ClosedRange<UInt64>) func anUnalignedEnd(_ offset: UInt64) throws {
        let region = process.region(.gen2) { $0.object(process.object, count: 5) }
        process.poke(region.objects.upperBound - offset, at: region.record + CLR8.Region.allocated)
        let found = try census(process)
        #expect(found.objects(process.object) == 4)
        #expect(found.skipped == [skipped(region.objects.upperBound - 24, 24 - offset, .damaged)])
    }

    /// Objects with padding, holes and skipped bytes add up to the regions.
    @Test func everyByteIsAccountedFor() throws {
        let thread = process.thread(osID: 5000)
        let caught = process.thread(osID: 5001)
        let declared = [
            process.region(.gen0) {
                $0.string("odd size")
                $0.hole(allocationContextOf: thread, 512)
                $0.damage(24)
                $0.array(of: process.int32, 3)
                $0.object(process.object, count: 2)
                $0.caughtAllocation(of: caught, 64)
                $0.free(40)
            },
            process.region(.loh) {
                $0.array(of: process.int32, 30_001)
                $0.damage(88)
            },
        ]
        let found = try sound()
        let total = declared.reduce(0 as UInt64) { $0 + UInt64($1.objects.count) }
        let odd = (22 + 8 * 2) as UInt64
        let lying = (odd + 7) & ~7 + (24 + 12 + 7) & ~7 + 48 + 40 + (24 + 30_001 * 4 + 7) & ~7
        let skippedBytes = found.skipped.reduce(0) { $0 + $1.bytes }
        #expect(skippedBytes == 24 + 64 + 88)
        #expect(lying + found.contextBytes + skippedBytes == total)
        // The same holds for each region: objects, Free objects and everything else add up to it.
        for account in found.accounts {
            let skipped = account.skipped.reduce(0) { $0 + $1.bytes }
            #expect(account.objectBytes + account.free.bytes + account.contextBytes + skipped == account.region.objects.count)
        }
        let inGen0 = try #require(found.accounts.first { $0.region.generation == .gen0 && !$0.skipped.isEmpty })
        #expect(inGen0.objects == 4)
        #expect(inGen0.free.count == 1)
        #expect(inGen0.free.bytes == 40)
        #expect(inGen0.skipped.map(\.bytes) == [24, 64])
    }
}
