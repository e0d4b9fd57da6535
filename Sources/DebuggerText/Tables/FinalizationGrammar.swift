/// How many objects wait in the finalization queue, by generation: the beginning of `finalizequeue`.
package struct FinalizationCounts: Sendable, Equatable {
    /// By generation 0 to 2, the sums over all heaps.
    package var queued: [UInt64?] = [nil, nil, nil]
    /// Objects that wait for the finalizer thread.
    package var ready: UInt64?

    /// Whether every generation and what is ready are there.
    package var isWhole: Bool { ready != nil && queued.allSatisfy { $0 != nil } }
}

/// `generation 0 has 1406 finalizable objects (…)`, in later SOS `generation 0 has 1406 objects (…)` for each heap, and
/// `Ready for finalization 744 objects (…)`.
struct FinalizationGrammar: TableGrammar {
    private var counts = FinalizationCounts()

    init?(opening line: TextLine, _ context: TextContext) {
        if !line.begins("SyncBlocks to be cleaned up"), Self.generation(line) == nil, Self.ready(line) == nil { return nil }
    }

    var content: TableContent? { counts == FinalizationCounts() ? nil : .finalization(counts) }

    private static func generation(_ line: TextLine) -> (Int, UInt64)? {
        guard line.isWord(0, "generation"), line.isWord(2, "has"), let number = line.decimal(1), number < 3, let count = line.decimal(3)
        else { return nil }
        return (Int(number), count)
    }

    private static func ready(_ line: TextLine) -> UInt64? { line.begins("Ready for finalization") ? line.decimal(3) : nil }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        context.announced = .finalizable
        if let (number, count) = Self.generation(line) {
            let (sum, overflow) = (counts.queued[number] ?? 0).addingReportingOverflow(count)
            if overflow { return .rejected }
            counts.queued[number] = sum
            return .taken
        }
        if let count = Self.ready(line) {
            let (sum, overflow) = (counts.ready ?? 0).addingReportingOverflow(count)
            if overflow { return .rejected }
            counts.ready = sum
            return .taken
        }
        let isHeading =
            line.begins("SyncBlocks to be") || line.contains("Interfaces to be released") || line.isWord(0, "Heap") && line.words.count == 2
        return line.isRule || isHeading ? .taken : .foreign
    }
}
