import DebuggerText
import Testing

@Suite struct PrintedNumberTests {
    private func decimal(_ text: String) -> UInt64? { PrintedNumber.decimal(Array(text.utf8)[...]) }
    private func hexadecimal(_ text: String) -> UInt64? { PrintedNumber.hexadecimal(Array(text.utf8)[...]) }

    @Test(arguments: [
        ("0", UInt64(0)), ("1154", 1154), ("1,154", 1154), ("1.154", 1154), ("1'154", 1154), ("12,34,567", 1_234_567),
        ("9.910.785.807", 9_910_785_807),
        ("18446744073709551615", .max),
    ])
    func groupsOfDigits(_ text: String, _ value: UInt64) { #expect(decimal(text) == value) }

    @Test(arguments: [
        "", ",", "1,", ",1", "1,15", "1.15", "1,234.567", "1,,234", "12a", "18446744073709551616", "1" + String(repeating: "0", count: 30),
        "1,2345", "12345,678",
    ])
    func whatIsNoDecimalNumber(_ text: String) { #expect(decimal(text) == nil) }

    @Test(arguments: [
        ("0x3ff", UInt64(0x3FF)), ("7ffc`f0900000", 0x7FFC_F090_0000), ("0`00001000", 0x1000), ("FFFFFFFFFFFFFFFF", .max), ("00001", 1),
        ("0X1f", 0x1F), ("8000000000000000", 0x8000_0000_0000_0000), ("1`", 1),
    ])
    func hexadecimalNumbers(_ text: String, _ value: UInt64) { #expect(hexadecimal(text) == value) }

    /// 17 digits are none, whatever they begin with: what stands behind the first 16 would be lost.
    @Test(arguments: [
        "", "0x", "`", "`1", "12g", "g12", "1`2`3", "1``2", "0x0x1", "10000000000000000", "00000000000000001", "12345678901234567890",
        "-1", "+1", " 1", "1 ", "1,000", "\u{FF11}",
    ])
    func whatIsNoHexadecimalNumber(_ text: String) { #expect(hexadecimal(text) == nil) }

    @Test func aSizeIsPrintedTwiceAndMustAgree() {
        #expect(PrintedNumber.sizes(Array("02d90000 0x10(16) 0x1f (31)".utf8)) == [16, 31])
        #expect(PrintedNumber.sizes(Array("0x10(17)".utf8)) == nil)
        #expect(PrintedNumber.sizes(Array("Size: 0xf4240 (1,000,000) bytes.".utf8)) == [1_000_000])
        #expect(PrintedNumber.sizes(Array("no size".utf8)) == [])
    }
}
