import RawMemory
import Testing

@testable import Reduction

@Suite struct FingerprintTests {
    /// 768 pages, which are fewer than the samples, so every page counts.
    private let bytes: [UInt8] = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 >> 12) }

    private func fingerprint(_ bytes: [UInt8], _ ranges: [Range<Int>] = []) -> String {
        unsafe Fingerprint.compute(bytes.span.bytes, headerRanges: ranges)
    }

    @Test func isSixtyFourHexadecimalDigits() {
        let digits = fingerprint(bytes)
        #expect(digits.count == 64)
        #expect(digits.allSatisfy { $0.isHexDigit })
        #expect(fingerprint(bytes) == digits)
    }

    /// The SHA-256 of eight zero bytes, from another SHA-256 program.
    @Test func isSHA256OfSizeAndSamples() {
        #expect(fingerprint([]) == "af5570f5a1810b7af78caf4bc70a660f0df51e42baf91d4de5b2328de0e83dfc")
    }

    @Test func theSizeCounts() {
        #expect(fingerprint(bytes) != fingerprint(bytes + [0]))
    }

    @Test func everyPageOfASmallFileCounts() {
        for page in [0, 1, 400, 767] {
            var changed = bytes
            changed[page * 4096 + 4095] ^= 1
            #expect(fingerprint(changed) != fingerprint(bytes))
        }
    }

    /// Most pages of a large file are not sampled, but headers and notes always are.
    @Test func headersCountWhereverTheyLie() {
        let large = [UInt8](repeating: 7, count: 4096 * 5000)
        var changed = large
        changed[4096 * 3 + 17] = 8
        #expect(fingerprint(changed) == fingerprint(large))
        #expect(fingerprint(changed, [4096 * 3..<4096 * 3 + 100]) != fingerprint(large, [4096 * 3..<4096 * 3 + 100]))
    }

    @Test func rangesBehindTheEndAreLeftOut() {
        #expect(fingerprint(bytes, [Int.max - 5..<Int.max]) == fingerprint(bytes))
    }
}
