public import RawMemory

/// Divides an address space among claims that may overlap, so that every address has exactly one owner.
///
/// The time is that of sorting the claims, whatever they overlap.
public struct ClaimedRanges: Sendable {
    /// A range and the kind of memory that it is said to be.
    public struct Claim: Hashable, Sendable {
        public let range: AddressRange
        /// 0 to 63. Where claims overlap, the lowest kind wins.
        public let kind: UInt8

        public init(_ range: AddressRange, _ kind: UInt8) {
            self.range = range
            self.kind = min(kind, 63)
        }
    }

    /// Sorted by address, without overlaps. Neighbours without a gap differ in kind.
    public let pieces: [Claim]

    /// `mapped` are the kinds whose claims are memory of the process by themselves. A claim of another kind counts only where one of them lies.
    public init(_ claims: [Claim], mapped: Set<UInt8>) {
        var events: [Event] = []
        events.reserveCapacity(claims.count * 2)
        for claim in claims where !claim.range.isEmpty {
            events.append(Event(address: claim.range.start.value, kind: claim.kind, begins: true))
            events.append(Event(address: claim.range.end.value, kind: claim.kind, begins: false))
        }
        events.sort { $0.address < $1.address }
        let existing = mapped.reduce(0 as UInt64) { $0 | 1 << UInt64(min($1, 63)) }
        var open = [Int](repeating: 0, count: 64)
        var active: UInt64 = 0
        var pieces: [Claim] = []
        var start: UInt64 = 0
        for event in events {
            if event.address > start, active & existing != 0 {
                ClaimedRanges.append(AddressRange(Address(start), Address(event.address)), UInt8(active.trailingZeroBitCount), to: &pieces)
            }
            start = event.address
            let kind = Int(event.kind)
            open[kind] += event.begins ? 1 : -1
            if open[kind] > 0 { active |= 1 << UInt64(kind) } else { active &= ~(1 << UInt64(kind)) }
        }
        self.pieces = pieces
    }

    private struct Event {
        let address: UInt64
        let kind: UInt8
        let begins: Bool
    }

    private static func append(_ range: AddressRange, _ kind: UInt8, to pieces: inout [Claim]) {
        if let last = pieces.last, last.kind == kind, last.range.end == range.start {
            pieces[pieces.count - 1] = Claim(AddressRange(last.range.start, range.end), kind)
        } else {
            pieces.append(Claim(range, kind))
        }
    }
}
