import Growth

/// What makes a comparison of a snapshot with itself, or of snapshots in the wrong order, doubtful: clauses for people.
struct OrderDoubts {
    let clauses: [String]

    init(_ order: TimeOrder, isOneSnapshot: Bool, isChain: Bool, _ hints: ReportHints) {
        var clauses: [String] = []
        if isOneSnapshot { clauses.append("'before' and 'after' are the same snapshot, so this says nothing of growth") }
        if case .reversed(let before, let after, let isCertain) = order {
            // In a chain the two may be any neighbours.
            let (earlier, later) = isChain ? ("a snapshot", "the one after it") : ("'before'", "'after'")
            let contradiction = "\(earlier) (\(TimeText.spoken(before))) is newer than \(later) (\(TimeText.spoken(after)))"
            clauses.append(
                isCertain
                    ? contradiction + (hints.asOrdered.map { "; if that is meant, \($0)" } ?? "")
                    : "by file times \(contradiction), and copying changes those")
        }
        self.clauses = clauses
    }
}

extension TimeOrder {
    /// The word in JSON.
    var word: String {
        switch self {
        case .ascending: "ascending"
        case .reversed(_, _, let isCertain): isCertain ? "reversed" : "reversed_by_file_times"
        }
    }
}
