import RawMemory

/// Timers of the runtime's queue: `timerinfo`.
package struct TimersTable: Sendable, Equatable {
    package var timers: [Key: UInt64] = [:]
    /// The same as the text sums it up below the list.
    package var grouped: [Key: UInt64] = [:]
    /// `5000 timers`.
    package var total: UInt64?

    package struct Key: Hashable, Sendable {
        package var callback: String
        /// The type of the object that the callback is given; empty without one.
        package var state: String
        /// Milliseconds between two calls; `nil` for a timer that fires once.
        package var period: UInt64?
        /// Whether it will fire: a time is printed behind `@`.
        package var isScheduled: Bool
    }
}

/// | Line | |
/// |---|---|
/// | of a timer | `(L) 0x00007FBC75998E20 @ 3600000 ms every   ------ ms \|  00007FBC75998D90 (Shop.Session) -> Shop.Session.<Start>b__3` |
/// | of timers that are alike | `  20 \| (L) @   15000 ms every   ------ ms \| 0000000000000000 () -> Shop.Heartbeat.Write` |
struct TimersGrammar: TableGrammar {
    private var table = TimersTable()

    init?(opening line: TextLine, _ context: TextContext) {
        if Self.timer(line) == nil, !(context.command?.name == "timerinfo" && Self.total(line) != nil) { return nil }
    }

    var content: TableContent? { table.timers.isEmpty && table.grouped.isEmpty && table.total == nil ? nil : .timers(table) }

    /// `5000 timers`.
    private static func total(_ line: TextLine) -> UInt64? {
        guard line.words.count == 2, line.isWord(1, "timers") || line.isWord(1, "timer") else { return nil }
        return line.decimal(0)
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let total = Self.total(line) {
            if table.total != nil { return .foreign }
            table.total = total
            return .taken
        }
        if line.words.count == 1, line.word(0).count > 20, line.word(0).allSatisfy({ $0 == UInt8(ascii: "-") }) { return .taken }
        guard let (key, count) = Self.timer(line) else { return .foreign }
        if let count {
            table.grouped[key] = (table.grouped[key] ?? 0).saturatingAdd(count)
        } else {
            // After the sums another list begins.
            if table.total != nil { return .foreign }
            table.timers[key] = (table.timers[key] ?? 0).saturatingAdd(1)
        }
        return .taken
    }

    /// What a line says, with a number for timers that are alike.
    private static func timer(_ line: TextLine) -> (TimersTable.Key, UInt64?)? {
        guard let at = (0..<min(5, line.words.count)).first(where: { line.isWord($0, "@") }), at >= 1 else { return nil }
        guard line.isWord(at + 2, "ms"), line.isWord(at + 3, "every"), line.isWord(at + 5, "ms"), line.isWord(at + 6, "|") else {
            return nil
        }
        let isOfMany = line.isWord(1, "|")
        let count = isOfMany ? line.decimal(0) : nil
        if isOfMany, count == nil { return nil }
        guard let due = time(line.word(at + 1)), let period = time(line.word(at + 4)), let arrow = line.place(of: ") ->") else {
            return nil
        }
        guard let open = line.bytes[line.words[at].lowerBound..<arrow].firstIndex(of: UInt8(ascii: "(")) else { return nil }
        let state = PrintedNumber.trimmed(line.bytes[(open + 1)..<arrow])
        let callback = PrintedNumber.trimmed(line.bytes[(arrow + 4)...])
        return (
            .init(
                callback: String(decoding: callback, as: UTF8.self),
                state: PrintedTypeName.canonical(String(decoding: state, as: UTF8.self)),
                period: period.milliseconds, isScheduled: due.milliseconds != nil), count
        )
    }

    /// A number, or `------` for never.
    private static func time(_ word: ArraySlice<UInt8>) -> (milliseconds: UInt64?, Void)? {
        if !word.isEmpty, word.allSatisfy({ $0 == UInt8(ascii: "-") }) { return (nil, ()) }
        return PrintedNumber.decimal(word).map { ($0, ()) }
    }
}
