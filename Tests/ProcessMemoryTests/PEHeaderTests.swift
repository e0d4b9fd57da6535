import DumpSynth
import RawMemory
import Testing

@testable import ProcessMemory

@Suite struct PEHeaderTests {
    private static let base = Address(0x7FF8_0000_0000)

    private func read(_ change: (inout [UInt8]) -> Void = { _ in }) throws -> (header: PEHeader?, memory: AddressSpace) {
        var pages = PELibraryBuilder().headerPages()
        change(&pages)
        let space = try memory([.init(Self.base.value, pages)])
        return (PEHeader(space, base: Self.base), space)
    }

    @Test func numbers() throws {
        let (found, memory) = try read { $0.put(0x1234_5678 as UInt32, at: PELibraryBuilder.header + 8) }
        let header = try #require(found)
        #expect(header.timeStamp == 0x1234_5678)
        #expect(header.imageSize == 0xC000)
        #expect(header.isPE32Plus)
        #expect(header.sectionCount == 2)
        #expect(header.directory(0, memory) == PEHeader.Directory(start: 0x1000, size: 0x1000))
        #expect(header.directory(14, memory) == PEHeader.Directory(start: 0, size: 0))
        #expect(header.section(1, memory)?.virtualStart == 0x8000)
        #expect(header.section(1, memory)?.isWritable == true)
        #expect(header.section(0, memory)?.isCode == true)
        #expect(header.section(2, memory) == nil)
    }

    @Test func addresses() throws {
        let row = PELibraryBuilder.sectionTable
        let (found, memory) = try read {
            $0.put(0x600 as UInt32, at: row + 16)
            $0.put(0x400 as UInt32, at: row + 20)
            $0.put(0xFFFF_FFF0 as UInt32, at: row + 40 + 12)
            $0.put(0xFFFF_FFFF as UInt32, at: row + 40 + 20)
        }
        let header = try #require(found)
        #expect(header.address(of: 0x4010, isMapped: true, memory) == Self.base + 0x4010)
        #expect(header.address(of: 0x4010, isMapped: false, memory) == Self.base + 0x410)
        #expect(header.address(of: 0x3FFF, isMapped: false, memory) == nil)
        #expect(header.address(of: 0x8000, isMapped: false, memory) == nil)
        #expect(header.address(of: .max, isMapped: false, memory) == Self.base + 0xFFFF_FFFF + 15)
    }

    /// The section table is on a page that the dump lacks.
    @Test func withoutItsSections() throws {
        let (found, memory) = try read { pages in
            pages.put(UInt32(0x3F00), at: 0x3C)
            for offset in 0..<0x100 { pages[0x3F00 + offset] = pages[PELibraryBuilder.header + offset] }
        }
        let header = try #require(found)
        #expect(header.imageSize == 0xC000)
        #expect(header.sectionCount == 2)
        #expect(header.section(0, memory) == nil)
        #expect(header.address(of: 0x4010, isMapped: false, memory) == nil)
        #expect(header.address(of: 0x4010, isMapped: true, memory) == Self.base + 0x4010)
    }

    @Test func whatIsNoImage() throws {
        for place in [0, 1, PELibraryBuilder.header, PELibraryBuilder.header + 3] {
            #expect(try read { $0[place] ^= 1 }.header == nil)
        }
        for place in [0x4000, 0x7FFF_FFFF, .max] as [UInt32] { #expect(try read { $0.put(place, at: 0x3C) }.header == nil) }
    }
}
