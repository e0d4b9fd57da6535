import RawMemory
import Testing

@Suite struct PathTextTests {
    @Test func textThatIsUTF8StaysAsItIs() {
        for text in ["", "a.core", "/tmp/naïve.core", "日本/😀.dmp"] {
            #expect(PathText.decode(Array(text.utf8)) == text)
            #expect(PathText.encode(text) == Array(text.utf8))
            #expect(PathText.shown(text) == text)
        }
    }

    @Test func otherBytesComeBackAsTheyWere() {
        let latin: [UInt8] = Array("caf".utf8) + [0xE9] + Array(".core".utf8)
        #expect(PathText.shown(PathText.decode(latin)) == "caf\\xe9.core")
        #expect(latin == PathText.encode(PathText.decode(latin)))
        #expect(PathText.decode(latin).pathBytes.map { UInt8(bitPattern: $0) } == latin + [0])
    }

    /// A sequence that is cut off, a surrogate, an overlong one, real text with a scalar that stands for a byte, and every pair of bytes.
    @Test func noBytesAreLost() {
        let odd: [[UInt8]] = [
            [0xE6, 0x97], [0xED, 0xA0, 0x80, 0x41], [0xC0, 0xAF], [0xF4, 0x8F, 0xBF, 0xA9], [0xF4, 0x8F, 0xBF, 0xBF, 0x41], [0xFF, 0xFE],
        ]
        let pairs = (0..<0x1_0000).map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        #expect((odd + pairs).filter { PathText.encode(PathText.decode($0)) != $0 } == [])
    }
}
