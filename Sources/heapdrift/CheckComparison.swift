import Budgets
import FoundationEssentials
import SnapshotModel
import Storage

/// The snapshots of a check: the one that is judged, the baseline, and those between the two.
struct CheckComparison {
    var after: Session.Loaded
    var before: Before?
    var between: [Session.Loaded] = []
    var history: SeriesHistory?
    /// The series that is checked. The store keeps its verdict.
    var series: String?
    /// How the baseline was chosen, for people.
    var words: String
    /// Remarks about the series that decide nothing.
    var notes: [String] = []
    /// Why there is no baseline, and how to get one.
    var noBaseline = "there is nothing to compare with"

    /// The snapshots from the earliest to the judged one. A median is a group of several.
    private var groups: [[Session.Loaded]] { [before?.members ?? []] + between.map { [$0] } + [[after]] }
    /// Whether the judged snapshot would be compared with itself.
    var isOneSnapshot: Bool { before?.members.contains { $0.isSame(as: after) } ?? false }
    /// Whether two neighbours are one snapshot.
    var repeatsASnapshot: Bool {
        zip(groups, groups.dropFirst()).contains { earlier, later in
            earlier.contains { one in later.contains { one.isSame(as: $0) } }
        }
    }

    enum Before {
        case one(Session.Loaded)
        case median([Session.Loaded])

        var ends: CheckInput.Before {
            switch self {
            case .one(let loaded): .snapshot(loaded.judged)
            case .median(let several): .median(several.map(\.judged))
            }
        }

        var members: [Session.Loaded] {
            switch self {
            case .one(let loaded): [loaded]
            case .median(let several): several
            }
        }

        var single: Session.Loaded? { if case .one(let loaded) = self { loaded } else { nil } }
    }
}

extension Session.Loaded {
    /// The snapshot for a budget, whose globs match the real names of types. With `--redact` only the names in its capture are replaced.
    var judged: Snapshot {
        var judged = original
        judged.capture = snapshot.capture
        return judged
    }
}

extension Session {
    func comparison(_ subject: CheckTask.Subject, _ choice: BaselineChoice?, _ budget: Budget) throws -> CheckComparison {
        switch subject {
        case .references(let given):
            let references = try given.map { try settled($0) }
            // One snapshot of a series is checked as a member of it.
            if references.count == 1, case .stored(let stored, _) = references[0], let series = stored.series {
                return try comparison(stored, of: series, choice, budget)
            }
            let loaded = try references.map { try load($0) }
            guard let after = loaded.last else { throw Failure(.internalError, "internal", "check was planned with no snapshot") }
            guard loaded.count > 1 else {
                return CheckComparison(
                    after: after, words: "nothing",
                    noBaseline: "one snapshot alone says nothing of growth; give the earlier one too, or a series")
            }
            return CheckComparison(
                after: after, before: .one(loaded[0]), between: Array(loaded.dropFirst().dropLast()), words: "as given")
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
            return try comparison(.latest(series: name, back: 0), of: name, choice, budget)
        }
    }

    /// The snapshot that `reference` names, as one of its series, with the members before it.
    private func comparison(
        _ reference: SnapshotReference, of series: String, _ choice: BaselineChoice?, _ budget: Budget
    ) throws -> CheckComparison {
        let store = try storeToRead()
        let members = try store.members(upTo: reference, of: series)
        guard let latest = members.last else { throw Failure(.usage, "no-such-snapshot", "\(series): the series has no snapshots") }
        let earlier = Array(members.dropLast())
        var comparison = CheckComparison(after: try load(stored: latest.id, of: series), series: series, words: "nothing")
        if latest.time > now {
            comparison.notes.append(
                "@\(latest.id) of \(series) lies in the future (\(utcText(latest.time))), so snapshots that were taken since are placed before it"
            )
        }
        let candidates = StoredSeries(store: store, name: series, latest: latest.id, members: earlier)
        let found = try candidates.baseline(choice, standard: BaselineName.standard)
        comparison.words = found.words(series)
        comparison.noBaseline = comparison.words
        switch found {
        case .none: break
        case .one(let id, _):
            comparison.before = .one(try load(stored: id, of: series))
            if budget.rules.contains(where: \.everyPair), let start = earlier.firstIndex(where: { $0.id == id }) {
                comparison.between = try earlier[(start + 1)...].map { try load(stored: $0.id, of: series) }
            }
        case .median(let ids): comparison.before = .median(try ids.map { try load(stored: $0, of: series) })
        }
        if budget.trend != nil {
            comparison.history = try store.history(members.map(\.id), Catalog.standard.followedMeasures)
        }
        return comparison
    }

    /// Stores the verdict of a series' snapshot. `latest-green` looks for it.
    func record(_ verdict: CheckVerdict, _ comparison: CheckComparison, _ budget: Budget) {
        guard let series = comparison.series, let id = comparison.after.id, let verdict = StoredVerdict(rawValue: verdict.rawValue) else {
            return
        }
        do throws(StoreError) {
            try storeToWrite().record(
                verdict: verdict, of: id, in: series, budget: budget.name, at: Int64(Date.now.timeIntervalSince1970.rounded(.down)))
        } catch {
            messages.note("\(error.advised); the verdict is not kept")
        }
    }

    private func load(stored id: Int64, of series: String) throws -> Loaded {
        let found = try storeToRead().load(id)
        note(found.newer)
        var loaded = Loaded(snapshot: found.snapshot, id: found.id, series: series, wasKnown: true)
        if let redaction = try redaction() { loaded.snapshot = redaction.applied(to: loaded.snapshot) }
        return loaded
    }
}

/// A series of the store, for the search for a baseline.
private struct StoredSeries: BaselineSeries {
    let store: SnapshotStore
    let name: String
    let latest: Int64
    let members: [SnapshotSummary]

    var earlier: [(id: Int64, labels: [String: String])] { members.map { ($0.id, $0.labels) } }
    func marked(_ baseline: String) throws(StoreError) -> Int64? { try store.baseline(named: baseline, of: name) }
    func newestPassed() throws(StoreError) -> Int64? { try store.latestPassed(in: name, before: latest) }
}

extension FoundBaseline {
    /// How the baseline was chosen, or why there is none and how to get one.
    fileprivate func words(_ series: String) -> String {
        func mark(_ option: String) -> String { "'\(Product.name) baseline set \(series)@latest\(option)' marks one" }
        switch self {
        case .one(_, .marked(let name)): return "baseline '\(name)' of \(series)"
        case .one(_, .newestPassed): return "the newest of \(series) that passed"
        case .one(_, .label(let key, let value)): return "the newest of \(series) with \(key)=\(value)"
        case .median(let ids): return "the median of \(ids.count) snapshots of \(series)"
        case .none(.notMarked(let name)):
            return "\(series) has no baseline '\(name)'; \(mark(name == BaselineName.standard ? "" : " --name \(name)"))"
        case .none(.nonePassed): return "no earlier snapshot of \(series) has passed a check"
        case .none(.tooFew(let wanted, let least, let found)):
            return "a median of \(wanted) needs at least \(least) earlier snapshots, and \(series) has \(found)"
        case .none(.noneWithLabel(let key, let value)): return "no earlier snapshot of \(series) has the label \(key)=\(value)"
        case .none(.neitherMarkedNorPassed):
            return "\(series) has no baseline, and no earlier snapshot of it has passed a check; \(mark(""))"
        }
    }
}

/// The current day (UTC).
func today() -> Day? { Day(String(Date.now.formatted(.iso8601).prefix(10))) }
