import RawMemory
import Testing

@Suite struct HexadecimalTextTests {
    @Test func numbers() {
        #expect((0 as UInt8).hexadecimal() == "0")
        #expect((0xAB as UInt8).hexadecimal(digits: 2) == "ab")
        #expect((0x2A as UInt32).hexadecimal(digits: 8) == "0000002a")
        #expect(UInt64.max.hexadecimal(digits: 4) == "ffffffffffffffff")
        #expect((5 as UInt16).hexadecimal(digits: -3) == "5")
    }

    @Test func bytes() {
        #expect([0, 0x0F, 0xFF].hexadecimal == "000fff")
        #expect([].hexadecimal == "")
    }
}
