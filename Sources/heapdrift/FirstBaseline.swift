import Budgets
import Storage

/// What the latest snapshot of a series becomes when there is nothing to compare it with yet, and the user wants the series to begin with it.
enum FirstBaseline {
    /// The baseline of this name.
    case marked(String)
    /// The first that passed, with which the next is compared.
    case passed
    /// One of those whose median will be the baseline. `found`: how many there are with it; `wanted`: how many it takes.
    case counted(found: Int, wanted: Int)

    /// `nil` when a snapshot cannot become what is missing.
    init?(_ absence: FoundBaseline.Absence) {
        switch absence {
        case .notMarked(let name): self = .marked(name)
        case .neitherMarkedNorPassed: self = .marked(BaselineName.standard)
        case .nonePassed: self = .passed
        case .tooFew(_, let least, let found): self = .counted(found: found + 1, wanted: least)
        case .noneWithLabel: return nil
        }
    }

    /// Which snapshot of its series it is. `count`: how many there are up to it.
    func beginning(_ count: Int) -> String {
        switch self {
        case _ where count < 2: "the first snapshot"
        case .marked: "the latest of \(count) snapshots, none of which was the baseline"
        case .passed: "the latest of \(count) snapshots, and the first that passed"
        case .counted: "the latest of \(count) snapshots, too few for a median"
        }
    }

    /// Why rules on growth are not judged.
    func obstacle(_ series: String, _ count: Int) -> String {
        switch self {
        case .marked, .passed:
            "the \(count < 2 ? "first snapshot" : "latest of \(count) snapshots") of \(series) is compared with nothing; the next one is"
        case .counted(let found, let wanted):
            "snapshot \(found) of \(series) is compared with nothing; \(wanted) have to come before one that is"
        }
    }

    /// What became of the snapshot, in words that follow "against".
    func words(_ series: String, _ id: Int64, _ count: Int, hasPassed: Bool) -> String {
        guard hasPassed else { return "nothing: \(series) has no baseline yet, and @\(id) does not become it, because it did not pass" }
        return switch self {
        case .marked(let name) where count < 2: "nothing: @\(id) is the first of \(series), and from now on its baseline '\(name)'"
        case .marked(let name):
            "nothing: @\(id) is the latest of \(count) snapshots of \(series), none of which was the baseline, and from now on its baseline "
                + "'\(name)'"
        case .passed: "nothing: @\(id) is the first of \(series) that passed, and the next is compared with it"
        case .counted: "nothing yet: \(obstacle(series, count))"
        }
    }
}

extension Session {
    /// Makes a snapshot that passed what it was to become. Otherwise each later run would be a first one, so a store that cannot be written
    /// is an error here.
    func settle(_ first: FirstBaseline, _ comparison: CheckComparison, _ budget: Budget) throws -> Int64? {
        guard let series = comparison.series, let id = comparison.after.id else { return nil }
        let store = try storeToWrite()
        try store.record(verdict: .pass, of: id, in: series, budget: budget.name, at: now)
        if case .marked(let name) = first {
            try store.setBaseline(name, of: series, to: id, at: now, note: first.beginning(comparison.snapshotCount), replacing: false)
        }
        return id
    }
}
