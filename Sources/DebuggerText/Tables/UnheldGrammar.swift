import RawMemory

/// What is recognised and that no section of a snapshot has a place for, so that the text can be said to hold it.
package struct UnheldTable: Sendable, Equatable {
    package var kind: Kind
    /// Roots of `gcroot`, locked blocks of `syncblk`, values of `dotnet-counters`, lines of `threadpool`.
    package var count: UInt64 = 0

    package enum Kind: String, Sendable, CaseIterable {
        case roots = "gcroot"
        case locks = "syncblk"
        case threadPool = "threadpool"
        case counters = "dotnet-counters"
    }
}

/// Ways from a root to an object: `Found 2 unique roots`, lines `-> ADDRESS Type`, in older SOS `ADDRESS(Type)->`.
struct RootsGrammar: TableGrammar {
    private var roots = UnheldTable(kind: .roots)

    init?(opening line: TextLine, _ context: TextContext) {
        guard Self.isStep(line) || context.command?.name == "gcroot" && (Self.isHeading(line) || Self.found(line) != nil) else {
            return nil
        }
    }

    var content: TableContent? { .unheld(roots) }

    private static func isStep(_ line: TextLine) -> Bool {
        if line.isWord(0, "->") { return line.address(1, digits: 6) != nil && line.words.count >= 3 }
        // `ebx:Root:0d4e3320(System.Object[])->`.
        guard let last = line.words.last, last.count > 3, line.words.count <= 4 else { return false }
        return line.bytes[last].suffix(3).elementsEqual(")->".utf8)
    }

    private static func found(_ line: TextLine) -> UInt64? {
        guard line.isWord(0, "Found"), line.contains("root") else { return nil }
        return line.decimal(1)
    }

    private static let headings: [Phrase] = [
        "HandleTable:", "Thread ", "Finalizer Queue:", "Scan Thread ", "Scan HandleTable", "Caching GC roots", "Subsequent runs of this",
        "Note: Roots found on stacks",
    ]

    private static func isHeading(_ line: TextLine) -> Bool { headings.contains { line.begins($0) } }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let count = Self.found(line) {
            roots.count = count
            return .last
        }
        if Self.isStep(line) || Self.isHeading(line) { return .taken }
        // `000002b7f8a81198 (strong handle)`, `rbp-78: 00007f44724de9c8`, and a frame of a stack.
        let isHandle = line.address(0, digits: 8) != nil && (line.word(1).first == UInt8(ascii: "(") || line.address(1, digits: 8) != nil)
        let isRegister = line.words.count == 2 && line.word(0).last == UInt8(ascii: ":") && line.address(1, digits: 8) != nil
        return isHandle || isRegister ? .taken : .foreign
    }
}

/// `Index         SyncBlock MonitorHeld Recursion Owning Thread Info          SyncBlock Owner`, a row for each lock that is held.
struct LocksGrammar: TableGrammar {
    private var locks = UnheldTable(kind: .locks)

    init?(opening line: TextLine, _ context: TextContext) { if !Self.isHeading(line) { return nil } }

    var content: TableContent? { .unheld(locks) }

    private static func isHeading(_ line: TextLine) -> Bool {
        line.isWord(0, "Index") && line.isWord(1, "SyncBlock") && line.isWord(2, "MonitorHeld")
    }

    private static let ends: [Phrase] = ["Total", "CCW", "RCW", "ComClassFactory"]

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if Self.isHeading(line) { return .taken }
        if line.words.count == 1, line.word(0).allSatisfy({ $0 == UInt8(ascii: "-") }) { return .taken }
        if line.words.count == 2, line.decimal(1) != nil {
            if line.isWord(0, "Free") { return .last }
            if Self.ends.contains(where: { line.isWord(0, $0) }) { return .taken }
        }
        guard line.words.count >= 5, line.decimal(0) != nil, line.address(1, digits: 8) != nil, line.decimal(2) != nil,
            line.decimal(3) != nil
        else { return .foreign }
        locks.count += 1
        return .taken
    }
}

/// `Using the Portable thread pool.`, `Workers Running:  0`, in older SOS `Worker Thread: Total: 4 Running: 1 …`.
struct ThreadPoolGrammar: TableGrammar {
    private var pool = UnheldTable(kind: .threadPool)

    init?(opening line: TextLine, _ context: TextContext) { if !Self.isOwn(line) { return nil } }

    var content: TableContent? { .unheld(pool) }

    private static let lines: [Phrase] = [
        "Using the Portable thread pool", "CPU utilization:", "Workers Total:", "Workers Running:", "Workers Idle:", "Worker Min Limit:",
        "Worker Max Limit:", "Worker Thread: Total:", "Work Request in Queue:", "Number of Timers:", "Completion Port Thread:",
    ]

    private static func isOwn(_ line: TextLine) -> Bool { lines.contains { line.begins($0) } }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        guard Self.isOwn(line) else { return .foreign }
        pool.count += 1
        return .taken
    }
}

/// `[System.Runtime]` and lines `    GC Heap Size (MB)    65`. The numbers are rounded, or those of the last collection.
struct CountersGrammar: TableGrammar {
    private var counters = UnheldTable(kind: .counters)

    init?(opening line: TextLine, _ context: TextContext) {
        if !Self.isProvider(line), !line.begins("Press p to pause, r to resume") { return nil }
    }

    var content: TableContent? { counters.count == 0 ? nil : .unheld(counters) }

    private static let providers: [Phrase] = [
        "[System.Runtime]", "System.Runtime:", "[Microsoft.AspNetCore.", "[Microsoft-AspNetCore", "[System.Net.",
    ]

    private static func isProvider(_ line: TextLine) -> Bool {
        line.words.count <= 2 && providers.contains { line.begins($0) }
            && (line.word(0).last == UInt8(ascii: "]") || line.word(0).last == UInt8(ascii: ":"))
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if Self.isProvider(line) || line.begins("Press p to pause") || line.begins("Status: Running") || line.begins("Status: Paused") {
            return .taken
        }
        if line.isWord(0, "Name"), line.contains("Current Value") { return .taken }
        // A value behind a name.
        guard line.words.count >= 2, let value = line.words.last, let first = line.bytes[value].first,
            first.isDigit || first == UInt8(ascii: "-"), line.bytes[value].allSatisfy({ $0.isDigit || Array("-,.'E+".utf8).contains($0) })
        else { return .foreign }
        counters.count += 1
        return .taken
    }
}
