import SnapshotModel

extension Snapshot {
    /// A sentence about the first total that is not the sum of the types; `nil` when all are.
    var wrongTotal: String? {
        guard let types = table(TypeRow.section.info.name) else { return nil }
        for (column, noun, total) in [("count", "objects", totals.objects), ("bytes", "bytes", totals.bytes)] {
            guard let total, let sum = types.sum(column), sum != total else { continue }
            return "its total of \(noun) is \(total), but its types sum up to \(sum)"
        }
        return nil
    }
}
