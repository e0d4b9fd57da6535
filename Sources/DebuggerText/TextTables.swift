package import RawMemory

/// The tables in a text, and how many of its lines belong to them.
package struct TextTables: Sendable {
    /// In the order of the text.
    package private(set) var tables: [FoundTable] = []
    package private(set) var lines = 0
    /// Lines that belong to a table.
    package private(set) var linesOfTables = 0
    /// Lines that are not blank and belong to none.
    package private(set) var linesSkipped = 0
    /// Whether more tables stand in the text than are kept.
    package private(set) var isOverfull = false

    /// Whether the bytes can be those of a text: no zeros in the beginning, but for UTF-16.
    package static func mayBeText(_ bytes: RawSpan) -> Bool {
        if TextLines.encoding(of: bytes) != .utf8 { return true }
        return (0..<min(512, bytes.byteCount)).allSatisfy { place in
            bytes.u8(at: place).map { $0 >= 32 || [9, 10, 12, 13, 27].contains($0) } ?? true
        }
    }

    /// What is told by the lines before a row goes first.
    private static let kinds: [any TableGrammar.Type] = [
        StatisticsGrammar.self, GCHeapsGrammar.self, LoaderHeapsGrammar.self, AddressSummaryGrammar.self, MemoryKindsGrammar.self,
        FinalizationGrammar.self, QueuedTypesGrammar.self, HandlesGrammar.self, ModuleFactsGrammar.self, ModulesGrammar.self,
        ThreadsGrammar.self,
        StacksGrammar.self,
    ]
    /// What the prose says, where no table is open.
    private static let mentions: [any TableGrammar.Type] = [CommittedMentionGrammar.self]
    /// A table ends after so many lines in a row that are not its own.
    private static let mostForeign = 12
    /// A stack for each thread of a large process is far below it.
    private static let mostTables = 100_000
    /// Of what the prose says, the first alone are kept.
    private static let mostMentions = 16

    /// Reads a whole text. Throws `Interrupted`.
    package init(_ bytes: RawSpan, _ progress: WorkProgress) throws(Interrupted) {
        var reader = TextLines(bytes)
        var line = TextLine()
        var state = State()
        var checked = 0
        while reader.next(bytes, &line) {
            if reader.offset - checked > 1 << 18 {
                try progress.check()
                checked = reader.offset
            }
            if !line.isBlank { state.take(line) }
        }
        state.close()
        tables = state.found
        lines = reader.count
        linesOfTables = state.taken
        linesSkipped = state.skipped
        isOverfull = state.isOverfull
    }

    /// The reading of a text up to a line.
    private struct State {
        var found: [FoundTable] = []
        var context = TextContext()
        var taken = 0
        var skipped = 0
        var isOverfull = false
        private var mentioned = 0
        private var open: (any TableGrammar)?
        private var first = 0
        private var last = 0
        private var foreign = 0
        private var own = 0
        private var rejected = 0
        private var isCut = false
        /// Whether lines were left out behind the last line of the open table, which may be its end.
        private var isCutSince = false
        private var hasGaps = false
        /// Whether the last line only says that lines were left out.
        private var isBehindCut = false

        mutating func take(_ line: TextLine) {
            if let command = DebuggerCommand(line) {
                close()
                isBehindCut = false
                context = TextContext(command: command)
                skipped += 1
                return
            }
            defer { isBehindCut = open == nil && line.isCut }
            if open != nil, takeInside(line) { return }
            if begin(line) { return }
            if open != nil {
                foreign += 1
                skipped += 1
                if foreign > mostForeign { close() }
                return
            }
            context.note(line)
            skipped += 1
        }

        private mutating func takeInside(_ line: TextLine) -> Bool {
            guard let use = open?.take(line, &context) else { return false }
            switch use {
            case .taken, .last:
                isCut = isCut || isCutSince || line.isShortened
                hasGaps = hasGaps || foreign > 0
                isCutSince = false
                (last, foreign) = (line.number, 0)
                own += 1
                taken += 1
                if use == .last { close() }
            case .rejected:
                rejected += 1
                taken += 1
            case .foreign:
                // Only a line that is no row can say that rows were left out.
                guard line.isCut else { return false }
                isCutSince = true
                skipped += 1
            }
            return true
        }

        /// Opens a table that begins with the line.
        private mutating func begin(_ line: TextLine) -> Bool {
            for kind in open == nil ? kinds + mentions : kinds {
                guard var grammar = kind.init(opening: line, context) else { continue }
                let before = context
                close()
                context = before
                isCut = isBehindCut || line.isShortened
                let use = grammar.take(line, &context)
                (open, first, last) = (grammar, line.number, line.number)
                own += 1
                taken += 1
                if use == .last { close() }
                return true
            }
            return false
        }

        mutating func close() {
            defer { (open, foreign, own, rejected, isCut, isCutSince, hasGaps) = (nil, 0, 0, 0, false, false, false) }
            guard let content = open?.content else { return }
            if case .committed = content {
                mentioned += 1
                if mentioned > TextTables.mostMentions { return }
            }
            guard found.count < TextTables.mostTables else {
                isOverfull = true
                return
            }
            var table = FoundTable(content: content, lines: first...last, command: context.command)
            table.taken = own
            (table.rejected, table.isCut, table.hasGaps) = (rejected, isCut || isCutSince, hasGaps)
            found.append(table)
            context.total = nil
        }
    }
}

extension TextContext {
    /// Looks at a line that belongs to no table for what it says of the next one.
    fileprivate mutating func note(_ line: TextLine) {
        if let found = StatisticsGrammar.total(line) {
            total = (line.number, found.objects, found.bytes)
        } else if line.isWord(0, "Address"), line.isWord(1, "MT") {
            if announced == nil { announced = .listedObjects }
        } else if line.begins("Statistics for all finalizable") {
            announced = .finalizable
        } else if line.contains("Handle Type"), line.contains("Object") {
            announced = .handles
        } else if line.begins("SyncBlocks to be cleaned up") {
            announced = .finalizable
        }
    }
}
