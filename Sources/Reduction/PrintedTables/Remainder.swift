import DebuggerText
import RawMemory

/// Sums of a printed table: of its rows, or as its total prints them.
struct PrintedSums: Equatable {
    /// `nil` where the table or its total does not say it.
    var count: UInt64?
    var bytes: UInt64?

    init(count: UInt64? = nil, bytes: UInt64? = nil) {
        self.count = count
        self.bytes = bytes
    }
}

/// What the total of a printed table counts and no row has.
struct Remainder {
    /// `nil` where the text does not say it. 0 where the rows have all of it, and where they have more than the total says.
    let count: UInt64?
    let bytes: UInt64?
    let problems: [ReadingProblem]

    /// `listed`: the sums of the rows, of the measures that the table has. `isCut`: whether somebody said that lines were left out.
    init(_ table: PrintedTable, listed: PrintedSums, total: PrintedSums, isCut: Bool, line: Int) {
        var problems: [ReadingProblem] = []
        func left(_ listed: UInt64?, _ total: UInt64?) -> UInt64? {
            guard let listed, let total else { return nil }
            // The largest number stands for sums beyond it, which no process has.
            if listed > total || listed == .max {
                problems.append(.printedSumsDiffer(table, by: max(1, listed - total), line: UInt64(clamping: line)))
            }
            return total - min(listed, total)
        }
        (count, bytes) = (left(listed.count, total.count), left(listed.bytes, total.bytes))
        // No row has a count of 0.
        let isProved = count != nil || listed.count == nil && bytes != nil
        if (count ?? 0) > 0 || (bytes ?? 0) > 0 {
            problems.append(.printedRowsMissing(table, count: count, bytes: bytes))
        } else if isCut && !isProved || count == nil && bytes == nil {
            problems.append(.printedRowsMissing(table, count: nil, bytes: nil))
        }
        self.problems = problems
    }

    /// Whether rows are known to be missing whose number or bytes the text says.
    var isKnown: Bool { (count ?? 0) > 0 || (bytes ?? 0) > 0 }
}

extension FoundTable {
    /// What the total of the table counts and none of its rows has.
    func remainder(_ table: PrintedTable, listed: PrintedSums, total: PrintedSums) -> Remainder {
        Remainder(table, listed: listed, total: total, isCut: isCut, line: lines.upperBound)
    }
}
