import Growth
import SnapshotModel

/// What makes a comparison of a snapshot with itself, or of snapshots in the wrong order, doubtful: clauses for people.
struct OrderDoubts {
    let clauses: [String]

    init(_ order: TimeOrder, isOneSnapshot: Bool, isChain: Bool, _ hints: ReportHints) {
        var clauses: [String] = []
        if isOneSnapshot { clauses.append("'before' and 'after' are the same snapshot, so this says nothing of growth") }
        if case .reversed(let before, let after) = order {
            // In a chain the two may be any neighbours.
            let (earlier, later) = isChain ? ("a snapshot", "the one after it") : ("'before'", "'after'")
            let contradiction =
                "\(earlier) (\(TimeText.spoken(before.time))) is newer than \(later) (\(TimeText.spoken(after.time)))"
            let doubts = [(isChain ? "the first of the two" : earlier, before), (later, after)].compactMap { name, moment in
                moment.source.map { "the time of \(name) is that of \($0)" }
            }
            if doubts.isEmpty {
                clauses.append(contradiction + (hints.asOrdered.map { "; if that is meant, \($0)" } ?? ""))
            } else if before.origin == .file, after.origin == .file {
                clauses.append("by file times \(contradiction), and copying changes those")
            } else {
                clauses.append("\(contradiction), but \(doubts.joined(separator: " and "))")
            }
        }
        self.clauses = clauses
    }
}

extension TimeOrder.Moment {
    /// Whose time it is instead of the dump's; `nil` when it is certain.
    fileprivate var source: String? {
        switch origin {
        case .given, .dump: nil
        case .name: "its file's name, which has no zone"
        case .file: "its file, which copying changes"
        case .snap: "its snap"
        }
    }
}

extension TimeOrder {
    /// The word in JSON.
    var word: String {
        switch self {
        case .ascending: "ascending"
        case .reversed: isSurelyReversed ? "reversed" : "reversed_by_file_times"
        }
    }
}
