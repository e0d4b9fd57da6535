import DumpFormats
import DumpSynth
import RawMemory
import Testing

@testable import ProcessMemory

@Suite struct MallocHeapsTests {
    private let arena: UInt64 = 0x7F00_0400_0000
    private let large: UInt64 = 0x7F11_0000_0000

    /// A core with one writable mapping that begins with these words.
    private func memory(_ start: UInt64, _ words: [UInt64], more: [(UInt64, [UInt64])] = [], pages: Int = 16) throws -> (
        MallocHeaps, AddressRange
    ) {
        var core = ELFCoreBuilder()
        func bytes(_ words: [UInt64], _ count: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            for word in words { bytes.append(u64: word) }
            bytes.extend(to: count)
            return bytes
        }
        var whole = bytes(words, pages * 4096)
        for (offset, words) in more { whole.put(bytes(words, words.count * 8), at: Int(offset)) }
        core.segments = [.init(start, whole)]
        let dump = try ProcessDump(core.bytes().mapped())
        return (MallocHeaps(AddressSpace(dump)), AddressRange(start: Address(start), count: UInt64(whole.count)))
    }

    @Test func theFirstHeapOfAnArena() throws {
        let (heaps, mapping) = try memory(arena, [arena + 0x30, 0, 0x21000, 0x21000, 4096])
        #expect(heaps.arenaHeap(at: mapping) == AddressRange(start: Address(arena), count: 64 << 20))
    }

    @Test(
        arguments: [
            // The arena lies elsewhere; a size that is no page's; a size beyond 64 MB; less access than bytes; a heap before it that is none.
            [0x7F00_0800_0030, 0, 0x21000, 0x21000], [0x7F00_0400_0030, 0, 0x21001, 0x22000],
            [0x7F00_0400_0030, 0, 0x400_1000, 0x400_1000],
            [0x7F00_0400_0030, 0, 0x21000, 0x1000], [0x7F00_0400_0030, 0x1000, 0x21000, 0x21000], [0, 0, 0, 0],
        ] as [[UInt64]]) func whatIsNoArena(_ words: [UInt64]) throws
    {
        let (heaps, mapping) = try memory(arena, words)
        #expect(heaps.arenaHeap(at: mapping) == nil)
    }

    @Test func anArenaIsAligned() throws {
        let start = arena + 0x1000
        let (heaps, mapping) = try memory(start, [start + 0x30, 0, 0x21000, 0x21000])
        #expect(heaps.arenaHeap(at: mapping) == nil)
    }

    /// The kernel merges neighbours: two blocks, then memory of another owner.
    @Test func largeBlocks() throws {
        let (heaps, mapping) = try memory(large, [0, 0x2002], more: [(0x2000, [0, 0x3002]), (0x5000, [7, 9])])
        #expect(heaps.largeBlocks(at: mapping) == AddressRange(start: Address(large), count: 0x5000))
        let (whole, all) = try memory(large, [0, 0x1_0002])
        #expect(whole.largeBlocks(at: all) == all)
        for words in [[0, 0x2001], [0, 0x1_1002], [0, 0x2012], [8, 0x2002], [0, 2]] as [[UInt64]] {
            let (none, mapping) = try memory(large, words)
            #expect(none.largeBlocks(at: mapping) == nil, "\(words)")
        }
    }

    @Test func theProgramBreak() throws {
        let (heaps, mapping) = try memory(0x5555_0000_0000, [0, 0x291])
        #expect(heaps.beginsWithChunk(mapping))
        for words in [[0, 0x290], [1, 0x291], [0, 0x11], [0, 0x299], [0, 0xFFFF_FFFF_FFF1]] as [[UInt64]] {
            let (none, mapping) = try memory(0x5555_0000_0000, words)
            #expect(!none.beginsWithChunk(mapping), "\(words)")
        }
    }
}
