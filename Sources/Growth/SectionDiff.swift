import SnapshotModel

/// What became of a row.
package enum RowStatus: String, CaseIterable, Sendable {
    case added, removed, grew, shrank, same
}

/// One section before and after, made from the tables alone.
///
/// Every row belongs to exactly one of: offered (`ordered`, of which `isSmall` says who changed less than `--min-change`) and refused by
/// the filter (`refused`). So whatever is shown, shown and hidden rows sum up to `sum(_:)`.
package struct SectionDiff: Sendable {
    package let aligned: AlignedTable
    /// What each row became, by the leading measures: bytes decide, then the count.
    package let statuses: [RowStatus]
    /// Rows that the filter accepts, in the order asked for.
    package let ordered: [Int]
    /// Rows that the filter refuses, in the order of the keys.
    package let refused: [Int]
    /// By row: no leading measure changed by `--min-change`.
    package let isSmall: [Bool]
    /// By row, of a chain: over how many steps from one snapshot to the next it grew; nil for a pair and where a snapshot in between
    /// lacks the section.
    package let stepsGrown: [Int]?
    /// Positions of the leading measures: the first of bytes, if there is one, and the first of something counted (`rows`, if nothing
    /// else is).
    package let leadingSize: Int?
    package let leadingCount: Int

    package var section: String { aligned.section }
    package var rowCount: Int { aligned.rowCount }
    package var measures: [AlignedMeasure] { aligned.measures }

    /// A measure's values of one row.
    package func change(_ measure: Int, _ row: Int) -> Change {
        let values = measures[measure].values
        return Change(values.first.flatMap { $0?[row] }, values.last.flatMap { $0?[row] })
    }

    /// A measure's sum over all rows.
    package func sum(_ measure: Int) -> Change {
        let sums = measures[measure].sums
        return Change(sums.first ?? nil, sums.last ?? nil)
    }

    /// A measure's sum over some rows.
    package func sum(_ measure: Int, _ rows: [Int]) -> Change {
        let zero = Change(
            measures[measure].values.first.flatMap { $0 }.map { _ in 0 }, measures[measure].values.last.flatMap { $0 }.map { _ in 0 })
        return rows.reduce(zero) { $0 + change(measure, $1) }
    }

    /// Whether both ends give the measure.
    package func isComparable(_ measure: Int) -> Bool { sum(measure).delta != nil }

    /// Rows to show and the rest: at most `top` of them, with `all` also those that changed little or not at all.
    package func split(top: Int?, all: Bool) -> (shown: [Int], hidden: [Int]) {
        let shown = Array(offered(all: all).prefix(max(0, top ?? .max)))
        return (shown, rows(without: shown))
    }

    /// The rows that can be shown, in the order asked for; with `all` also those that changed little or not at all.
    package func offered(all: Bool) -> [Int] { all ? ordered : ordered.filter { !isSmall[$0] } }

    /// Every other row, in the order of the keys.
    package func rows(without shown: [Int]) -> [Int] {
        var isShown = [Bool](repeating: false, count: rowCount)
        for row in shown { isShown[row] = true }
        return (0..<rowCount).filter { !isShown[$0] }
    }

    /// The section's sums moved by `--min-change`.
    package func moved(_ minChange: MinChange) -> Bool {
        leading.contains { position in SectionDiff.isReached(minChange, sum(position), measures[position].info.unit) }
    }

    var leading: [Int] { (leadingSize.map { [$0] } ?? []) + [leadingCount] }

    static func isReached(_ minChange: MinChange, _ change: Change, _ unit: Unit) -> Bool {
        guard let before = change.before, let after = change.after else { return false }
        return minChange.isReached(before, after, unit)
    }
}

extension SectionDiff {
    /// `tables`: the section in every snapshot of the chain, nil where one in between lacks it; first and last must have it.
    init?(_ tables: [Table?], _ options: DiffOptions, shrinkageFirst: Bool) {
        let present = tables.compactMap(\.self)
        guard tables.count >= 2, tables.first ?? nil != nil, tables.last ?? nil != nil, let aligned = AlignedTable(present) else {
            return nil
        }
        self.aligned = aligned
        func isGiven(_ measure: AlignedMeasure) -> Bool { measure.sums.allSatisfy { $0 != nil } }
        let declared = aligned.measures.indices.dropFirst()
        leadingSize = declared.first { aligned.measures[$0].info.unit == .bytes && isGiven(aligned.measures[$0]) }
        leadingCount = declared.first { aligned.measures[$0].info.unit != .bytes && isGiven(aligned.measures[$0]) } ?? 0
        let steps = Steps(aligned, size: leadingSize, count: leadingCount)
        // What was there only in between is in neither sum: it is a row of no change and is hidden as small.
        statuses = (0..<aligned.rowCount).map { steps.status($0) }
        stepsGrown = tables.count > 2 && present.count == tables.count ? (0..<aligned.rowCount).map { steps.stepsGrown($0) } : nil
        let nameColumn = aligned.keys.firstIndex { $0.info.type == .text }
        let filter = options.filters[aligned.section]
        var accepted: [Int] = []
        var refused: [Int] = []
        for row in 0..<aligned.rowCount {
            let isWanted =
                if let filter, let nameColumn { filter.accepts(aligned.text(aligned.keys[nameColumn].words[row] ?? .max)) } else { true }
            if isWanted { accepted.append(row) } else { refused.append(row) }
        }
        self.refused = refused
        ordered = RowOrder(sort: options.sort, shrinkageFirst: shrinkageFirst).sorted(accepted, steps)
        let leading = (leadingSize.map { [$0] } ?? []) + [leadingCount]
        isSmall = (0..<aligned.rowCount).map { row in
            !leading.contains { position in
                let values = aligned.measures[position].values
                let change = Change(values.first.flatMap { $0?[row] }, values.last.flatMap { $0?[row] })
                return SectionDiff.isReached(options.minChange, change, aligned.measures[position].info.unit)
            }
        }
    }
}
