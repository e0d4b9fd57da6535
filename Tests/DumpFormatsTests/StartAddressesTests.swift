import DumpSynth
import RawMemory
import Testing

@testable import DumpFormats

/// The addresses of NT_AUXV, and whether the kernel chose them without randomization.
@Suite struct StartAddressesTests {
    private func addresses(_ pairs: [(tag: UInt64, value: UInt64)]) throws -> StartAddresses {
        var builder = ELFCoreBuilder()
        builder.noteBytes = ELFNote.auxiliaryVector(pairs).bytes
        return try ELFCore(builder.bytes().mapped()).notes.process.startAddresses
    }

    @Test func pairsInAnyOrder() throws {
        let pairs: [(tag: UInt64, value: UInt64)] = [(33, 5), (3, 1), (25, 4), (7, 2), (9, 3), (6, 4096)]
        for pairs in [pairs, pairs.reversed()] {
            let found = try addresses(pairs)
            #expect([found.programHeaders, found.loader, found.entry, found.random, found.vdso].map { $0?.value } == [1, 2, 3, 4, 5])
        }
        #expect(try addresses([]) == StartAddresses())
    }

    /// Real values: of .NET 8.0.4 under `setarch -R` and without it on x86-64, and as arm64 with 48 bits has them.
    @Test func randomization() throws {
        #expect(try addresses([(3, 0x5555_5555_4040), (25, 0x7FFF_FFFF_E5B9)]).areFixed)
        #expect(try addresses([(3, 0xAAAA_AAAA_0040), (25, 0xFFFF_FFFF_F4C8)]).areFixed)
        #expect(try addresses([(3, 0x40_0040), (25, 0x7FFF_FFFF_E5B9)]).areFixed)
        #expect(try !addresses([(3, 0x5622_53DA_C040), (25, 0x7FFD_BA05_C189)]).areFixed)
        #expect(try !addresses([(3, 0x40_0040), (25, 0x7FFD_BA05_C189)]).areFixed)
        #expect(try !addresses([(3, 0x5622_53DA_C040), (25, 0x7FFF_FFFF_E5B9)]).areFixed)
        #expect(try !addresses([(3, 0x5555_5555_4040)]).areFixed)
    }
}
