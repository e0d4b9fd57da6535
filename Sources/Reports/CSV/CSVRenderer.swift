import Growth
import RawMemory
import SnapshotModel

/// One table for each report, with exact numbers. Its sections share the table: the first column names the section, and columns that a
/// section does not have are empty. The last record of a section, `hidden`, has the sums of the rows that are left out, so every column adds
/// up to its total.
package func renderCSV(_ report: Report, _ options: ReportOptions = ReportOptions()) -> String {
    switch report.content {
    case .snapshot(let snapshot): snapshot.csv(options)
    case .diff(let diff): diff.csv(options)
    case .explain(let explain): explain.csv(options)
    case .check(let check): check.csv(options, report.hints)
    case .trend(let trend): trend.csv(options)
    case .doctor(let doctor): doctor.csv
    case .snap(let snap): snap.csv
    case .list(let list): list.csv(options)
    case .maintenance(let maintenance): maintenance.csv
    case .failure(let failure): failure.csv
    case .result(let table): table.csv
    }
}

/// The columns of several sections, each once, in the order in which they appear.
struct CSVColumns {
    private(set) var names: [String] = []
    private var positions: [String: Int] = [:]

    init(_ names: some Sequence<String>) {
        for name in names where positions[name] == nil {
            positions[name] = self.names.count
            self.names.append(name)
        }
    }

    func record(_ cells: [(name: String, cell: CSVTable.Cell)]) -> [CSVTable.Cell] {
        var record = [CSVTable.Cell](repeating: .empty, count: names.count)
        for (name, cell) in cells { if let position = positions[name] { record[position] = cell } }
        return record
    }
}

extension DoctorReport {
    fileprivate var csv: String {
        var csv = CSVTable(header: ["question", "answered", "remark"])
        for answer in answers { csv.append([.text(answer.question), .word(answer.isAnswered ? "true" : "false"), .text(answer.remark)]) }
        return csv.text
    }
}

extension ExplainReport {
    fileprivate func csv(_ options: ReportOptions) -> String {
        switch content {
        case .one(let report): report.csv(options, only: Self.sections)
        case .two(let report): report.csv(options, only: Self.sections)
        }
    }
}

extension SnapshotReport {
    fileprivate func csv(_ options: ReportOptions, only: [String]? = nil) -> String {
        let tables = tables.filter { only?.contains($0.table.info.name) ?? true }
        let columns = CSVColumns(
            ["section", "row"] + tables.flatMap { $0.table.info.columns.filter { $0.role == .key }.map(\.name) }
                + tables.flatMap { $0.table.info.columns.map(\.name) })
        var csv = CSVTable(header: columns.names)
        for shown in tables {
            let table = shown.table
            let (rows, hidden) = shown.split(top: options.all ? nil : options.top)
            for row in rows {
                let cells = table.info.columns.indices.map { column in
                    (
                        table.info.columns[column].name,
                        table.word(column, row).map { table.info.columns[column].csv($0, table.texts) } ?? .empty
                    )
                }
                csv.append(columns.record(cells + [("section", .text(table.info.name)), ("row", .word("shown"))]))
            }
            if !hidden.isEmpty {
                let sums = table.info.columns.indices.filter { table.info.columns[$0].isSummed }.map { column in
                    (table.info.columns[column].name, shown.sum(column, hidden).map { CSVTable.Cell.number($0) } ?? .empty)
                }
                csv.append(columns.record(sums + [("section", .text(table.info.name)), ("row", .word("hidden"))]))
            }
        }
        return csv.text
    }
}

