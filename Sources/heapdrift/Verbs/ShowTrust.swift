import CommandLineTable
import Reports
import SnapshotModel

extension Option {
    static let lineCounts = Option(
        "rows", .flag, meaning: "With 'trust': of a text, each table that was found, and its lines that were read and rejected.")
}

/// `show REF trust`.
struct ShowTrustTask: VerbTask {
    let reference: Reference
    let countsLines: Bool

    /// In the place of a section.
    static let word = "trust"

    func run(_ session: Session) throws -> ExitCode {
        let loaded = try session.load(reference)
        let trust = loaded.snapshot.trust
        guard countsLines else {
            if trust.diagnostics.isEmpty { session.messages.note("every number is exact") }
            let rows = trust.diagnostics.map { diagnostic -> [ResultTable.Cell] in
                [
                    .text(diagnostic.caps.rawValue), .text(diagnostic.code),
                    .text(diagnostic.parts == nil ? "all" : diagnostic.sectionNames.joined(separator: ", ")), cell(diagnostic.count),
                    cell(diagnostic.bytes, .bytes), .text(diagnostic.message),
                ]
            }
            return try session.deliver(
                .done, .result(ResultTable(.trust, columns: ["at most", "code", "sections", "count", "bytes", "reason"], rows: rows)))
        }
        guard let lines = trust.lines else {
            throw Failure(
                .inconclusive, "no-lines",
                loaded.snapshot.input.form == .text
                    ? "\(reference.text): an older heapdrift read this text and did not count its lines; read the file again"
                    : "\(reference.text): lines are counted of texts that a debugger printed, and this is a \(loaded.snapshot.input.form.rawValue)"
            )
        }
        let rows = lines.tables.map { table -> [ResultTable.Cell] in
            [.text(table.command), cell(table.first), cell(table.last), cell(table.read), cell(table.rejected), .null]
        }
        let skipped: [ResultTable.Cell] = [.text("(no table)"), .null, .null, .null, .null, cell(lines.skipped)]
        return try session.deliver(
            .done,
            .result(ResultTable(.lines, columns: ["table", "line", "last line", "read", "rejected", "skipped"], rows: rows + [skipped])))
    }

    private func cell(_ value: UInt64?, _ unit: Unit = .none) -> ResultTable.Cell {
        value.map { .amount(Int64(clamping: $0), unit) } ?? .null
    }
}
