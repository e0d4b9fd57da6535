import RawMemory

/// `threadpool`: `Workers Running:  1`, in older SOS `Worker Thread: Total: 4 Running: 1 Idle: 3 MaxLimit: 32767 MinLimit: 4`.
struct ThreadPoolGrammar: TableGrammar {
    private var table = CountersTable(source: .threadPool)

    init?(opening line: TextLine, _ context: TextContext) { if !Self.isOwn(line, context) { return nil } }

    var content: TableContent? { table.counters.isEmpty ? nil : .counters(table) }

    private static let lines: [Phrase] = [
        "Using the Portable thread pool", "Using the Windows thread pool", "CPU utilization:", "Workers Total:", "Workers Running:",
        "Workers Idle:", "Worker Min Limit:", "Worker Max Limit:", "Worker Thread: Total:", "Work Request in Queue:", "Number of Timers:",
        "Completion Port Thread:", "Completion Total:", "Completion Free:", "Completion MaxFree:", "Completion Current Limit:",
        "Completion Min Limit:", "Completion Max Limit:",
    ]

    /// Behind the command any line `words: number` is one: other debuggers have other words.
    private static func isOwn(_ line: TextLine, _ context: TextContext) -> Bool {
        if lines.contains(where: { line.begins($0) }) { return true }
        guard context.command?.name == "threadpool", line.words.count <= 6 else { return false }
        let colon = line.words.indices.first { line.word($0).last == UInt8(ascii: ":") }
        return colon.map { line.decimal($0 + 1) != nil } ?? false
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if line.isRule { return .taken }
        guard Self.isOwn(line, context) else { return .foreign }
        let name = line.rest(from: 0)
        // Again the first line: another list.
        if let first = table.counters.first?.name, name.hasPrefix(first + ":") { return .foreign }
        // Pieces `Name: value`. What stands before the first name is of all: `Worker Thread: Total: 4 Running: 1`.
        var (words, group): ([String], String?) = ([], nil)
        for part in name.split(whereSeparator: { $0 == " " || $0 == ":" }) {
            let digits = part.last == "%" ? part.dropLast() : part
            guard PrintedNumber.decimal(Array(digits.utf8)[...]) != nil else {
                words.append(String(part))
                continue
            }
            if words.isEmpty { return .rejected }
            let plain = ((group.map { [$0] } ?? []) + words).joined(separator: " ")
            if group == nil { group = words.dropLast().joined(separator: " ") }
            table.counters.append(
                .init(provider: "thread pool", name: plain + (part.last == "%" ? " (%)" : ""), printed: String(digits)))
            words = []
        }
        return .taken
    }
}
