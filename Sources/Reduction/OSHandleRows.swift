import SnapshotModel

/// The section `os_handles`: the most first, then by type.
func osHandleRows(_ counts: [String: UInt64]) -> [OSHandleRow] {
    counts.sorted { $0.value != $1.value ? $0.value > $1.value : bytewise($0.key, $1.key) }.map { type, count in
        var row = OSHandleRow()
        row.type = type
        row.count = count
        return row
    }
}
