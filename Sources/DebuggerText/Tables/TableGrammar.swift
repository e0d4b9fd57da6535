/// What became of a line that was given to an open table.
package enum LineUse: Sendable {
    /// A row, a heading or a total of the table.
    case taken
    /// It ends the table, which has it.
    case last
    /// It looks like a row, but its numbers cannot be.
    case rejected
    /// It is no line of this kind of table: a remark between two rows, or something behind the table.
    case foreign
}

/// A kind of table. A grammar is made by the line that opens a table, and takes the lines after it.
protocol TableGrammar: Sendable {
    /// `nil` when no table of this kind begins with the line. The opening line itself is given to `take` next.
    init?(opening line: TextLine, _ context: TextContext)
    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse
    /// What was read; `nil` when it is nothing.
    var content: TableContent? { get }
}

/// What the lines before a table say of it.
struct TextContext {
    /// The last command that the text shows; `nil` when it shows none.
    var command: DebuggerCommand?
    /// What the statistics that come next are of, as far as the lines before them say it.
    var announced: Announcement?
    /// The last line of the form `Total N objects`, for tables that have it before their rows.
    var total: (line: Int, objects: UInt64, bytes: UInt64?)?
    /// Whether the list of the loader's heaps ended right before the next table.
    var isBehindLoaderHeaps = false
    /// The names of types in the whole text.
    let names: CanonicalNames

    init(command: DebuggerCommand? = nil, names: CanonicalNames) {
        self.command = command
        self.names = names
    }

    enum Announcement: Equatable {
        /// A list of single objects was printed, so the statistics are those of the listed ones.
        case listedObjects
        case finalizable
        case handles
    }
}

/// A table that was found in a text.
package struct FoundTable: Sendable {
    package let content: TableContent
    /// The numbers of its first and its last line.
    package private(set) var lines: ClosedRange<Int>
    /// The command that printed it, where the text shows it.
    package let command: DebuggerCommand?
    /// Its own lines: rows, headings and totals.
    package var taken = 0
    /// Lines that look like rows but whose numbers cannot be.
    package var rejected = 0
    /// Whether somebody left lines out and said so: `...`, `many lines of output omitted`.
    package var isCut = false
    /// Whether lines stand between its own that belong to no table.
    package var hasGaps = false

    /// The same behind so many lines of other texts.
    package func moved(by count: Int) -> FoundTable {
        var moved = self
        moved.lines = (lines.lowerBound + count)...(lines.upperBound + count)
        return moved
    }
}

/// What a table says.
package enum TableContent: Sendable, Equatable {
    case statistics(StatisticsTable)
    case gcHeaps(GCHeapsTable)
    case loaderHeaps(LoaderHeapsTable)
    case addressSummary(AddressSummary)
    case memoryKinds(MemoryKinds)
    case finalization(FinalizationCounts)
    case queuedTypes(QueuedTypes)
    case handles(HandlesTable)
    case modules(ModulesTable)
    case moduleFacts(ModuleFacts)
    case threads(ThreadsTable)
    case stacks(StacksTable)
    case committed(CommittedMention)
    case heapShares(HeapShares)
    case parallelStacks(ParallelStacks)
    case timers(TimersTable)
    case asyncStacks(AsyncStacks)
    case mappings(Mappings)
    case nativeHeaps(NativeHeaps)
    case virtualStatistics(VirtualStatistics)
    case addressRegions(AddressRegions)
    case liveReport(LiveReport)
    case rootPaths(RootPaths)
    case syncBlocks(SyncBlocks)
    case counters(CountersTable)
    case taskList(TaskList)
    case facts(ProcessFacts)
}
