/// `eestack`, where the words on the stack of a thread are searched for return addresses: `Thread   5`, a heading, and rows
/// `a19d7f140 00007ff7f3fb6527 (MethodDesc 00007ff7f3ec8770 + 0x1a7 Shop.Basket.Add(System.String))`, maybe with `, calling …` behind. Threads have the
/// numbers of the debugger.
struct ScannedStacksGrammar: TableGrammar {
    private var table = StacksTable(isScanned: true)

    init?(opening line: TextLine, _ context: TextContext) {
        guard context.command?.name == "eestack", Self.thread(line) != nil else { return nil }
    }

    var content: TableContent? { table.threads.isEmpty ? nil : .stacks(table) }

    private static func thread(_ line: TextLine) -> UInt64? {
        guard line.words.count == 2, line.isWord(0, "Thread") else { return nil }
        return line.decimal(1)
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if line.isRule { return .taken }
        if let number = Self.thread(line) {
            table.threads.append(.init(osID: number))
            return .taken
        }
        if line.begins("Current frame:") || line.begins("Child-SP") || line.begins("ChildEBP") || line.begins("Child SP") { return .taken }
        guard let last = table.threads.indices.last, line.words.count >= 3, line.address(0, digits: 6) != nil,
            line.address(1, digits: 6) != nil
        else { return .foreign }
        if line.isWord(2, "(MethodDesc"), let method = Self.method(line, context.names) { table.threads[last].frames.append(method) }
        return .taken
    }

    /// The name in `(MethodDesc 00007ff7f3ec8770 + 0x1a7 Shop.Basket.Add(System.String))`.
    private static func method(_ line: TextLine, _ names: CanonicalNames) -> String? {
        let name = PrintedMethodName.name(line.restBytes(from: line.isWord(4, "+") ? 6 : 4), names)
        return name.isEmpty ? nil : name
    }
}
