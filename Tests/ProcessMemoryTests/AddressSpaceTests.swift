import DumpFormats
import DumpSynth
import RawMemory
import Testing

@testable import ProcessMemory

/// The memory of a core with these mappings.
func memory(_ segments: [ELFCoreBuilder.Segment]) throws -> AddressSpace {
    var builder = ELFCoreBuilder()
    builder.segments = segments
    return AddressSpace(ProcessDump(try ELFCore(builder.bytes().mapped())))
}

@Suite struct AddressSpaceTests {
    private func counting(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0) } }

    @Test func reads() throws {
        let space = try memory([.init(0x1000, counting(0x1000))])
        #expect(space.u8(Address(0x1003)) == 3)
        #expect(space.u16(Address(0x1001)) == 0x0201)
        #expect(space.u32(Address(0x1001)) == 0x0403_0201)
        #expect(space.u64(Address(0x1008)) == 0x0F0E_0D0C_0B0A_0908)
        #expect(space.pointer(Address(0x1008)) == Address(0x0F0E_0D0C_0B0A_0908))
    }

    @Test func edges() throws {
        let space = try memory([.init(0x1000, counting(0x1000))])
        #expect(space.u64(Address(0x1FF8)) != nil)
        #expect(space.u64(Address(0x1FF9)) == nil)
        #expect(space.u8(Address(0x1FFF)) == 0xFF)
        #expect(space.u8(Address(0x2000)) == nil)
        #expect(space.u8(Address(0xFFF)) == nil)
        #expect(space.u64(Address(0xFFC)) == nil)
        #expect(space.u64(Address(.max)) == nil)
        #expect(space.isMapped(Address(0x1000)))
        #expect(!space.isMapped(Address(0x2000)))
        #expect(!space.isMapped(Address(0)))
    }

    /// Mappings that are adjacent in memory and in the file are one run. If they are adjacent only in memory, a number that lies in both is
    /// put together.
    @Test func neighbours() throws {
        let joined = try memory([.init(0x1000, counting(0x1000)), .init(0x2000, counting(0x1000))])
        #expect(joined.runs.count == 1)
        #expect(joined.u64(Address(0x1FFC)) == 0x0302_0100_FFFE_FDFC)
        let apart = try memory([.init(0x2000, counting(0x1000)), .init(0x1000, counting(0x1000))])
        #expect(apart.runs.map(\.start) == [0x1000, 0x2000])
        #expect(apart.u64(Address(0x1FFC)) == 0x0302_0100_FFFE_FDFC)
        #expect(apart.u32(Address(0x1FFF)) == 0x0201_00FF)
        #expect(apart.u16(Address(0x1FFF)) == 0x00FF)
        #expect(apart.u32(Address(0x1FFC)) == 0xFFFE_FDFC)
        #expect(apart.u64(Address(0x2FFC)) == nil)
        #expect(apart.u64(Address(0xFFC)) == nil)
        #expect(apart.u16(Address(0x2FFF)) == nil)
        #expect(apart.presentBytes(in: AddressRange(Address(0x1800), Address(0x2800))) == 0x1000)
    }

    /// Memory of a mapping that is not in the file is unknown, and not zero.
    @Test func memoryThatIsNotInTheFile() throws {
        let space = try memory([.init(0x1000, counting(0x800), memoryBytes: 0x3000)])
        #expect(space.u8(Address(0x17FF)) == 0xFF)
        #expect(space.u8(Address(0x1800)) == nil)
        #expect(space.presentBytes(in: AddressRange(Address(0), Address(.max))) == 0x800)
    }

    @Test func addressesOfTheUpperHalf() throws {
        let space = try memory([.init(0xFFFF_FFFF_8000_0000, counting(0x1000)), .init(0xFFFF_FFFF_FFFF_F000, counting(0x1000))])
        #expect(space.u64(Address(0xFFFF_FFFF_8000_0008)) == 0x0F0E_0D0C_0B0A_0908)
        #expect(space.u8(Address(0xFFFF_FFFF_FFFF_FFFE)) == 0xFE)
        // The last byte of the address space is never mapped.
        #expect(space.u8(Address(.max)) == nil)
        #expect(space.u64(Address(0xFFFF_FFFF_FFFF_FFF8)) == nil)
    }

    @Test func strings() throws {
        let space = try memory([.init(0x1000, .cString("heap") + [UInt8].utf16String("größe") + [UInt8](repeating: 0x61, count: 20))])
        #expect(space.cString(Address(0x1000), limit: 4) == "heap")
        #expect(space.cString(Address(0x1000), limit: 3) == nil)
        #expect(space.cString(Address(0x1004), limit: 0) == "")
        #expect(space.utf16String(Address(0x1005), limit: 5) == "größe")
        #expect(space.utf16String(Address(0x1005), limit: 4) == nil)
        // The text has no end in the dump.
        #expect(space.cString(Address(0x1011), limit: 4096) == nil)
        #expect(space.utf16String(Address(0x1011), limit: 4096) == nil)
        #expect(space.cString(Address(0x9000), limit: 10) == nil)
    }

    @Test func badEncodings() throws {
        let space = try memory([.init(0x1000, [0x61, 0xFF, 0x62, 0, 0x00, 0xD8, 0, 0])])
        #expect(space.cString(Address(0x1000), limit: 10) == "a\u{FFFD}b")
        #expect(space.utf16String(Address(0x1004), limit: 10) == "\u{FFFD}")
    }

    @Test func presentBytesOfHostileRanges() throws {
        let space = try memory([.init(0x1000, counting(0x1000)), .init(0x8000, counting(0x1000))])
        #expect(space.presentBytes(in: AddressRange(Address(0), Address(.max))) == 0x2000)
        #expect(space.presentBytes(in: AddressRange(Address(0x1800), Address(0x8001))) == 0x801)
        #expect(space.presentBytes(in: AddressRange(Address(0x1800), Address(0x1800))) == 0)
        #expect(space.presentBytes(in: AddressRange(Address(0x9000), Address(.max))) == 0)
    }

    @Test func nothingAtAll() throws {
        let space = try memory([])
        #expect(space.u8(Address(0)) == nil)
        #expect(space.runIndex(atOrAfter: 0) == 0)
    }
}
