import SnapshotModel

/// The leading measures of every row in every snapshot of a chain.
struct Steps {
    let sizes: [AlignedCells]
    let counts: [AlignedCells]
    let presence: [AlignedCells]

    init(_ aligned: AlignedTable, size: Int?, count: Int) {
        sizes = size.map { aligned.measures[$0].values.compactMap(\.self) } ?? []
        counts = aligned.measures[count].values.compactMap(\.self)
        presence = aligned.measures[0].values.compactMap(\.self)
    }

    func delta(_ values: [AlignedCells], _ row: Int, from: Int = 0, to: Int? = nil) -> Int128 {
        let to = to ?? values.count - 1
        return to > from && to < values.count ? values[to][row] - values[from][row] : 0
    }

    func status(_ row: Int) -> RowStatus {
        let (before, after) = ((presence.first?[row] ?? 0) > 0, (presence.last?[row] ?? 0) > 0)
        if before != after { return after ? .added : .removed }
        let direction = direction(delta(sizes, row), delta(counts, row))
        return direction > 0 ? .grew : direction < 0 ? .shrank : .same
    }

    /// By the larger of the sizes (or counts) at both ends.
    func largestFirst(_ rows: [Int]) -> [Int] {
        let values = sizes.isEmpty ? counts : sizes
        func size(_ row: Int) -> Int128 { max(values.first?[row] ?? 0, values.last?[row] ?? 0) }
        return rows.sorted { a, b in
            let (x, y) = (size(a), size(b))
            return x != y ? x > y : a < b
        }
    }

    func stepsGrown(_ row: Int) -> Int {
        presence.indices.dropFirst().count {
            direction(delta(sizes, row, from: $0 - 1, to: $0), delta(counts, row, from: $0 - 1, to: $0)) > 0
        }
    }

    /// The sign of the change in bytes, or of the count when the bytes are equal or unknown.
    private func direction(_ size: Int128, _ count: Int128) -> Int { size != 0 ? Int(size.signum()) : Int(count.signum()) }
}

/// The order of rows: growth in bytes, then in count, then the keys in bytewise order. `sort` can put another criterion first.
///
/// If the verdict is `shrank`, the rows that shrank most come first. Otherwise they would come after all unchanged rows.
struct RowOrder {
    let sort: RowSort
    let shrinkageFirst: Bool

    func sorted(_ rows: [Int], _ steps: Steps) -> [Int] {
        if sort == .name { return rows }
        let sign: Int128 = shrinkageFirst ? -1 : 1
        let entries = rows.map { row in
            let (size, count) = (steps.delta(steps.sizes, row) * sign, steps.delta(steps.counts, row) * sign)
            return Entry(row: row, size: size, count: count, share: sort == .percent ? share(row, steps) * Double(sign) : 0)
        }
        // Row numbers are in the order of the keys.
        return entries.sorted { a, b in
            if a.share != b.share { return a.share > b.share }
            if sort == .count, a.count != b.count { return a.count > b.count }
            if a.size != b.size { return a.size > b.size }
            if a.count != b.count { return a.count > b.count }
            return a.row < b.row
        }.map(\.row)
    }

    private struct Entry {
        let row: Int
        let size: Int128
        let count: Int128
        let share: Double
    }

    /// Growth relative to the value before, in bytes or else in count. It is infinite for a new row.
    private func share(_ row: Int, _ steps: Steps) -> Double {
        let values = steps.sizes.isEmpty ? steps.counts : steps.sizes
        let delta = steps.delta(values, row)
        guard let before = values.first?[row], delta != 0 else { return 0 }
        return before == 0 ? .infinity : Double(delta) / Double(before)
    }
}
