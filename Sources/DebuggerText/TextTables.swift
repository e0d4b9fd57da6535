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

    /// The grammar of the table that begins with the line. What is told by the lines before a row goes first, and what the prose says last, where no
    /// table is open. The types are named one by one because a list of them takes several times as long for a line of prose.
    private static func grammar(opening line: TextLine, _ context: TextContext, isInside: Bool) -> (any TableGrammar)? {
        if TableOpenings.mayBegin(line), let found = grammar(opening: line, context) { return found }
        return isInside ? nil : CommittedMentionGrammar(opening: line, context)
    }

    /// The same for tables alone, whatever the line's first word is.
    static func grammar(opening line: TextLine, _ context: TextContext) -> (any TableGrammar)? {
        if let found = StatisticsGrammar(opening: line, context) { return found }
        if let found = GCHeapsGrammar(opening: line, context) { return found }
        if let found = LoaderHeapsGrammar(opening: line, context) { return found }
        if let found = AddressSummaryGrammar(opening: line, context) { return found }
        if let found = MemoryKindsGrammar(opening: line, context) { return found }
        if let found = FinalizationGrammar(opening: line, context) { return found }
        if let found = QueuedTypesGrammar(opening: line, context) { return found }
        if let found = HandlesGrammar(opening: line, context) { return found }
        if let found = ModuleFactsGrammar(opening: line, context) { return found }
        if let found = ModulesGrammar(opening: line, context) { return found }
        if let found = ThreadsGrammar(opening: line, context) { return found }
        if let found = StacksGrammar(opening: line, context) { return found }
        if let found = HeapSharesGrammar(opening: line, context) { return found }
        if let found = ParallelStacksGrammar(opening: line, context) { return found }
        if let found = TimersGrammar(opening: line, context) { return found }
        if let found = AsyncStacksGrammar(opening: line, context) { return found }
        if let found = MappingsGrammar(opening: line, context) { return found }
        if let found = NativeHeapsGrammar(opening: line, context) { return found }
        if let found = VirtualStatisticsGrammar(opening: line, context) { return found }
        if let found = AddressRegionsGrammar(opening: line, context) { return found }
        if let found = LiveReportGrammar(opening: line, context) { return found }
        return rareGrammar(opening: line, context)
    }

    private static func rareGrammar(opening line: TextLine, _ context: TextContext) -> (any TableGrammar)? {
        if let found = ScannedStacksGrammar(opening: line, context) { return found }
        if let found = TaskListGrammar(opening: line, context) { return found }
        if let found = RootPathsGrammar(opening: line, context) { return found }
        if let found = SyncBlocksGrammar(opening: line, context) { return found }
        if let found = ThreadPoolGrammar(opening: line, context) { return found }
        if let found = CountersGrammar(opening: line, context) { return found }
        if let found = CountersFileGrammar(opening: line, context) { return found }
        if let found = ProcessFactsGrammar(opening: line, context) { return found }
        return nil
    }

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
        var context = TextContext(names: CanonicalNames())
        var taken = 0
        var skipped = 0
        var isOverfull = false
        private var mentioned = 0
        private var repetitions = RepeatedTables()
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
            if let command = DebuggerCommand.find(line) {
                close()
                isBehindCut = false
                context = TextContext(command: command, names: context.names)
                skipped += 1
                return
            }
            defer { isBehindCut = open == nil && line.isCut }
            if open != nil, takeInside(line) { return }
            if begin(line) { return }
            if open != nil {
                // A total may stand before the rows.
                if let found = StatisticsGrammar.total(line) { context.total = (line.number, found.objects, found.bytes) }
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
            guard var grammar = TextTables.grammar(opening: line, context, isInside: open != nil) else { return false }
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

        mutating func close() {
            defer { (open, foreign, own, rejected, isCut, isCutSince, hasGaps) = (nil, 0, 0, 0, false, false, false) }
            guard let content = open?.content.map({ repetitions.shared($0) }) else { return }
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
            context.total = nil
            found.append(table)
        }
    }
}

extension TextContext {
    /// Looks at a line that belongs to no table for what it says of the next one.
    fileprivate mutating func note(_ line: TextLine) {
        if let found = StatisticsGrammar.total(line) {
            total = (line.number, found.objects, found.bytes)
        } else if announced == nil, line.isWord(0, "Address") && line.isWord(1, "MT") || StatisticsGrammar.isObjectListing(line) {
            // Their heading may be missing, where somebody copied the end of a long list.
            announced = .listedObjects
        } else if line.begins("Statistics for all finalizable") {
            announced = .finalizable
        } else if line.contains("Handle Type"), line.contains("Object") {
            announced = .handles
        } else if line.begins("SyncBlocks to be cleaned up") {
            announced = .finalizable
        }
    }
}