extension DiffReport {
    fileprivate func csv(_ options: ReportOptions, only: [String]? = nil) -> String {
        let tables = sections.filter { only?.contains($0.section) ?? true }
        let names = tables.flatMap { $0.aligned.keys.map(\.info.name) } + tables.flatMap { $0.aligned.attributes.map(\.info.name) }
        let measures = tables.flatMap { $0.measures.map(\.info.name) }
        let columns = CSVColumns(
            ["section", "status"] + (diff.steps > 1 ? ["steps_grown"] : []) + names
                + measures.flatMap { ["\($0)_before", "\($0)_after", "\($0)_delta"] })
        var csv = CSVTable(header: columns.names)
        for table in tables {
            let (rows, hidden) = table.split(top: options.all ? nil : options.top, all: options.all)
            func changes(_ change: (Int) -> Change) -> [(String, CSVTable.Cell)] {
                table.measures.indices.flatMap { measure in
                    let (name, change) = (table.measures[measure].info.name, change(measure))
                    return [("before", change.before), ("after", change.after), ("delta", change.delta)].map { end, value in
                        ("\(name)_\(end)", value.map { CSVTable.Cell.number($0) } ?? .empty)
                    }
                }
            }
            for row in rows {
                let cells = (table.aligned.attributes + table.aligned.keys).map { column in
                    (column.info.name, column.words[row].map { column.info.csv($0, table.aligned.texts) } ?? .empty)
                }
                let own: [(String, CSVTable.Cell)] = [
                    ("section", .text(table.section)), ("status", .word(table.statuses[row].rawValue)),
                    ("steps_grown", table.stepsGrown.map { .number(Int128($0[row])) } ?? .empty),
                ]
                csv.append(columns.record(cells + changes { table.change($0, row) } + own))
            }
            if !hidden.isEmpty {
                csv.append(
                    columns.record(changes { table.sum($0, hidden) } + [("section", .text(table.section)), ("status", .word("hidden"))]))
            }
        }
        return csv.text
    }
}

extension ColumnInfo {
    fileprivate func csv(_ word: UInt64, _ texts: [String]) -> CSVTable.Cell {
        switch type {
        case .integer: .number(Int128(word))
        case .optionalInteger: UInt64?(word: word, texts).map { .number(Int128($0)) } ?? .empty
        case .text: .text(String(word: word, texts))
        case .flag: .word(word != 0 ? "true" : "false")
        }
    }
}

extension SnapReport {
    fileprivate var csv: String {
        var csv = CSVTable(header: [
            "id", "path", "series", "known", "trust", "objects", "bytes", "exit_code", "message", "outcome", "changes",
        ])
        func number(_ value: UInt64?) -> CSVTable.Cell { value.map { .number(Int128($0)) } ?? .empty }
        for taken in snapshots {
            csv.append([
                .number(Int128(taken.id)), .text(taken.path), taken.series.map { .text($0) } ?? .empty,
                .word(taken.outcome == .taken ? "false" : "true"),
                .word(taken.trust.level.rawValue), number(taken.totals.objects), number(taken.totals.bytes), .number(0), .empty,
                .word(taken.outcome.rawValue), taken.changes.isEmpty ? .empty : .text(taken.changes.words.joined(separator: "; ")),
            ])
        }
        for failed in failed {
            csv.append([
                .empty, .text(failed.path), .empty, .empty, .empty, .empty, .empty, .number(Int128(failed.exitCode)), .text(failed.message),
                .empty, .empty,
            ])
        }
        return csv.text
    }
}

extension ListReport {
    fileprivate func csv(_ options: ReportOptions) -> String {
        var csv = CSVTable(header: ["id", "series", "time", "process", "runtime", "trust", "objects", "bytes", "labels", "baselines"])
        func number(_ value: UInt64?) -> CSVTable.Cell { value.map { .number(Int128($0)) } ?? .empty }
        for listed in snapshots.prefix(options.all ? .max : max(0, options.top ?? .max)) {
            csv.append([
                .number(Int128(listed.id)), listed.series.map { .text($0) } ?? .empty,
                TimeText.iso8601(listed.time).map { .word($0) } ?? .empty,
                .text(listed.process), .text(listed.runtime), .word(listed.trust.rawValue), number(listed.objects), number(listed.bytes),
                .text(listed.labelText), .text(listed.baselines.joined(separator: " ")),
            ])
        }
        return csv.text
    }
}

extension FailureReport {
    fileprivate var csv: String {
        var csv = CSVTable(header: ["code", "message"])
        csv.append([.text(code), .text(message)])
        return csv.text
    }
}

extension ResultTable {
    fileprivate var csv: String {
        var csv = CSVTable(header: columns)
        for row in rows {
            csv.append(
                row.map { cell in
                    switch cell {
                    case .null: .empty
                    case .integer(let value), .amount(let value, _): .number(Int128(value))
                    case .real(let value): .real(value)
                    case .text(let value): .text(value)
                    case .blob(let bytes): .text(bytes.hexadecimal)
                    }
                })
        }
        return csv.text
    }
}
