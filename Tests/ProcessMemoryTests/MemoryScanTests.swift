import DumpSynth
import RawMemory
import Testing

@testable import ProcessMemory

@Suite struct MemoryScanTests {
    private func range(_ start: UInt64, _ end: UInt64) -> AddressRange { AddressRange(Address(start), Address(end)) }

    private func page(_ bytes: [UInt8], at offset: Int) -> [UInt8] {
        var page = [UInt8](repeating: 0, count: 0x1000)
        page.replaceSubrange(offset..<offset + bytes.count, with: bytes)
        return page
    }

    /// Two pages with a hole between them, and a third that follows the second in memory and not in the file.
    private func scattered(_ first: [UInt8], _ second: [UInt8]) throws -> AddressSpace {
        try memory([.init(0x4000, [UInt8](repeating: 0, count: 0x1000)), .init(0x1000, first), .init(0x3000, second)])
    }

    @Test func runsAreCutToTheRange() throws {
        let space = try scattered(page([], at: 0), page([], at: 0))
        #expect(space.runs(in: range(0x1800, 0x4800)).map(\.start) == [0x1800, 0x3000, 0x4000])
        #expect(space.runs(in: range(0x1800, 0x4800)).map(\.end) == [0x2000, 0x4000, 0x4800])
        for run in space.runs(in: range(0x1800, 0x4800)) {
            let whole = try #require(space.run(containing: run.start))
            #expect(run.fileOffset - whole.fileOffset == Int(run.start - whole.start))
        }
        #expect(Array(space.runs(in: range(0x2000, 0x3000))).isEmpty)
        #expect(Array(space.runs(in: range(0x1800, 0x1800))).isEmpty)
        #expect(space.runs(in: range(0, .max)).map(\.start) == [0x1000, 0x3000, 0x4000])
        #expect(space.presentBytes(in: range(0x1800, 0x4800)) == 0x2000)
    }

    @Test func patterns() throws {
        let word: [UInt8] = [0x44, 0x4E, 0x43, 0x43]
        let space = try scattered(page(word + word, at: 0x0C), page(word, at: 0xFFC))
        let everywhere = range(0, .max)
        #expect(space.firstAddress(of: word, in: everywhere) == Address(0x100C))
        #expect(space.firstAddress(of: word, in: everywhere, alignment: 8) == Address(0x1010))
        #expect(space.firstAddress(of: word, in: everywhere, alignment: 0x100) == nil)
        #expect(space.firstAddress(of: word, in: range(0x100D, 0x2000)) == Address(0x1010))
        #expect(space.firstAddress(of: word, in: range(0x1011, 0x1013)) == nil)
        #expect(space.firstAddress(of: word, in: everywhere) { $0.value > 0x2000 } == Address(0x3FFC))
        // A pattern that lies in two pieces is not found.
        #expect(space.firstAddress(of: word + [0], in: range(0x3000, 0x5000)) == nil)
        #expect(space.firstAddress(of: [], in: everywhere) == nil)
    }

    @Test func words() throws {
        let space = try memory([.init(0x1000, [UInt8](repeating: 0, count: 0x24))])
        func addresses(_ range: AddressRange, _ limit: Int = 100) -> [UInt64] {
            space.wordAddresses(in: range, limit: limit).map(\.value)
        }
        #expect(addresses(range(0, .max)) == [0x1000, 0x1008, 0x1010, 0x1018])
        #expect(addresses(range(0x1001, 0x1017)) == [0x1008])
        #expect(addresses(range(0x1001, 0x1018)) == [0x1008, 0x1010])
        #expect(addresses(range(0, .max), 3) == [0x1000, 0x1008, 0x1010])
        #expect(addresses(range(0, .max), 0) == [])
    }
}
