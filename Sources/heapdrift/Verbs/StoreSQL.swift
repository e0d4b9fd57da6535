import RawMemory
import Reports
import SnapshotStore

/// `store sql QUERY`: one statement that reads.
func runStoreSQL(_ query: String, _ invocation: Invocation) throws -> ExitCode {
    var columns: [String] = []
    var rows: [[ResultTable.Cell]] = []
    try invocation.storeToRead().query(query) {
        columns = $0
    } each: { values in
        rows.append(values.map(ResultTable.Cell.init))
        return !invocation.progress.isStopped
    }
    try invocation.progress.check()
    return try invocation.deliver(.done, .result(ResultTable(columns: columns, rows: rows)))
}

extension ResultTable.Cell {
    init(_ value: QueryValue) {
        switch value {
        case .null: self = .null
        case .integer(let number): self = .integer(number)
        case .real(let number): self = .real(number)
        case .text(let text): self = .text(text)
        case .blob(let bytes): self = .blob(bytes)
        }
    }
}
