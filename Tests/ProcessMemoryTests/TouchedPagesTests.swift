import DumpSynth
import RawMemory
import Testing

@testable import ProcessMemory

@Suite struct TouchedPagesTests {
    /// Four pages, of which 0 and 3 are not all zero (page 3 only in its last byte). The fifth is not in the dump.
    private func space() throws -> AddressSpace {
        var bytes = [UInt8](repeating: 0, count: 0x4000)
        bytes[0] = 1
        bytes[0x3FFF] = 1
        return try memory([.init(0x10_0000, bytes, memoryBytes: 0x5000)])
    }

    @Test func countsPagesThatAreNotZero() throws {
        #expect(try space().touchedBytes(in: AddressRange(Address(0x10_0000), Address(0x10_5000))) == 0x2000)
        #expect(try space().touchedBytes(in: AddressRange(Address(0x10_1000), Address(0x10_3000))) == 0)
        #expect(try space().touchedBytes(in: AddressRange(Address(0), Address(.max))) == 0x2000)
    }

    /// A page that lies partly in the range counts with that part.
    @Test func partsOfPages() throws {
        #expect(try space().touchedBytes(in: AddressRange(Address(0x10_0800), Address(0x10_1000))) == 0)
        #expect(try space().touchedBytes(in: AddressRange(Address(0x10_0000), Address(0x10_0800))) == 0x800)
        #expect(try space().touchedBytes(in: AddressRange(Address(0x10_3801), Address(0x10_4000))) == 0x7FF)
    }

    @Test func theTopOfTheAddressSpace() throws {
        let space = try memory([.init(0xFFFF_FFFF_FFFF_F000, [UInt8](repeating: 1, count: 0x1000))])
        #expect(space.touchedBytes(in: AddressRange(Address(0), Address(.max))) == 0xFFF)
    }
}
