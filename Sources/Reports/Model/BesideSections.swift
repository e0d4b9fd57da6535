import Growth
import SnapshotModel

extension SnapshotDiff {
    /// Tables for a line each beside the main one. Not the heaps: the heap's own line has their sums.
    var beside: [SectionDiff] { tables.filter { $0.section != main?.section && $0.section != HeapRow.section.info.name } }
}
