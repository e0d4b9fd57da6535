import ProcessMemory
import RawMemory
import SnapshotModel

/// The measures of each kind of memory, summed over the pieces of the address space.
struct LedgerSums {
    private var byKind: [LedgerKind: LedgerRow] = [:]

    /// `accessible` is in ascending order without overlaps. Throws `Interrupted`.
    init(
        _ pieces: [ClaimedRanges.Claim], _ accessible: [AddressRange], _ held: AddressSpace, measuresTouched: Bool, _ progress: WorkProgress
    ) throws(Interrupted) {
        var next = 0
        var last: (kind: LedgerKind, end: Address)?
        for piece in pieces {
            guard let kind = LedgerKind(number: piece.kind)?.counted else { continue }
            var row = byKind[kind] ?? LedgerRow()
            if last?.kind != kind || last?.end != piece.range.start { row.count += 1 }
            last = (kind, piece.range.end)
            row.reserved = row.reserved.saturatingAdd(piece.range.count)
            while next < accessible.count, accessible[next].end <= piece.range.start { next += 1 }
            var at = next
            while at < accessible.count, accessible[at].start < piece.range.end {
                let part = AddressRange(max(accessible[at].start, piece.range.start), min(accessible[at].end, piece.range.end))
                row.committed = row.committed.saturatingAdd(part.count)
                at += 1
            }
            let present = held.presentBytes(in: piece.range)
            row.present = row.present.saturatingAdd(present)
            if measuresTouched, present > 0 {
                try progress.check()
                row.touched = row.touched.saturatingAdd(held.touchedBytes(in: piece.range))
            }
            progress.advance(present)
            byKind[kind] = row
        }
    }

    /// One row for each kind that there is, and always one for what is unaccounted for.
    func rows(dividing shares: GCShares) -> [LedgerRow] {
        LedgerKind.allCases.flatMap { kind -> [LedgerRow] in
            guard var row = byKind[kind] ?? (kind == .unaccounted ? LedgerRow() : nil) else { return [] }
            row.owner = kind.owner
            row.kind = kind.name
            return kind == .gcAllocated ? shares.divided(row) : [row]
        }
    }
}
