import SnapshotModel

/// How a row changed between two snapshots.
package enum RowStatus: String, CaseIterable, Sendable {
    case added, removed, grew, shrank, same
    /// It cannot be compared: one of the inputs has no name for it, or lacks rows and this one.
    case unmatched
}

/// The comparison of one section between two snapshots, or over a chain. It is made from the tables alone.
///
/// Each row is either in `ordered` or in `refused`. So shown and hidden rows always add up to `sum(_:)`.
package struct SectionDiff: Sendable {
    package let aligned: AlignedTable
    /// The status of each row by the leading measures: bytes decide, then the count.
    package let statuses: [RowStatus]
    /// Rows that the filter accepts, in the order that the options ask for.
    package let ordered: [Int]
    /// Rows that the filter refuses, in the order of the keys.
    package let refused: [Int]
    /// For each row, whether no leading measure changed by the smallest change that counts.
    package let isSmall: [Bool]
    /// For each row, the number of steps of the chain in which it grew. `nil` for a pair, and when a snapshot in between lacks the section.
    package let stepsGrown: [Int]?
    /// Positions of the leading measures: the first one in bytes, if there is one, and the first one that counts something. The latter is
    /// `rows` when no declared measure counts.
    package let leadingSize: Int?
    package let leadingCount: Int
    /// Whether these are the measures that the section is judged by (`SectionInfo.judgedBy`).
    package let isJudged: Bool
    /// The ends that are known to lack rows.
    private let incomplete: Set<MissingPart.End>
    /// Whether sums over rows mean something (`SectionInfo.isTotalled`).
    package let isTotalled: Bool
    /// Whether the count says more than the bytes (`SectionInfo.isOrderedByCount`).
    package let isOrderedByCount: Bool

    /// Whether the sums over all rows are those of the whole section in both snapshots.
    package let areSumsWhole: Bool

    package var section: String { aligned.section }
    package var rowCount: Int { aligned.rowCount }
    package func key(_ name: String) -> AlignedColumn? { aligned.keys.first { $0.info.name == name } }
    package var measures: [AlignedMeasure] { aligned.measures }

    /// Whether both snapshots have the measure. `nil` is the number of rows.
    package func knows(_ measure: String?) -> Bool {
        measure.map { name in
            measures.contains { $0.info.name == name && $0.sums.first.flatMap { $0 } != nil && $0.sums.last.flatMap { $0 } != nil }
        }
            ?? true
    }

    /// A measure's values in one row. Where a row that cannot be compared does not exist, its value is unknown.
    package func change(_ measure: Int, _ row: Int) -> Change {
        let change = cells(measure, row)
        guard aligned.isUnmatched[row] else { return change }
        let presence = cells(0, row)
        return Change(presence.before == 0 ? nil : change.before, presence.after == 0 ? nil : change.after)
    }

    private func cells(_ measure: Int, _ row: Int) -> Change {
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
        let sum = rows.reduce(zero) { $0 + cells(measure, $1) }
        // A row that a cut table lacks may have any number there.
        func isUnknown(_ end: MissingPart.End, _ count: (Change) -> Int128?) -> Bool {
            incomplete.contains(end) && rows.contains { aligned.isUnmatched[$0] && count(cells(0, $0)) == 0 }
        }
        return Change(isUnknown(.before) { $0.before } ? nil : sum.before, isUnknown(.after) { $0.after } ? nil : sum.after)
    }

    /// Whether both snapshots give the measure.
    package func isComparable(_ measure: Int) -> Bool { sum(measure).delta != nil }

    /// Rows to show, at most `top`, and the rest. With `all` the rows that changed little or not at all are shown as well.
    package func split(top: Int?, all: Bool) -> (shown: [Int], hidden: [Int]) {
        let shown = Array(offered(all: all).prefix(max(0, top ?? .max)))
        return (shown, rows(without: shown))
    }

    /// The rows that can be shown, in the order that the options ask for. With `all` the rows that changed little or not at all are among them.
    package func offered(all: Bool) -> [Int] { all ? ordered : ordered.filter { !isSmall[$0] } }

    /// All other rows, in the order of the keys.
    package func rows(without shown: [Int]) -> [Int] {
        var isShown = [Bool](repeating: false, count: rowCount)
        for row in shown { isShown[row] = true }
        return (0..<rowCount).filter { !isShown[$0] }
    }

    /// Whether one of the section's leading sums changed by `minChange`.
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
    /// `tables` holds the section of every snapshot of the chain, with `nil` where a snapshot in between lacks it. The first and the last
    /// must have it. `lives`: by snapshot. `builds`: those of the snapshots. `isJudged`: whether the
    /// measures of `SectionInfo.judgedBy` can be trusted. `incomplete`: the ends that are known to lack rows, and `sums` those where what is missing
    /// is in no row either.
    init?(
        _ tables: [Table?], lives: [Int], _ options: DiffOptions, shrinkageFirst: Bool, isJudged mayBeJudged: Bool = true,
        builds: Builds = .same, incomplete: Set<MissingPart.End> = [], sums: Set<MissingPart.End> = []
    ) {
        let present = tables.compactMap(\.self)
        let presentLives = zip(tables, lives).filter { $0.0 != nil }.map(\.1)
        guard tables.count >= 2, tables.first ?? nil != nil, tables.last ?? nil != nil,
            let aligned = AlignedTable(present, lives: presentLives, builds: builds, incomplete: incomplete)
        else {
            return nil
        }
        self.aligned = aligned
        areSumsWhole = sums.isEmpty
        self.incomplete = incomplete
        func isGiven(_ measure: AlignedMeasure) -> Bool { measure.sums.allSatisfy { $0 != nil } }
        let declared = aligned.measures.indices.dropFirst()
        func given(_ name: String?) -> Int? { declared.first { aligned.measures[$0].info.name == name && isGiven(aligned.measures[$0]) } }
        let judged = mayBeJudged ? present.last?.info.judgedBy : nil
        if let size = given(judged?.size), let count = given(judged?.count) {
            (leadingSize, leadingCount, isJudged) = (size, count, true)
        } else {
            isJudged = false
            leadingSize = declared.first { aligned.measures[$0].info.unit == .bytes && isGiven(aligned.measures[$0]) }
            leadingCount = declared.first { aligned.measures[$0].info.unit != .bytes && isGiven(aligned.measures[$0]) } ?? 0
        }
        let steps = Steps(aligned, size: leadingSize, count: leadingCount)
        // A row that exists only in between is in neither sum. It counts as unchanged and is hidden as small.
        statuses = (0..<aligned.rowCount).map { aligned.isUnmatched[$0] ? .unmatched : steps.status($0) }
        stepsGrown = tables.count > 2 && present.count == tables.count ? (0..<aligned.rowCount).map { steps.stepsGrown($0) } : nil
        let nameColumn = aligned.keys.map(\.info).nameColumn
        let filter = options.filters[aligned.section]
        var accepted: [Int] = []
        var refused: [Int] = []
        for row in 0..<aligned.rowCount {
            let isWanted =
                if let filter, let nameColumn { filter.accepts(aligned.text(aligned.keys[nameColumn].words[row] ?? .max)) } else { true }
            if isWanted { accepted.append(row) } else { refused.append(row) }
        }
        self.refused = refused
        // Nobody knows by how much a row has grown that cannot be compared: such rows come last, the largest first.
        isOrderedByCount = present.last?.info.isOrderedByCount ?? false
        isTotalled = present.last?.info.isTotalled ?? true
        let isByCount = options.sort == .bytes && isOrderedByCount
        let order = RowOrder(sort: isByCount ? .count : options.sort, shrinkageFirst: shrinkageFirst)
        let compared = accepted.filter { !aligned.isUnmatched[$0] }
        ordered =
            compared.count == accepted.count
            ? order.sorted(accepted, steps)
            : order.sorted(compared, steps) + steps.largestFirst(accepted.filter { aligned.isUnmatched[$0] })
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
