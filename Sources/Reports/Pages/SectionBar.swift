import SnapshotModel

extension PageBar {
    /// The bar of a section that declares one: its leading measure of bytes by the owners of the rows. `nil` when it has none.
    init?(_ shown: ShownTable) {
        guard let declared = shown.table.info.bar, let group = shown.table.info.position(declared.by), !shown.table.isAbsent(group),
            shown.table.info.columns[group].type == .text, let size = shown.leadingSize
        else { return nil }
        var sums: [String: Int128] = [:]
        for row in 0..<shown.table.rowCount { sums[shown.table.text(group, row), default: 0] += Int128(shown.table.word(size, row) ?? 0) }
        let parts = sums.filter { $0.value > 0 }.sorted { $0.value != $1.value ? $0.value > $1.value : bytewise($0.key, $1.key) }
        if parts.isEmpty { return nil }
        let column = shown.table.info.columns[size]
        self.init(
            label: declared.label, parts: parts.map { Part(name: $0.key, value: $0.value) }, unit: column.unit, measure: column.heading)
    }
}
