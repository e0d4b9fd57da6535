import DebuggerText
import SnapshotModel

extension ReadLines {
    /// `skipped`: lines of the text that belong to no table.
    init(_ tables: [FoundTable], skipped: Int) {
        self.init(
            tables: tables.map { table in
                Table(
                    command: table.commandName, first: UInt64(clamping: table.lines.lowerBound),
                    last: UInt64(clamping: table.lines.upperBound),
                    read: UInt64(clamping: table.taken), rejected: UInt64(clamping: table.rejected))
            }, skipped: UInt64(clamping: skipped))
    }
}

extension FoundTable {
    /// The command as the text shows it, or else one that prints such a table.
    fileprivate var commandName: String {
        if case .committed = content { return content.command }
        return command.flatMap { $0.name.isEmpty ? nil : $0.name } ?? content.command
    }
}
