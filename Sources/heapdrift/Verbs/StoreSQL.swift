import CommandLineTable
import RawMemory
import Reports
import Storage

extension Command {
    static let storeSQL = Command(
        Verb(
            "store sql", "Read the store with SQL.",
            details: [
                "The statement can only read. The sections are tables with the columns that JSON has, and 'snapshot' for the snapshot's id."
            ],
            arguments: [Argument("QUERY", meaning: "One SQL statement.")],
            groups: [OptionGroup("Output", Options.output), OptionGroup("General", Options.general)],
            examples: [
                Example(
                    "heapdrift store sql \"select name, count from types where snapshot = 42 order by count desc limit 10\"",
                    "The ten most frequent types."),
                Example("heapdrift store sql \"select * from snapshots\" --format csv", "For a spreadsheet."),
            ])
    ) { values throws(UsageError) in
        StoreSQLTask(query: values.arguments[0])
    }
}

/// `store sql QUERY`: runs one statement that reads.
struct StoreSQLTask: VerbTask {
    let query: String

    func run(_ session: Session) throws -> ExitCode {
        var columns: [String] = []
        var rows: [[ResultTable.Cell]] = []
        try session.storeToRead().query(query) {
            columns = $0
        } each: { values in
            rows.append(values.map(ResultTable.Cell.init))
            return !session.progress.isStopped
        }
        try session.progress.check()
        return try session.deliver(.done, .result(ResultTable(columns: columns, rows: rows)))
    }
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
