import RawMemory
import SnapshotModel

/// What the allocated memory of the heap is used for, by the walk: objects, gaps between them (Free), the threads' allocation contexts, and what could not
/// be walked.
struct GCShares {
    private let free: UInt64
    private let contexts: UInt64
    private let unwalked: UInt64

    init(_ rows: [HeapRow]) {
        func sum(_ path: KeyPath<HeapRow, UInt64>) -> UInt64 { rows.reduce(0 as UInt64) { $0.saturatingAdd($1[keyPath: path]) } }
        free = sum(\.free)
        contexts = sum(\.contexts)
        unwalked = sum(\.unwalked)
    }

    /// The row of the heap's allocated memory as several rows that add up to it. What the dump lacks is taken from what could not be walked first. Pages
    /// that were touched are first those of objects.
    func divided(_ whole: LedgerRow) -> [LedgerRow] {
        var left = whole
        var rows: [LedgerRow] = []
        for (name, bytes) in [("gc unwalked", unwalked), ("gc allocation contexts", contexts), ("gc free", free)] where bytes > 0 {
            var row = LedgerRow()
            (row.kind, row.owner) = (name, whole.owner)
            row.reserved = min(bytes, left.reserved)
            func part(_ path: WritableKeyPath<LedgerRow, UInt64>) -> UInt64 {
                // What the others do not need.
                let others = left.reserved - row.reserved
                return left[keyPath: path] - min(left[keyPath: path], others)
            }
            row.committed = part(\.committed)
            row.present = part(\.present)
            row.touched = part(\.touched)
            left.reserved -= row.reserved
            left.committed -= row.committed
            left.present -= row.present
            left.touched -= row.touched
            rows.append(row)
        }
        return [left] + rows
    }
}
