import RawMemory

/// `threadpool`: `Workers Running:  1`, in older SOS `Worker Thread: Total: 4 Running: 1 Idle: 3 MaxLimit: 32767 MinLimit: 4`.
struct ThreadPoolGrammar: TableGrammar {
    private var table = CountersTable(source: .threadPool)

    init?(opening line: TextLine, _ context: TextContext) { if !Self.isOwn(line) { return nil } }

    var content: TableContent? { table.counters.isEmpty ? nil : .counters(table) }

    private static let lines: [Phrase] = [
        "Using the Portable thread pool", "Using the Windows thread pool", "CPU utilization:", "Workers Total:", "Workers Running:",
        "Workers Idle:", "Worker Min Limit:", "Worker Max Limit:", "Worker Thread: Total:", "Work Request in Queue:", "Number of Timers:",
        "Completion Port Thread:", "Completion Total:", "Completion Free:", "Completion MaxFree:", "Completion Current Limit:",
        "Completion Min Limit:", "Completion Max Limit:",
    ]

    private static func isOwn(_ line: TextLine) -> Bool { lines.contains { line.begins($0) } }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if line.isRule { return .taken }
        guard Self.isOwn(line) else { return .foreign }
        let name = line.rest(from: 0)
        // Again the first line: another list.
        if let first = table.counters.first?.name, name.hasPrefix(first + ":") { return .foreign }
        // Pieces `Name: value`, where a name without a value stands before the names that follow: `Worker Thread: Total: 4 Running: 1`.
        var (words, group): ([String], String) = ([], "")
        for part in name.split(whereSeparator: { $0 == " " || $0 == ":" }) {
            let digits = part.last == "%" ? part.dropLast() : part
            guard PrintedNumber.decimal(Array(digits.utf8)[...]) != nil else {
                words.append(String(part))
                continue
            }
            if words.isEmpty { return .rejected }
            if group.isEmpty, words.count == 3, words[1] == "Thread" {
                group = "\(words[0]) Thread "
            } else if words.count == 4, words[2] == "Thread" {
                group = "\(words[0]) \(words[1]) Thread "
            }
            let plain = words.joined(separator: " ")
            table.counters.append(
                .init(
                    provider: "thread pool", name: (plain.hasPrefix(group) ? plain : group + plain) + (part.last == "%" ? " (%)" : ""),
                    printed: String(digits)))
            words = []
        }
        return .taken
    }
}
