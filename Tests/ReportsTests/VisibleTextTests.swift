import Testing

@testable import Reports

@Suite struct VisibleTextTests {
    @Test func wideScalarsTakeTwoColumns() throws {
        for (range, next) in zip(VisibleText.wide, VisibleText.wide.dropFirst() + [0x11_0000...0x11_0000]) {
            #expect(range.upperBound < next.lowerBound)
            for value in [range.lowerBound, range.upperBound] {
                #expect(VisibleText.width(try #require(Unicode.Scalar(value))) == 2)
            }
            if range.upperBound + 1 < next.lowerBound, let after = Unicode.Scalar(range.upperBound + 1) {
                #expect(VisibleText.width(after) == 1)
            }
        }
        #expect(VisibleText.width("aΩ…漢") == 5)
        #expect(VisibleText.width("\u{10ffff}" as Unicode.Scalar) == 1)
    }
}
