/// The managed frames of threads: `clrstack -all` and `~*e !clrstack`.
package struct StacksTable: Sendable, Equatable {
    package var threads: [Thread] = []
    /// Whether the words on the stacks were searched for return addresses (`eestack`): what calls have left there is among the frames, and the threads
    /// have the numbers of the debugger in place of those of the system.
    package var isScanned = false

    package struct Thread: Sendable, Equatable {
        /// The number of the system.
        package var osID: UInt64
        /// Methods without their parameters, the innermost first.
        package var frames: [String] = []
        /// Whether the debugger could not walk the stack, or not to its end.
        package var isUnwalked = false
    }
}

/// `OS Thread Id: 0x1b82 (225)`, a heading, and rows `SP IP method(parameters) [path @ line]`. Frames of the runtime itself are in brackets, maybe with
/// a method behind them. A thread of native code has `Unable to walk the managed stack. The current thread is likely not a managed thread` in their place,
/// and behind it `Failed to start stack walk: 80070057`, which stands alone where a managed thread cannot be walked.
struct StacksGrammar: TableGrammar {
    private var table = StacksTable()
    /// Whether the thread was said to be none of the runtime, which has no managed frames.
    private var isNative = false

    init?(opening line: TextLine, _ context: TextContext) { if Self.thread(line) == nil { return nil } }

    var content: TableContent? { table.threads.isEmpty ? nil : .stacks(table) }

    private static func thread(_ line: TextLine) -> UInt64? {
        guard line.begins("OS Thread Id:"), let id = line.hexadecimal(3), id > 0 else { return nil }
        return id
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let id = Self.thread(line) {
            table.threads.append(.init(osID: id))
            isNative = false
            return .taken
        }
        if line.isWord(0, "Child"), line.isWord(1, "SP") || line.word(0).starts(with: Array("Child-SP".utf8)) { return .taken }
        if line.begins("Child-SP") || line.begins("ESP") { return .taken }
        if line.begins("Unable to walk the managed stack") {
            isNative = true
            return .taken
        }
        guard let last = table.threads.indices.last else { return .foreign }
        if line.begins("Failed to start stack walk") || line.begins("GetFrameContext failed") {
            table.threads[last].isUnwalked = !isNative
            return .taken
        }
        guard line.words.count >= 3, line.address(0, digits: 8) != nil,
            line.address(1, digits: 8) != nil
        else {
            return .foreign
        }
        // A row of a list of modules.
        if let first = line.word(2).first, first == UInt8(ascii: "/") || line.word(2).dropFirst().starts(with: Array(":\\".utf8)) {
            return .foreign
        }
        if let method = Self.method(line.restBytes(from: 2), context.names) { table.threads[last].frames.append(method) }
        return .taken
    }

    /// The name of the method in a row; `nil` for frames of the runtime.
    private static func method(_ text: ArraySlice<UInt8>, _ names: CanonicalNames) -> String? {
        var text = text
        if text.first == UInt8(ascii: "[") {
            guard let close = text.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            text = text[(close + 1)...].drop { $0 == .space }
        }
        guard !text.isEmpty, !text.starts(with: "<unknown>".utf8) else { return nil }
        return PrintedMethodName.name(text, names)
    }
}
