import RawMemory
import Testing

@Suite struct AddressTests {
    @Test func additionSaturatesAtTheTop() {
        #expect(Address(.max - 3) + 8 == Address(.max))
        #expect(Address(0x1000) + 0x18 == Address(0x1018))
    }

    @Test func subtractionSaturatesAtZero() {
        #expect(Address(4) - 8 == Address(0))
        #expect(Address(0x1008) - 8 == Address(0x1000))
    }

    @Test func aRangeThatEndsBeforeItsStartIsEmpty() {
        let range = AddressRange(Address(0x2000), Address(0x1000))
        #expect(range.isEmpty)
        #expect(range.count == 0)
        #expect(!range.contains(Address(0x1800)))
    }

    @Test func aRangeOfAHostileSizeStopsAtTheTop() {
        let range = AddressRange(start: Address(0xFFFF_FFFF_FFFF_0000), count: .max)
        #expect(range.end == Address(.max))
        #expect(range.contains(Address(.max - 1)))
        #expect(!range.contains(Address(.max)))
    }

    @Test func distanceBackwardsIsNothing() {
        #expect(Address(8).distance(from: Address(24)) == 0)
        #expect(Address(24).distance(from: Address(8)) == 16)
    }
}

@Suite struct CheckedArithmeticTests {
    @Test func sumsAndProductsThatDoNotFitAreNil() {
        #expect(UInt64.max.checkedAdd(1) == nil)
        #expect((UInt64.max / 2).checkedMultiply(3) == nil)
        #expect((7 as UInt64).checkedMultiply(6) == 42)
        #expect(UInt64.max.saturatingAdd(5) == .max)
    }

    @Test func anIndexMustFitAnInt() {
        #expect((UInt64(1) << 63).asIndex == nil)
        #expect((5 as UInt64).asIndex == 5)
    }
}
