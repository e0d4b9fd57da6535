import SnapshotModel

/// One number in all snapshots of a check, by group: the samples of the baseline, if there is one, each snapshot between, and the samples of
/// the judged build. `nil` where a snapshot does not hold it.
struct SampledNumber {
    let groups: [[Int128?]]

    /// The median of each group; `nil` when one of its snapshots does not hold the number.
    var steps: [Int128?] {
        groups.map { group in
            let known = group.compactMap(\.self)
            return known.count == group.count && !known.isEmpty ? medianValue(known) : nil
        }
    }

    /// The values of the two ends; `nil` when both are one snapshot, or when something is unknown. `hasBefore`: whether the first group is
    /// the baseline.
    func samples(hasBefore: Bool) -> Finding.Samples? {
        let ends = [hasBefore ? groups.first ?? [] : [], groups.last ?? []].map { $0.compactMap(\.self) }
        let wanted = (hasBefore ? groups.first?.count ?? 0 : 0) + (groups.last?.count ?? 0)
        guard ends.contains(where: { $0.count > 1 }), ends[0].count + ends[1].count == wanted else { return nil }
        return Finding.Samples(before: ends[0], after: ends[1])
    }
}

/// The median. For an even number of values it is the mean of the two in the middle, rounded down.
func medianValue(_ values: [Int128]) -> Int128 {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    if sorted.count % 2 == 1 { return sorted[middle] }
    let (low, high) = (sorted[middle - 1], sorted[middle])
    return low + (high - low) / 2
}
