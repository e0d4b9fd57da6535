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
    /// The problem of its rows that could not be read.
    func rejections(_ kind: PrintedTable) -> [ReadingProblem] {
        rejected > 0 ? [.printedRowsRejected(kind, count: UInt64(clamping: rejected), line: UInt64(clamping: lines.lowerBound))] : []
    }
}
