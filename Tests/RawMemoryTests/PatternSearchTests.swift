import RawMemory
import Testing

@Suite struct PatternSearchTests {
    private func offset(of pattern: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Int? {
        unsafe bytes.span.bytes.firstOffset(of: pattern, from: start)
    }

    @Test func found() {
        let bytes = Array("..abc..abd..abd".utf8)
        #expect(offset(of: Array("abd".utf8), in: bytes) == 7)
        #expect(offset(of: Array("abd".utf8), in: bytes, from: 7) == 7)
        #expect(offset(of: Array("abd".utf8), in: bytes, from: 8) == 12)
        #expect(offset(of: bytes, in: bytes) == 0)
        #expect(offset(of: [0x64], in: bytes, from: 14) == 14)
    }

    @Test func notFound() {
        let bytes = Array("abcabc".utf8)
        #expect(offset(of: Array("abd".utf8), in: bytes) == nil)
        #expect(offset(of: bytes + [0], in: bytes) == nil)
        #expect(offset(of: bytes, in: bytes, from: 1) == nil)
        #expect(offset(of: [], in: bytes) == nil)
        #expect(offset(of: [0], in: []) == nil)
        #expect(offset(of: [0x61], in: bytes, from: 6) == nil)
        #expect(offset(of: [0x61], in: bytes, from: -1) == nil)
        #expect(offset(of: [0x61], in: bytes, from: .max) == nil)
    }
}
