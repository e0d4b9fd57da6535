import DumpSynth
import RawMemory
import Testing

@testable import DumpFormats

@Suite struct FileKindTests {
    private func kind(_ bytes: [UInt8]) throws -> FileKind {
        let file = try bytes.mapped()
        return FileKind(file.bytes)
    }

    private static let heads: [(FileKind, [UInt8])] = [
        (.elf, Array("\u{7F}ELF".utf8)), (.minidump, Array("MDMP".utf8)), (.gcdump, Array("Nettrace".utf8)),
        (.gcdump, [0x14, 0, 0, 0] + Array("!FastSerialization.1".utf8)), (.machO, [0xCF, 0xFA, 0xED, 0xFE, 7]),
        (.hprof, Array("JAVA PROFILE 1.0.2".utf8)), (.sqlite, Array("SQLite format 3\0".utf8)), (.portableExecutable, [0x4D, 0x5A, 0x90]),
        (.tar, Array("a.core".utf8) + [UInt8](repeating: 0, count: 251) + Array("ustar".utf8)),
        (.text, Array("0000  heap\n".utf8)), (.zeros, [UInt8](repeating: 0, count: 4096)), (.unknown, [1, 2, 3]),
    ]

    @Test(arguments: heads)
    func tells(_ expected: FileKind, _ bytes: [UInt8]) throws {
        #expect(try kind(bytes) == expected)
    }

    @Test func notEveryPrefixOfAMagicIsOne() throws {
        #expect(try kind([0x7F, 0x45, 0x4C, 0]) == .unknown)
        #expect(try kind(Array("MDM".utf8)) == .text)
    }
}
