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
        (.elf, Array("\u{7F}ELF".utf8)), (.minidump, Array("MDMP".utf8)), (.nettrace, Array("Nettrace".utf8)),
        (.gcdump, [0x14, 0, 0, 0] + Array("!FastSerialization.1".utf8)), (.machO, [0xCF, 0xFA, 0xED, 0xFE, 7]),
        (.machO, [0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1, 3, 0, 0, 0, 2, 0, 0, 0]),
        (.machOCore, [0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1, 3, 0, 0, 0, 4, 0, 0, 0]),
        (.machOCore, [0xFE, 0xED, 0xFA, 0xCE, 0, 0, 0, 18, 0, 0, 0, 0, 0, 0, 0, 4]),
        (.machO, [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 2]),
        // A Java class of version 52 has the same magic.
        (.unknown, [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 52]),
        (.windowsKernelDump, Array("PAGEDUMP".utf8)), (.windowsKernelDump, Array("PAGEDU64".utf8)),
        (.programDatabase, Array("Microsoft C/C++ MSF 7.00\r\n\u{1A}DS".utf8)), (.programDatabase, Array("BSJB".utf8) + [1, 0, 1, 0]),
        (.gitLFSPointer, Array("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".utf8)),
        (.html, Array("<!DOCTYPE html>\n<title>Sign in</title>".utf8)), (.html, Array("\u{FEFF}\r\n  <HTML lang=en>".utf8)),
        (.v8Snapshot, Array("{\"snapshot\":{\"meta\":{\"node_fields\":[".utf8)),
        (.crashReport, Array("{\n  \"payload\": {\n    \"protocol_version\": \"1.0.0\"".utf8)),
        (.crashReport, Array("{\n\t\"protocol_version\" : \"0.0.6\",".utf8)),
        (.crashReport, Array("Unhandled exception. System.OutOfMemoryException: \n".utf8)),
        (.crashReport, Array("#\n# A fatal error has been detected by the Java Runtime Environment:\n".utf8)),
        (.text, Array("{\"payload\": {}}".utf8)), (.text, [0xFF, 0xFE, 0x4D, 0, 0x54, 0]),
        (.hprof, Array("JAVA PROFILE 1.0.2".utf8)), (.sqlite, Array("SQLite format 3\0".utf8)), (.portableExecutable, [0x4D, 0x5A, 0x90]),
        (.tar, Array("a.core".utf8) + [UInt8](repeating: 0, count: 251) + Array("ustar".utf8)),
        (.text, Array("0000  heap\n".utf8)), (.zeros, [UInt8](repeating: 0, count: 4096)), (.unknown, [1, 2, 3]),
    ]

    @Test(arguments: heads)
    func tells(_ expected: FileKind, _ bytes: [UInt8]) throws {
        #expect(try kind(bytes) == expected)
    }

    /// A PE file with its header at 0x80: PE32 or PE32+, and the address of its CLI header.
    private func portableExecutable(wide: Bool, header: UInt32, directories: UInt32 = 16) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 1024)
        bytes.put(Array("MZ".utf8), at: 0)
        bytes.put(UInt32(0x80), at: 0x3C)
        bytes.put(UInt32(0x4550), at: 0x80)
        bytes.put(UInt16(wide ? 0x20B : 0x10B), at: 0x98)
        let place = 0x98 + (wide ? 112 : 96)
        bytes.put(directories, at: place - 4)
        bytes.put(header, at: place + 14 * 8)
        return bytes
    }

    @Test(arguments: [false, true])
    func anAssemblyHasACLIHeader(wide: Bool) throws {
        #expect(try kind(portableExecutable(wide: wide, header: 0x2008)) == .dotNetAssembly)
        #expect(try kind(portableExecutable(wide: wide, header: 0)) == .portableExecutable)
        #expect(try kind(portableExecutable(wide: wide, header: 0x2008, directories: 14)) == .portableExecutable)
    }

    /// Impossible places of the PE header.
    @Test(arguments: [0x7FFF_FFFF, 0xFFFF_FFFF, 1022] as [UInt32])
    func anExecutableWithoutAHeader(_ place: UInt32) throws {
        var bytes = portableExecutable(wide: true, header: 0x2008)
        bytes.put(place, at: 0x3C)
        #expect(try kind(bytes) == .portableExecutable)
    }

    @Test func anEventTrace() throws {
        var bytes = [UInt8](repeating: 0, count: 1024)
        bytes.put(UInt32(0x10000), at: 0)
        bytes.put(UInt32(0xC002_0002), at: 72)
        #expect(try kind(bytes) == .etl)
        bytes.put(UInt32(0x10001), at: 0)
        #expect(try kind(bytes) == .unknown)
    }

    @Test func notEveryPrefixOfAMagicIsOne() throws {
        #expect(try kind([0x7F, 0x45, 0x4C, 0]) == .unknown)
        #expect(try kind(Array("MDM".utf8)) == .text)
    }
}
