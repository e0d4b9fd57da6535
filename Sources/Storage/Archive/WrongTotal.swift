import SnapshotModel

extension Snapshot {
    /// Why a snapshot that decodes cannot be right: its totals are not the sums of its types. nil: nothing speaks against it.
    var contradiction: String? {
        guard let types = table(TypeRow.section.info.name) else { return nil }
        for (column, total) in [("count", totals.objects), ("bytes", totals.bytes)] {
            guard let total, let sum = types.sum(column), sum != total else { continue }
            return "its total of \(column == "count" ? "objects" : "bytes") is \(total), but its types sum up to \(sum)"
        }
        return nil
    }
}
