import RawMemory
import Testing

@testable import ProcessMemory

@Suite struct ClaimedRangesTests {
    private func claim(_ range: Range<UInt64>, _ kind: UInt8) -> ClaimedRanges.Claim {
        .init(AddressRange(Address(range.lowerBound), Address(range.upperBound)), kind)
    }

    @Test func theLowestKindWins() {
        let found = ClaimedRanges([claim(0..<100, 5), claim(20..<40, 2), claim(30..<60, 3), claim(35..<38, 1)], mapped: [5])
        #expect(
            found.pieces == [
                claim(0..<20, 5), claim(20..<35, 2), claim(35..<38, 1), claim(38..<40, 2), claim(40..<60, 3), claim(60..<100, 5),
            ])
    }

    /// What the runtime says is cut to what is mapped, and neighbours of one kind are one piece.
    @Test func claimsDoNotExtendWhatIsMapped() {
        let found = ClaimedRanges([claim(10..<20, 5), claim(20..<30, 5), claim(40..<50, 5), claim(0..<100, 1)], mapped: [5])
        #expect(found.pieces == [claim(10..<30, 1), claim(40..<50, 1)])
        #expect(ClaimedRanges([claim(0..<100, 1)], mapped: [5]).pieces.isEmpty)
        #expect(ClaimedRanges([], mapped: [5]).pieces.isEmpty)
    }

    /// A range whose end would lie beyond the last address ends there.
    @Test func rangesThatWrapAroundAreClipped() {
        let top = AddressRange(start: Address(.max - 9), count: 1_000)
        let found = ClaimedRanges(
            [.init(top, 5), .init(AddressRange(Address(50), Address(20)), 5), claim(.max - 4 ..< .max, 0)], mapped: [5])
        #expect(found.pieces == [claim(.max - 9 ..< .max - 4, 5), claim(.max - 4 ..< .max, 0)])
    }

    /// Against the same by address, with claims at random.
    @Test(arguments: 0..<20 as Range<UInt64>) func everyAddressHasItsKind(_ seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1
        func random(_ below: UInt64) -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % below
        }
        let claims = (0..<60).map { _ in
            let start = random(200)
            return claim(start..<start + random(40), UInt8(random(8)))
        }
        let mapped: Set<UInt8> = [4, 6, 7]
        var expected = [UInt8?](repeating: nil, count: 256)
        for address in 0..<256 as Range<UInt64> {
            let here = claims.filter { $0.range.contains(Address(address)) }.map(\.kind)
            if here.contains(where: mapped.contains) { expected[Int(address)] = here.min() }
        }
        let pieces = ClaimedRanges(claims.reversed(), mapped: mapped).pieces
        var found = [UInt8?](repeating: nil, count: 256)
        for piece in pieces {
            for address in piece.range.start.value..<piece.range.end.value {
                #expect(found[Int(address)] == nil)
                found[Int(address)] = piece.kind
            }
        }
        #expect(found == expected)
        #expect(pieces == ClaimedRanges(claims, mapped: mapped).pieces)
    }

    /// 200,000 claims that all overlap: a walk through the open ones at each border would take hours.
    @Test func timeDoesNotDependOnOverlaps() {
        let count: UInt64 = 200_000
        let claims = (0..<count).map { claim($0..<(2 * count - $0), UInt8($0 % 60)) }
        let pieces = ClaimedRanges(claims, mapped: [59]).pieces
        #expect(pieces.first == claim(59..<2 * count - 59, 0))
        #expect(pieces.count == 1)
    }
}
