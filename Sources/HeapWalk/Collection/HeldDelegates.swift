import CoreCLR
import RawMemory

/// What the walk knows of the delegates of the heap by their addresses: which of them a field holds, a bit for every 8 bytes, since objects
/// begin at multiples of 8; and their uses.
struct HeldDelegates: Sendable {
    private var starts: [UInt64] = []
    private var ends: [UInt64] = []
    /// For each region, the number of its first bit.
    private var firstBits: [Int] = []
    private let bits: MarkedBits?
    let uses: DelegateUses

    /// A part of the heap, to be remembered with the last delegate.
    struct Part: BitwiseCopyable, Sendable {
        var start: UInt64 = 0
        var end: UInt64 = 0
        var firstBit = 0
    }

    /// `limit`: the most bytes of regions for which bits are kept, which take a 64th of them where there are delegates. The regions of a
    /// whole dump have no more bytes than the dump. Beyond it every delegate counts as held for the first time.
    init(_ regions: [HeapRegion], limit: UInt64) {
        var bits = 0
        var bytes: UInt64 = 0
        for region in regions.map(\.objects).sorted(by: { ($0.start, $0.end) < ($1.start, $1.end) }) {
            let start = max(region.start.value, ends.last ?? 0)
            guard start < region.end.value else { continue }
            bytes = bytes.saturatingAdd(region.end.value - start)
            guard bytes <= limit else { break }
            starts.append(start)
            ends.append(region.end.value)
            firstBits.append(bits)
            bits += Int((region.end.value - start) >> 3) + 1
        }
        self.bits = bytes <= limit ? MarkedBits(count: bits) : nil
        uses = DelegateUses(words: bytes <= limit ? bits : 0)
    }

    /// The part with an address; `nil` outside of the heap.
    func part(of address: UInt64) -> Part? {
        let next = starts.partitioningIndex { $0 > address }
        guard next > 0, address < ends[next - 1] else { return nil }
        return Part(start: starts[next - 1], end: ends[next - 1], firstBit: firstBits[next - 1])
    }

    /// The number of the word at `address`, which lies in `part`.
    @inline(__always)
    static func word(_ address: UInt64, in part: Part) -> Int {
        part.firstBit &+ Int(truncatingIfNeeded: (address &- part.start) &>> 3)
    }

    /// Marks the delegate at `address`, which lies in `part`. Whether it was not marked before.
    @inline(__always)
    func mark(_ address: UInt64, in part: Part) -> Bool {
        guard let bits else { return true }
        return bits.mark(Self.word(address, in: part))
    }
}
