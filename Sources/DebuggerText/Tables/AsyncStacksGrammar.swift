/// Async methods that wait, by state: `dumpasync` of SOS in C#.
package struct AsyncStacks: Sendable, Equatable {
    package var stacks: UInt64 = 0
    package var methods: [Key: UInt64] = [:]

    package struct Key: Hashable, Sendable {
        /// The type of the compiler's state machine.
        package var method: String
        package var state: String
    }
}

/// `STACK 2` and lines `  00007f8a29816068 00007f96041ddd80 (1) Shop.Pipeline+<Consume>d__5`, the innermost first. `( )` stands where the object is a task
/// and no async method. A method that several others wait for is in several stacks.
struct AsyncStacksGrammar: TableGrammar {
    private var table = AsyncStacks()
    private var seen: Set<UInt64> = []

    init?(opening line: TextLine, _ context: TextContext) { if Self.stack(line) == nil { return nil } }

    var content: TableContent? { table.stacks == 0 ? nil : .asyncStacks(table) }

    private static func stack(_ line: TextLine) -> UInt64? {
        guard line.words.count == 2, line.word(0).elementsEqual("STACK".utf8) else { return nil }
        return line.decimal(1)
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let number = Self.stack(line) {
            // The first one again is another list.
            if number == 1, table.stacks > 0 { return .foreign }
            table.stacks += 1
            return .taken
        }
        if line.isWord(0, "<<"), line.isWord(1, "Awaiting:") { return .taken }
        guard let address = line.address(0, digits: 8), line.address(1, digits: 8) != nil, line.words.count >= 4,
            line.word(2).first == UInt8(ascii: "(")
        else { return .foreign }
        if line.isWord(2, "("), line.isWord(3, ")") { return .taken }
        let word = line.word(2)
        guard word.last == UInt8(ascii: ")"), word.count > 2 else { return .rejected }
        let digits = word.dropFirst().dropLast()
        let value = digits.first == UInt8(ascii: "-") ? digits.dropFirst() : digits
        guard PrintedNumber.decimal(value) != nil, value.allSatisfy(\.isDigit) else { return .rejected }
        guard seen.insert(address).inserted else { return .taken }
        table.methods[
            .init(method: Self.method(line.restBytes(from: 3), context.names), state: String(decoding: digits, as: UTF8.self)), default: 0] +=
            1
        return .taken
    }

    /// The name, without the source line that may stand behind it.
    private static func method(_ text: ArraySlice<UInt8>, _ names: CanonicalNames) -> String {
        let end = text.indices.first { place in text[place] == UInt8(ascii: "@") && place > text.startIndex && text[place - 1] == .space }
        return names.name(PrintedNumber.trimmed(end.map { text[..<$0] } ?? text))
    }
}
