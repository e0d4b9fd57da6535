import DumpFormats
import DumpSynth
import RawMemory
import Testing

@testable import ProcessMemory

@Suite struct ELFImageTests {
    private let library = RuntimeLibrary()

    private func space(_ library: RuntimeLibrary, _ spoil: (inout SyntheticMemory) -> Void = { _ in }) throws -> AddressSpace {
        var image = SyntheticMemory()
        _ = image.area(library.base, library.headerPages(), flags: 4)
        _ = image.area(library.base + 0x8000, library.dataPages())
        spoil(&image)
        return try memory(image.segments)
    }

    private func symbol(_ name: String, _ library: RuntimeLibrary, _ spoil: (inout SyntheticMemory) -> Void = { _ in }) throws
        -> ELFImage.Symbol?
    {
        let space = try space(library, spoil)
        return try #require(ELFImage(space, base: Address(library.base))).symbol(name, space)
    }

    @Test func extent() throws {
        let image = try #require(ELFImage(try space(library), base: Address(library.base)))
        #expect(image.bias == library.base)
        #expect(image.range == AddressRange(Address(library.base), Address(library.base + 0xC000)))
        #expect(image.segments.map(\.flags) == [4, 5, 6])
    }

    @Test(arguments: [true, false]) func findsEveryExport(_ isRelocated: Bool) throws {
        var library = library
        library.isRelocated = isRelocated
        for export in library.exports {
            #expect(try symbol(export.name, library) == .init(address: Address(library.base + export.offset), size: export.size))
        }
        for name in ["", "g_dacTabl", "g_dacTable2", "DotNetRuntimeContractDescriptor", String(repeating: "x", count: 70_000)] {
            #expect(try symbol(name, library) == nil)
        }
    }

    /// An executable that is linked at its address. Addresses in the file and in memory are the same.
    @Test func linkedAtItsAddress() throws {
        let space = try space(library) { image in
            for header in 0..<4 as Range<UInt64> {
                let at = self.library.base + 64 + header * 56
                for field in [16, 24] as [UInt64] {
                    image.write(self.library.base + [0, 0x4000, 0x8000, 0x8000][Int(header)], at: at + field)
                }
            }
        }
        let image = try #require(ELFImage(space, base: Address(library.base)))
        #expect(image.bias == 0)
        #expect(image.range.end == Address(library.base + 0xC000))
    }

    /// createdump keeps only the pages that its own look-up touched. Without the page of the names the hash must be enough.
    @Test func withoutThePageOfTheNames() throws {
        let found = try symbol("g_dacTable", library) { $0.remove(self.library.namePage) }
        #expect(found?.address == Address(library.base + RuntimeLibrary.dacTableOffset))
        #expect(try symbol("missing", library) { $0.remove(self.library.namePage) } == nil)
    }

    @Test func withoutThePagesOfHashesOrSymbols() throws {
        #expect(try symbol("g_dacTable", library) { $0.remove(self.library.symbolPage) } == nil)
        #expect(try symbol("g_dacTable", library) { $0.remove(self.library.hashPage) } == nil)
        #expect(try symbol("g_dacTable", library) { $0.remove(self.library.base + 0x8000..<self.library.base + 0x9000) } == nil)
    }

    /// Wrong numbers of buckets, symbols or bloom words cause neither a trap nor an endless search.
    @Test(arguments: [0, 1, 2, 0x7FFF_FFFF, 0xFFFF_FFFE, .max] as [UInt32])
    func hostileHashTables(_ value: UInt32) throws {
        for offset in [0, 4, 8, 12, 24, 28, 32] as [UInt64] {
            _ = try symbol("g_dacTable", library) { $0.write(value, at: self.library.hashPage.lowerBound + offset) }
        }
        let noBuckets = try symbol("g_dacTable", library) { $0.write(0 as UInt32, at: self.library.hashPage.lowerBound) }
        #expect(noBuckets == nil)
    }

    /// A chain whose hashes have no end mark.
    @Test func aChainWithoutAnEnd() throws {
        let found = try symbol("none", library) { image in
            for offset in stride(from: 36 as UInt64, to: 0x1000, by: 4) {
                image.write(2 as UInt32, at: self.library.hashPage.lowerBound + offset)
            }
        }
        #expect(found == nil)
    }

    @Test(arguments: [0, 1, 1 << 62, 1 << 63, .max] as [UInt64]) func hostileDynamicSections(_ value: UInt64) throws {
        for place in 0..<5 as Range<UInt64> {
            _ = try symbol("g_dacTable", library) { $0.write(value, at: self.library.base + 0x8008 + place * 16) }
        }
        // PT_DYNAMIC's address and size.
        for field in [16, 40] as [UInt64] {
            _ = try symbol("g_dacTable", library) { $0.write(value, at: self.library.base + 64 + 3 * 56 + field) }
        }
    }

    @Test func notAnImage() throws {
        let headers = library.base + 64
        #expect(ELFImage(try space(library), base: Address(library.base + 0x1000)) == nil)
        #expect(ELFImage(try space(library), base: Address(0)) == nil)
        #expect(ELFImage(try space(library), base: Address(.max)) == nil)
        // 32 bits, no program headers, too many, of another size, elsewhere, none to load.
        #expect(ELFImage(try space(library) { $0.write(1 as UInt8, at: self.library.base + 4) }, base: Address(library.base)) == nil)
        for count in [0, 257, .max] as [UInt16] {
            #expect(ELFImage(try space(library) { $0.write(count, at: self.library.base + 56) }, base: Address(library.base)) == nil)
        }
        #expect(ELFImage(try space(library) { $0.write(32 as UInt16, at: self.library.base + 54) }, base: Address(library.base)) == nil)
        for place in [1 << 40, .max] as [UInt64] {
            #expect(ELFImage(try space(library) { $0.write(place, at: self.library.base + 32) }, base: Address(library.base)) == nil)
        }
        let nothingLoaded = try space(library) { image in
            for header in 0..<3 as Range<UInt64> { image.write(7 as UInt32, at: headers + header * 56) }
        }
        #expect(ELFImage(nothingLoaded, base: Address(library.base)) == nil)
    }

    @Test(arguments: [1 << 63, .max] as [UInt64]) func segmentsThatWrapAround(_ value: UInt64) throws {
        for header in 0..<3 as Range<UInt64> {
            for field in [16, 40] as [UInt64] {
                let space = try space(library) { $0.write(value, at: self.library.base + 64 + header * 56 + field) }
                _ = ELFImage(space, base: Address(library.base))?.symbol("g_dacTable", space)
            }
        }
    }
}
