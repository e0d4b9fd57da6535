import RawMemory
import Testing

@Suite struct ByteComparisonTests {
    private func contains(_ wanted: [UInt8], at offset: Int) -> Bool {
        let bytes: [UInt8] = [1, 2, 3, 0, 0]
        return unsafe bytes.span.bytes.contains(wanted, at: offset)
    }

    private func isZero(_ bytes: [UInt8]) -> Bool { unsafe bytes.span.bytes.isZero }

    @Test func bytesAtAnOffset() {
        #expect(contains([1, 2], at: 0))
        #expect(contains([3, 0, 0], at: 2))
        #expect(contains([], at: 5))
        #expect(!contains([1, 3], at: 0))
        #expect(!contains([0, 0, 0], at: 3))
        #expect(!contains([1], at: -1))
        #expect(!contains([1], at: .max))
        #expect(!contains([], at: 6))
    }

    @Test func zeros() {
        #expect(isZero([]))
        #expect(isZero([0]))
        #expect(isZero([UInt8](repeating: 0, count: 4096)))
        #expect(!isZero([1]))
        #expect(!isZero([1, 0]))
        #expect(!isZero([1, 1]))
        #expect(!isZero([UInt8](repeating: 0, count: 4095) + [1]))
    }
}
