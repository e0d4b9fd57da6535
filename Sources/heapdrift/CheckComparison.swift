import Budget
import FoundationEssentials
import Snapshot
import SnapshotStore

/// What a check compares: the snapshot that is judged, what it is held against, and what lies between.
struct CheckComparison {
    var after: Invocation.Loaded
    var before: Before?
    var between: [Invocation.Loaded] = []
    var history: SeriesHistory?
    /// The series that was named; its verdict is kept.
    var series: String?
    /// Where the earlier end comes from, for people.
    var words: String
    /// Why there is none, and what to do.
    var noBaseline = "there is nothing to compare with"

    enum Before {
        case one(Invocation.Loaded)
        case median([Invocation.Loaded])

        var ends: CheckInput.Before {
            switch self {
            case .one(let loaded): .snapshot(loaded.snapshot)
            case .median(let several): .median(several.map(\.snapshot))
            }
        }

        var single: Invocation.Loaded? { if case .one(let loaded) = self { loaded } else { nil } }
    }
}

extension Invocation {
    func comparison(_ subject: CheckTask.Subject, _ choice: BaselineChoice?, _ budget: Budget) throws -> CheckComparison {
        switch subject {
        case .references(let references):
            let loaded = try references.map { try load($0) }
            guard let after = loaded.last else { throw Failure(.internalError, "internal", "check was planned with no snapshot") }
            guard loaded.count > 1 else {
                return CheckComparison(
                    after: after, words: "nothing",
                    noBaseline: "one snapshot alone says nothing of growth; give the earlier one too, or a series")
            }
            return CheckComparison(
                after: after, before: .one(loaded[0]), between: Array(loaded.dropFirst().dropLast()), words: "as given")
        case .series(let name): return try comparison(series: name, choice, budget)
        case .onlySeries:
            let names = Set(try storeToRead().list(series: nil).compactMap(\.series))
            guard names.count == 1, let name = names.first else {
                let known = names.sorted(by: bytewise).prefix(8).joined(separator: ", ")
                throw Failure(
                    .usage, "usage",
                    names.isEmpty
                        ? "what is to be checked? The store holds no series; give dumps, like 'heapdrift check before.core after.core'"
                        : "which series is to be checked? The store holds \(known)")
            }
            return try comparison(series: name, choice, budget)
        }
    }

    private func comparison(series: String, _ choice: BaselineChoice?, _ budget: Budget) throws -> CheckComparison {
        throw Failure(.internalError, "internal", "not yet")
    }

    func record(_ verdict: CheckVerdict, _ comparison: CheckComparison, _ budget: Budget) {}
}

/// The day that it is (UTC).
func today() -> Day? { Day(String(Date.now.formatted(.iso8601).prefix(10))) }
