import DebuggerText
import DumpFormats
package import RawMemory
import SnapshotModel

/// The source of what debuggers print: SOS in WinDbg, lldb and dotnet-dump, copied into a file with whatever stands around it.
package struct DebuggerTextSource: InputSource {
    package let kinds: Set = [InputKind.text]
    package init() {}

    package func inputs(in file: PlainFile, _ options: ReductionOptions, _ progress: WorkProgress) throws -> [any ReducibleInput]? {
        try tables(in: file, options, progress).map { try TextInput.inputs($0, file, options) }
    }

    /// The tables of a text; `nil` for a file that is none. Throws `InputFailure` for a text without a table, or `Interrupted`.
    func tables(in file: PlainFile, _ options: ReductionOptions, _ progress: WorkProgress) throws -> TextTables? {
        let kind = FileKind(file.file.bytes)
        guard let text = try text(in: file, options, progress) else { return nil }
        if text.fillsSections { return text }
        // A page or a report that holds no table is better named by what it is.
        guard kind == .text || options.from == .text else { return nil }
        throw InputFailure(withoutTable: file, lines: text.lines, text.tables)
    }

    /// What a text holds; `nil` for a file that is none. Throws `Interrupted`.
    func text(in file: PlainFile, _ options: ReductionOptions, _ progress: WorkProgress) throws(Interrupted) -> TextTables? {
        guard options.from == .text || Self.isText(file.file.bytes, FileKind(file.file.bytes)) else { return nil }
        progress.begin("reading the text", total: 0)
        return try TextTables(file.file.bytes, progress)
    }

    /// The kinds of text, and what has other letters than those of ASCII in its beginning. Neither holds zeros, but for UTF-16.
    private static func isText(_ bytes: RawSpan, _ kind: FileKind) -> Bool {
        if [.text, .html, .crashReport].contains(kind) { return true }
        return kind == .unknown && TextLines.encoding(of: bytes) != .utf8
    }
}

extension PlainFile {
    /// What the content shows.
    var kindWords: String { FileKind(file.bytes).rawValue }
}

extension TextTables {
    /// Whether a section can be made of one of its tables.
    var fillsSections: Bool { tables.contains(where: \.fillsASection) }
}

extension FoundTable {
    /// Whether it is of a kind from which a section is made.
    var fillsASection: Bool {
        switch content {
        // Only with other tables: what the prose says, and how many objects are queued.
        case .committed, .finalization, .facts: false
        case .virtualStatistics(let statistics): statistics.sections.contains { $0.key != "free" }
        // An object that nothing holds has no paths, which says nothing of others.
        case .rootPaths(let paths): !paths.ways.isEmpty || (paths.found ?? 0) > 0
        default: true
        }
    }
}

extension InputFailure {
    /// For a text in which no table was found.
    init(withoutTable file: PlainFile, lines count: Int, _ tables: [FoundTable] = []) {
        let looked = PrintedTable.usual.map { "`\($0.command)`" }.joined(separator: ", ")
        let lines = "\(count) \(count == 1 ? "line" : "lines")"
        let other = tables.first { !$0.fillsASection && $0.content.command != "prose" }.map {
            "\(lines), in line \($0.lines.lowerBound) what `\($0.content.command)` prints, of which no section can be made alone"
        }
        let found = other ?? "\(lines) and no table of a debugger"
        self.init(
            .noTable,
            "\(file.path): this is a text file with \(found); looked for what \(looked) print. \(wantedDump.prefix(1).uppercased() + wantedDump.dropFirst()), or such a text"
        )
    }
}
