import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory
import Testing

@testable import CoreCLR

/// The id of the app in the variables of a single-file executable's host.
@Suite struct LoadedBundleTests {
    private static let base: UInt64 = 0x5500_0000_0000

    /// .data with the signature, and .bss with the host's record of the bundle.
    private func bundle(_ change: (inout [UInt8]) -> Void = { _ in }, held: Int = 0x2000) throws -> LoadedBundle? {
        var bytes = [UInt8](repeating: 0, count: 0x2000)
        bytes.put(0x300_8FBC as UInt64, at: 0x40)
        bytes.put(AppBundle.signature, at: 0x48)
        for (place, word) in [(0, 0x300_C133), (8, 0x300_8FBC), (24, 0x6_0000_00EF), (40, Self.base + 0x1038), (48, 12)] as [(Int, UInt64)]
        {
            bytes.put(word, at: 0x1000 + place)
        }
        bytes.put(Array("_Z2p44s7VgaO".utf8), at: 0x1038)
        change(&bytes)
        var builder = ELFCoreBuilder()
        builder.segments = [.init(Self.base, Array(bytes[..<held]))]
        let dump = ProcessDump(try ELFCore(builder.bytes().mapped()))
        return LoadedBundle([AddressRange(start: Address(Self.base), count: 0x2000)], AddressSpace(dump))
    }

    @Test func theIdOfTheApp() throws {
        let found = try #require(try bundle())
        #expect(found.headerOffset == 0x300_8FBC)
        #expect(found.id == "_Z2p44s7VgaO")
    }

    /// A heap dump holds .data alone.
    @Test func withoutTheRecord() throws {
        let found = try #require(try bundle(held: 0x1000))
        #expect(found.headerOffset == 0x300_8FBC)
        #expect(found.id == nil)
    }

    @Test func noSingleFile() throws {
        #expect(try bundle { $0.put(0 as UInt64, at: 0x40) } == nil)
        #expect(try bundle { $0[0x50] ^= 1 } == nil)
    }

    @Test func hostileRecords() throws {
        for length in [0, 7, 65, 255, 256, .max] as [UInt64] {
            #expect(try bundle { $0.put(length, at: 0x1030) }?.id == nil)
        }
        for pointer in [0, .max, .max - 4, Self.base + 0x1FF8, 1 << 63] as [UInt64] {
            #expect(try bundle { $0.put(pointer, at: 0x1028) }?.id == nil)
        }
        for byte in [0, 0x20, 0x2C, 0x7C, 0x80] as [UInt8] {
            #expect(try bundle { $0[0x103A] = byte }?.id == nil)
        }
    }
}
