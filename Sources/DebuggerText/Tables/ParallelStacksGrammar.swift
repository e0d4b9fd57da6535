import RawMemory

/// Threads by their stacks: `parallelstacks` (`pstacks`).
package struct ParallelStacks: Sendable, Equatable {
    package var groups: [Group] = []
    /// `==> 6 threads with 2 roots`.
    package var threads: UInt64?

    package struct Group: Sendable, Equatable {
        package var threads: UInt64
        /// Methods without their parameters, the innermost first.
        package var frames: [String] = []
    }
}

/// A tree whose roots are the outermost methods, each line after what it called:
///
///           ~~~~ 10ae
///              1 System.Threading.Thread.Sleep(Int32)
///           ~~~~ 10ab,10ac
///              2 System.Threading.LowLevelLifoSemaphore.WaitNative(SafeWaitHandle, Int32)
///         3 System.Threading.Thread.StartCallback()
///
/// A line with fewer spaces before its number is the caller of all that stand below each other before it with more.
struct ParallelStacksGrammar: TableGrammar {
    private var stacks = ParallelStacks()
    /// What no line has called yet, in the order of the text.
    private var open: [Part] = []
    /// A line `~~~~` was the last one: the next is its innermost method.
    private var isNew = false

    private struct Part {
        /// Where the numbers of its lines end.
        var column: Int
        var threads: UInt64
        var groups: [ParallelStacks.Group]
    }

    init?(opening line: TextLine, _ context: TextContext) {
        let isOfCommand = context.command?.name == "parallelstacks"
        guard Self.isLeaf(line) || isOfCommand && Self.isRule(line) else { return nil }
    }

    var content: TableContent? {
        var whole = self
        whole.finish()
        return whole.stacks == ParallelStacks() ? nil : .parallelStacks(whole.stacks)
    }

    private static func isRule(_ line: TextLine) -> Bool {
        line.words.count == 1 && line.word(0).count > 20 && line.word(0).allSatisfy { $0 == UInt8(ascii: "_") }
    }

    /// `~~~~ 10ab,10ac`.
    private static func isLeaf(_ line: TextLine) -> Bool {
        guard line.isWord(0, "~~~~"), line.words.count == 2 else { return false }
        return line.word(1).allSatisfy {
            $0.isHexDigit || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") || $0.lowercased == UInt8(ascii: "x")
        }
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if Self.isRule(line) {
            finish()
            return .taken
        }
        if Self.isLeaf(line) {
            isNew = true
            return .taken
        }
        if line.isWord(0, "==>"), line.isWord(2, "threads") {
            finish()
            stacks.threads = line.decimal(1)
            return stacks.threads == nil ? .rejected : .last
        }
        guard line.words.count >= 2, let count = line.decimal(0), count > 0, let method = Self.method(line) else { return .foreign }
        let column = line.words[0].upperBound
        if isNew {
            isNew = false
            open.append(Part(column: column, threads: count, groups: [.init(threads: count, frames: [method])]))
            return .taken
        }
        guard !open.isEmpty else { return .foreign }
        return call(method, count, column) ? .taken : .rejected
    }

    /// The line `method` calls what is open and stands further right, or else what is right before it.
    private mutating func call(_ method: String, _ count: UInt64, _ column: Int) -> Bool {
        var (first, sum) = (open.count, UInt64(0))
        while first > 0, open[first - 1].column > column {
            first -= 1
            sum = sum.saturatingAdd(open[first].threads)
        }
        if first == open.count, first > 0, open[first - 1].column == column {
            first -= 1
            sum = open[first].threads
        }
        guard first < open.count, sum <= count else { return false }
        var part = Part(column: column, threads: count, groups: open[first...].flatMap(\.groups))
        for place in part.groups.indices where part.groups[place].frames.count < Self.deepest { part.groups[place].frames.append(method) }
        // Threads that are inside of this method itself.
        if sum < count { part.groups.append(.init(threads: count - sum, frames: [method])) }
        open.replaceSubrange(first..., with: [part])
        return true
    }

    /// Frames of a stack that are kept.
    private static let deepest = 512

    private mutating func finish() {
        stacks.groups += open.flatMap(\.groups)
        open = []
        isNew = false
    }

    /// The name in `System.Threading.Thread.Sleep(Int32)`.
    private static func method(_ line: TextLine) -> String? {
        let text = line.restBytes(from: 1)
        guard let first = text.first, first.isOfName && !first.isDigit || first == UInt8(ascii: "<") else { return nil }
        let name = text.prefix { $0 != UInt8(ascii: "(") }
        return name.contains(UInt8(ascii: ".")) || name.count < text.count
            ? String(decoding: PrintedNumber.trimmed(name), as: UTF8.self) : nil
    }
}
