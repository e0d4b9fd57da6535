import RawMemory
import Testing

@testable import CompressedInput

@Suite struct CompressionTests {
    private func compression(of bytes: [UInt8]) throws -> Compression? {
        let file = try TestFolder().mapped(bytes)
        return Compression(file.bytes)
    }

    @Test func tellsZstdByItsMagicAndNotByItsName() throws {
        #expect(try compression(of: packed([1, 2, 3])) == .zstd)
        #expect(try compression(of: skippable(5) + packed([1, 2, 3])) == .zstd)
        #expect(try compression(of: skippable(0) + skippable(200) + packed([1])) == .zstd)
        #expect(try compression(of: skippable(5)) == .zstd)
    }

    @Test(
        arguments: [
            (.gzip, [0x1F, 0x8B, 8, 0]), (.xz, [0xFD, 0x37, 0x7A, 0x58, 0x5A, 0]), (.lz4, [0x04, 0x22, 0x4D, 0x18, 0x64]),
            (.lz4, [0x02, 0x21, 0x4C, 0x18]), (.bzip2, Array("BZh91AY&SY".utf8)), (.zip, Array("PK\u{3}\u{4}".utf8)),
            (.zip, Array("PK\u{5}\u{6}".utf8)), (.sevenZip, [0x37, 0x7A, 0xBC, 0xAF, 0x27, 0x1C]),
            (.cab, Array("MSCF".utf8) + [0, 0, 0, 0]), (.unsupported("RAR"), Array("Rar!".utf8) + [0x1A, 7]),
            (.splitZip, Array("PK\u{7}\u{8}".utf8)),
            (.tar, Array("core".utf8) + [UInt8](repeating: 0, count: 253) + Array("ustar".utf8)),
        ] as [(Compression, [UInt8])])
    func tellsTheOthersByTheirMagic(_ expected: Compression, _ bytes: [UInt8]) throws {
        #expect(try compression(of: bytes) == expected)
        #expect(try compression(of: Array(bytes.prefix(1)) + [0]) == nil)
    }

    /// The tar of Unix version 7 has no magic, but its header has a checksum.
    @Test func tellsAnOldTarByItsSum() throws {
        var header = [UInt8](repeating: 0, count: 512)
        header.replaceSubrange(0..<6, with: Array("a.core".utf8))
        let sum = header.reduce(8 * 32) { $0 + Int($1) }
        let digits = String(sum, radix: 8)
        header.replaceSubrange(148..<156, with: Array((String(repeating: "0", count: 6 - digits.count) + digits + "\0 ").utf8))
        #expect(try compression(of: header) == .tar)
        header[0] += 1
        #expect(try compression(of: header) == nil)
    }

    @Test func lz4BehindASkippableFrameIsLz4() throws {
        #expect(try compression(of: skippable(3) + [0x04, 0x22, 0x4D, 0x18]) == .lz4)
    }

    @Test(arguments: [
        Array("\u{7F}ELF".utf8), [0x28], [0x28, 0xB5, 0x2F], Array("MDMP".utf8), Array("BZ".utf8), [0x50, 0x2A, 0x4D, 0x18],
        [0x51, 0x2A, 0x4D, 0x18, 1, 0, 0, 0, 9, 1, 2, 3, 4], [UInt8](repeating: 0, count: 600),
    ])
    func leavesEverythingElse(_ bytes: [UInt8]) throws { #expect(try compression(of: bytes) == nil) }

    /// The size of a skippable frame is hostile input.
    @Test func aSkippableFrameOfFourGigabytesIsNoTrap() throws {
        #expect(try compression(of: [0x50, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF]) == .zstd)
    }
}
