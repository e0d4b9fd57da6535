import DebuggerText
import SnapshotModel

/// What the tables of one kind say: a section, totals, and what is wrong with it.
struct PrintedReading {
    var table: Table?
    var totals = Totals()
    var collector: Capture.CollectorKind?
    var problems: [ReadingProblem] = []

    init() {}
    init(_ table: Table?, _ problems: [ReadingProblem] = []) {
        self.table = table
        self.problems = problems
    }
}

extension FoundTable {
    /// The problems of its rows that could not be read, or not to their ends.
    func rejections(_ kind: PrintedTable) -> [ReadingProblem] {
        var problems: [ReadingProblem] = []
        if case .statistics(let table) = content, table.cutNames > 0 { problems.append(.printedRowsMissing(kind, count: nil, bytes: nil)) }
        if rejected > 0 {
            problems.append(.printedRowsRejected(kind, count: UInt64(clamping: rejected), line: UInt64(clamping: lines.lowerBound)))
        }
        return problems
    }
}
