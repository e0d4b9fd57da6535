import DumpSynth
import RawMemory
import Testing

@testable import ProcessMemory

@Suite struct TouchedPagesTests {
    /// Pages 0 and 3 of four hold something, of page 3 only the last byte; the fifth is not in the dump.
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

    /// A range that begins or ends inside a page counts its own part of that page.
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
