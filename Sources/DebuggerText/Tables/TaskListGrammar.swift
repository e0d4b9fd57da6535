import RawMemory

/// Tasks by type and state: `dumpasync` of SOS in C++, which lists each of them.
package struct TaskList: Sendable, Equatable {
    package var tasks: [Key: UInt64] = [:]
    /// Whether the rows are of all kinds of tasks (`-tasks`), and not of async methods alone.
    package var isOfTasks = false

    package struct Key: Hashable, Sendable {
        package var type: String
        /// The method that the task runs, where the row has it in parentheses; else empty.
        package var method: String
        /// `m_stateFlags` of a task, or what the state machine of an async method has reached: -1, 0, 1.
        package var state: Int64
    }
}

/// | Option | Heading | Row |
/// |---|---|---|
/// | none | `Address MT Size State Description` | `0000019b 00007ff7 104 0 Shop.Program+<Main>d__0` |
/// | `-tasks` | `Address MT Size Status State Description` | `0000019b 00007ff7 72 Pending [00032008] System.Threading.Tasks.Task (Shop.Program.Run())` |
///
/// Below stand the methods that wait for each, with dots before the address: `Async "stack":` and `..0000019b (1) Shop.Program+<Run>d__2`. They are in the
/// list too.
struct TaskListGrammar: TableGrammar {
    private var list = TaskList()
    private var isHeaded = false

    init?(opening line: TextLine, _ context: TextContext) { if !Self.isHeading(line) { return nil } }

    var content: TableContent? { list.tasks.isEmpty ? nil : .taskList(list) }

    private static func isHeading(_ line: TextLine) -> Bool {
        line.isWord(0, "Address") && line.isWord(1, "MT") && line.isWord(2, "Size")
            && (line.isWord(3, "State") && line.isWord(4, "Description") || line.isWord(3, "Status") && line.isWord(4, "State"))
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if Self.isHeading(line) {
            if isHeaded { return .foreign }
            isHeaded = true
            list.isOfTasks = line.isWord(3, "Status")
            return .taken
        }
        if line.isRule || line.begins("Async \"stack\":") { return .taken }
        if line.word(0).first == UInt8(ascii: "."), line.word(1).first == UInt8(ascii: "(") { return .taken }
        let columns = list.isOfTasks ? 6 : 5
        guard line.words.count >= columns, line.address(0) != nil, line.address(1, digits: 8) != nil, line.decimal(2) != nil else {
            return .foreign
        }
        guard let state = list.isOfTasks ? Self.flags(line.word(4)) : Self.state(line.word(3)) else { return .rejected }
        let (type, method) = Self.split(line.restBytes(from: columns - 1))
        list.tasks[.init(type: context.names.name(type), method: method, state: state), default: 0] += 1
        return .taken
    }

    /// The type and the method in `System.Threading.Tasks.Task (Shop.Program.<Main>b__2())`.
    private static func split(_ text: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, String) {
        let mark = Array(" (".utf8)
        guard text.last == UInt8(ascii: ")"), let open = text.indices.first(where: { text[$0...].starts(with: mark) }) else {
            return (text, "")
        }
        let method = text[(open + mark.count)...].dropLast().prefix { $0 != UInt8(ascii: "(") }
        return (text[..<open], String(decoding: method, as: UTF8.self))
    }

    /// `[00032008]`.
    private static func flags(_ word: ArraySlice<UInt8>) -> Int64? {
        guard word.first == UInt8(ascii: "["), word.last == UInt8(ascii: "]") else { return nil }
        return PrintedNumber.hexadecimal(word.dropFirst().dropLast()).flatMap { Int64(exactly: $0) }
    }

    private static func state(_ word: ArraySlice<UInt8>) -> Int64? {
        let digits = word.first == UInt8(ascii: "-") ? word.dropFirst() : word
        guard digits.allSatisfy(\.isDigit), let value = PrintedNumber.decimal(digits).flatMap({ Int64(exactly: $0) }) else { return nil }
        return digits.count < word.count ? -value : value
    }
}
