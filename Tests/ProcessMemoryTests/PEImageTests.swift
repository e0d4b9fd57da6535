import DumpSynth
import RawMemory
import Testing

@testable import ProcessMemory

@Suite struct PEImageTests {
    private static let base: UInt64 = 0x7FF8_0000_0000

    private func read(
        _ builder: PELibraryBuilder, size: UInt64 = 0xC000, _ change: (inout [UInt8]) -> Void = { _ in }
    ) throws -> (image: PEImage, memory: AddressSpace) {
        var pages = builder.headerPages()
        change(&pages)
        let space = try memory([.init(Self.base, pages)])
        return (PEImage(space, base: Address(Self.base), size: size), space)
    }

    private var builder: PELibraryBuilder {
        var builder = PELibraryBuilder()
        builder.exports = [("a", 0x4100), ("g_dacTable", 0x8200), ("g_dacTableX", 0x8300)]
        builder.resource = [0x8800, 0x8808]
        return builder
    }

    @Test func headers() throws {
        let (image, _) = try read(builder)
        #expect(image.range == AddressRange(start: Address(Self.base), count: 0xC000))
        #expect(image.hasAllSections)
        #expect(image.sections.map(\.isWritable) == [false, true])
        #expect(image.sections.map(\.isCode) == [true, false])
        #expect(image.sections[1].range == AddressRange(start: Address(Self.base + 0x8000), count: 0x4000))
    }

    @Test func exports() throws {
        let (image, memory) = try read(builder)
        #expect(image.symbol("g_dacTable", memory) == Address(Self.base + 0x8200))
        #expect(image.symbol("g_dacTableX", memory) == Address(Self.base + 0x8300))
        #expect(image.symbol("a", memory) == Address(Self.base + 0x4100))
        #expect(image.symbol("g_dac", memory) == nil)
        #expect(image.symbol("", memory) == nil)
    }

    @Test func resource() throws {
        let (image, memory) = try read(builder)
        let found = try #require(image.resource("COREXTERNALDATAACCESSRESOURCE", memory))
        #expect(found.count == 32)
        #expect(memory.u32(found.start) == 2)
        #expect(memory.u32(found.start + 24) == 0x8800)
        #expect(image.resource("COREXTERNALDATAACCESSRESOURCF", memory) == nil)
        #expect(image.resource("C", memory) == nil)
        var without = builder
        without.resource = nil
        let (other, space) = try read(without)
        #expect(other.resource("COREXTERNALDATAACCESSRESOURCE", space) == nil)
    }

    /// A heap dump without the header, or with only the beginning of the section table.
    @Test func whatTheDumpDoesNotHold() throws {
        let (nothing, memory) = try read(builder) { $0 = [UInt8](repeating: 0, count: 16) }
        #expect(nothing.sections.isEmpty)
        #expect(!nothing.hasAllSections)
        #expect(nothing.symbol("g_dacTable", memory) == nil)
        #expect(nothing.resource("COREXTERNALDATAACCESSRESOURCE", memory) == nil)
        let (cut, _) = try read(builder) { $0 = Array($0[..<(PELibraryBuilder.sectionTable + 60)]) }
        #expect(cut.sections.count == 1)
        #expect(!cut.hasAllSections)
    }

    /// Tables and sections that leave the image, huge counts, and directories that refer to themselves.
    @Test func whatLies() throws {
        let directory = PELibraryBuilder.exportDirectory
        let optional = PELibraryBuilder.header + 24
        for (place, value) in [
            (directory + 0x18, UInt32.max), (directory + 0x14, 0), (directory + 0x1C, .max), (directory + 0x20, .max),
            (directory + 0x24, .max),
            (optional + 112, .max), (optional + 116, .max), (optional + 112, 0), (0x3C, .max), (PELibraryBuilder.header, 0),
        ] {
            let (image, memory) = try read(builder) { $0.put(value, at: place) }
            #expect(image.symbol("g_dacTable", memory) == nil, "\(place): \(value)")
        }
        let root = PELibraryBuilder.resourceDirectory
        for (place, value) in [
            (root + 0x1C, UInt32(0x8000_0000)), (root + 0x1C, 0x40), (root + 0x54, .max), (root + 0xC0, .max), (root + 0xC4, .max),
            (root + 0x200, .max),
        ] {
            let (image, memory) = try read(builder) { $0.put(value, at: place) }
            #expect(image.resource("COREXTERNALDATAACCESSRESOURCE", memory) == nil, "\(place): \(value)")
        }
        let (image, _) = try read(builder, size: 0x9000)
        #expect(image.sections.count == 1)
        #expect(!image.hasAllSections)
    }
}
