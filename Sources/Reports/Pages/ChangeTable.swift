import Growth
import SnapshotModel

/// The rows of a section before and after as a table: the leading count, the leading bytes and the percentage.
struct ChangeTable {
    private let diff: SectionDiff
    private let steps: Int
    private let offered: [Int]
    private let rowKeys: RowKeys

    /// With `showsSmall` also the rows that changed too little to count.
    init(_ diff: SectionDiff, steps: Int, showsSmall: Bool = false) {
        self.diff = diff
        offered = showsSmall ? diff.offered(all: true).filter { diff.statuses[$0] != .same } : diff.offered(all: false)
        self.steps = steps
        rowKeys = RowKeys(diff.aligned.keys.map(\.info))
    }

    private var measures: [Int] { [diff.leadingCount] + (diff.leadingSize.map { [$0] } ?? []) }

    private var percentMeasure: Int { diff.isOrderedByCount ? diff.leadingCount : diff.leadingSize ?? diff.leadingCount }

    var table: PageTable {
        var columns = rowKeys.columns(section: diff.section) + measures.flatMap(titles) + [PageTable.Column(title: "%")]
        if diff.stepsGrown != nil { columns.append(PageTable.Column(title: "steps", rank: 1)) }
        var table = PageTable(diff.section, columns, rows: offered, everyRow: diff.offered(all: true)) { row in
            let status = diff.statuses[row]
            return rowKeys.cells { key(diff.aligned.keys[$0], row) } + measures.flatMap { cells($0, diff.change($0, row), status) }
                + [growth(diff.change(percentMeasure, row), status)] + stepCell(row)
        }
        table.room = .filling(least: 5)
        table.hasQualifierColumns = true
        if !diff.isTotalled {
            table.remainder = PageTable.Remainder()
            return table
        }
        table.sums = PageTable.Sums(
            hidden: { shown in
                let hidden = diff.rows(without: shown)
                return (hidden.count, rowKeys.hidden(hidden.count, section: diff.section) + sums { diff.sum($0, hidden) })
            }, total: (diff.areSumsWhole ? rowKeys.total : rowKeys.listed) + sums { diff.sum($0) })
        return table
    }

    private func key(_ column: AlignedColumn, _ row: Int) -> String {
        column.words[row].map { column.info.plainText($0, diff.aligned.texts) } ?? ""
    }

    private func titles(_ measure: Int) -> [PageTable.Column] {
        let info = diff.measures[measure].info
        let group = diff.isJudged || info.unit == .rows || info.unit == .none ? info.heading : info.unit.name
        return [
            PageTable.Column(title: "before", group: group, rank: 3), PageTable.Column(title: "after", group: group, rank: 2),
            PageTable.Column(title: "delta", group: group),
        ]
    }

    /// Before, after and difference. A row that did not exist has no number there.
    private func cells(_ measure: Int, _ change: Change, _ status: RowStatus?) -> [PageCell] {
        let info = diff.measures[measure].info
        return [
            status == .added ? PageCell(.words("-")) : PageCell(.number(change.before, info.unit)),
            status == .removed ? PageCell(.words("-")) : PageCell(.number(change.after, info.unit)),
            PageCell(.difference(change.delta, info.unit), PageRole(change.delta, bad: info.bad)),
        ]
    }

    private func growth(_ change: Change, _ status: RowStatus?) -> PageCell {
        switch status {
        case .added: PageCell(.words("new"), .bad)
        case .removed: PageCell(.words("gone"), .good)
        case .unmatched: PageCell(.words("?"), .doubtful)
        default: PageCell(.growth(change), PageRole(change.delta, bad: diff.measures[percentMeasure].info.bad))
        }
    }

    private func stepCell(_ row: Int) -> [PageCell] { diff.stepsGrown.map { [PageCell(.words("\($0[row])/\(steps)"))] } ?? [] }

    /// Sums over rows that are not all there say nothing of growth.
    private func sums(_ sum: (Int) -> Change) -> [PageCell] {
        measures.flatMap { cells($0, sum($0), nil) } + [growth(sum(percentMeasure), diff.areSumsWhole ? nil : .unmatched)]
            + (diff.stepsGrown == nil ? [] : [.empty])
    }
}
