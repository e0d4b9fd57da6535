import DumpSynth
import RawMemory
import Testing

@testable import DumpFormats

@Suite struct PEHeaderTests {
    private func image(_ change: (inout [UInt8]) -> Void = { _ in }) -> [UInt8] {
        var pages = PELibraryBuilder().headerPages()
        change(&pages)
        return pages
    }

    @Test func numbers() throws {
        let bytes = image { $0.put(0x1234_5678 as UInt32, at: PELibraryBuilder.header + 8) }
        let span = unsafe bytes.span.bytes
        let found = PEHeader(span)
        let header = try #require(found)
        let (exports, cli, count) = (header.directory(0, span), header.directory(14, span), header.directoryCount(span))
        let (code, data, none) = (header.section(0, span), header.section(1, span), header.section(2, span))
        #expect(header.timeStamp == 0x1234_5678)
        #expect(header.imageSize == 0xC000)
        #expect(header.isPE32Plus)
        #expect(header.sectionCount == 2)
        #expect(exports == PEHeader.Directory(start: 0x1000, size: 0x1000))
        #expect(cli == PEHeader.Directory(start: 0, size: 0))
        #expect(count == 16)
        #expect(data?.virtualStart == 0x8000)
        #expect(data?.isWritable == true)
        #expect(code?.isCode == true)
        #expect(none == nil)
    }

    @Test func offsets() throws {
        let row = PELibraryBuilder.sectionTable
        let bytes = image {
            $0.put(0x600 as UInt32, at: row + 16)
            $0.put(0x400 as UInt32, at: row + 20)
            $0.put(0xFFFF_FFF0 as UInt32, at: row + 40 + 12)
            $0.put(0xFFFF_FFFF as UInt32, at: row + 40 + 20)
        }
        let span = unsafe bytes.span.bytes
        let found = PEHeader(span)
        let header = try #require(found)
        let mapped = header.offset(of: 0x4010, isMapped: true, span)
        let places = [0x4010, 0x3FFF, 0x8000, .max].map { header.offset(of: $0, isMapped: false, span) }
        #expect(mapped == 0x4010)
        #expect(places == [0x410, nil, nil, 0xFFFF_FFFF + 15])
    }

    /// The section table is missing.
    @Test func withoutItsSections() throws {
        let bytes = Array(image()[..<PELibraryBuilder.sectionTable])
        let span = unsafe bytes.span.bytes
        let found = PEHeader(span)
        let header = try #require(found)
        let section = header.section(0, span)
        let (flat, mapped) = (header.offset(of: 0x4010, isMapped: false, span), header.offset(of: 0x4010, isMapped: true, span))
        #expect(header.imageSize == 0xC000)
        #expect(header.sectionCount == 2)
        #expect(section == nil)
        #expect(flat == nil)
        #expect(mapped == 0x4010)
    }

    @Test func whatIsNoImage() {
        for place in [0, 1, PELibraryBuilder.header, PELibraryBuilder.header + 3] {
            let bytes = image { $0[place] ^= 1 }
            let header = unsafe PEHeader(bytes.span.bytes)
            #expect(header == nil)
        }
        for place in [0x4000, 0x7FFF_FFFF, .max] as [UInt32] {
            let bytes = image { $0.put(place, at: 0x3C) }
            let header = unsafe PEHeader(bytes.span.bytes)
            #expect(header == nil)
        }
    }
}
