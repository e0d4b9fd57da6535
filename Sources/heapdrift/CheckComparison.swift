import Budgets
import FoundationEssentials
import SnapshotModel
import Storage

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
            case .one(let loaded): .snapshot(loaded.judged)
            case .median(let several): .median(several.map(\.judged))
            }
        }

        var single: Invocation.Loaded? { if case .one(let loaded) = self { loaded } else { nil } }
    }
}

extension Invocation.Loaded {
    /// For a budget, whose globs mean the real names of types: with `--redact` only who the snapshot is of is replaced.
    var judged: Snapshot {
        var judged = original
        judged.capture = snapshot.capture
        return judged
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
        let store = try storeToRead()
        let members = try store.members(of: series)
        guard let latest = members.last else { throw Failure(.usage, "no-such-snapshot", "\(series): the series has no snapshots") }
        let earlier = Array(members.dropLast())
        var comparison = CheckComparison(after: try load(stored: latest.id, of: series), series: series, words: "nothing")
        let found = try baseline(choice, of: series, latest: latest.id, earlier, store)
        comparison.words = found.words
        comparison.noBaseline = found.words
        switch found.ids.count {
        case 0: break
        case 1 where !found.isMedian:
            comparison.before = .one(try load(stored: found.ids[0], of: series))
            if budget.rules.contains(where: \.everyPair), let start = earlier.firstIndex(where: { $0.id == found.ids[0] }) {
                comparison.between = try earlier[(start + 1)...].map { try load(stored: $0.id, of: series) }
            }
        default: comparison.before = .median(try found.ids.map { try load(stored: $0, of: series) })
        }
        if budget.trend != nil {
            comparison.history = try store.history(members.map(\.id), Catalog.standard.followedMeasures)
        }
        return comparison
    }

    /// The snapshots to compare with, oldest first, and where they come from; none, and why.
    private struct FoundBaseline {
        var ids: [Int64]
        var words: String
        var isMedian = false
    }

    private func baseline(
        _ choice: BaselineChoice?, of series: String, latest: Int64, _ earlier: [SnapshotSummary], _ store: SnapshotStore
    ) throws -> FoundBaseline {
        func mark(_ option: String) -> String { "'\(Product.name) baseline set \(series)@latest\(option)' marks one" }
        switch choice {
        case .named(let name):
            guard let id = try store.baseline(named: name, of: series) else {
                return FoundBaseline(
                    ids: [], words: "\(series) has no baseline '\(name)'; \(mark(name == BaselineName.standard ? "" : " --name \(name)"))")
            }
            return FoundBaseline(ids: [id], words: "baseline '\(name)' of \(series)")
        case .latestGreen:
            guard let id = try store.latestPassed(in: series, before: latest) else {
                return FoundBaseline(ids: [], words: "no earlier snapshot of \(series) has passed a check")
            }
            return FoundBaseline(ids: [id], words: "the newest of \(series) that passed")
        case .rolling(let count):
            let ids = earlier.suffix(count).map(\.id)
            guard ids.count >= max((count + 1) / 2, 2) else {
                let least = max((count + 1) / 2, 2)
                return FoundBaseline(
                    ids: [], words: "a median of \(count) needs at least \(least) earlier snapshots, and \(series) has \(ids.count)")
            }
            return FoundBaseline(ids: Array(ids), words: "the median of \(ids.count) snapshots of \(series)", isMedian: true)
        case .label(let key, let value):
            guard let found = earlier.last(where: { $0.labels[key] == value }) else {
                return FoundBaseline(ids: [], words: "no earlier snapshot of \(series) has the label \(key)=\(value)")
            }
            return FoundBaseline(ids: [found.id], words: "the newest of \(series) with \(key)=\(value)")
        case nil:
            if let id = try store.baseline(named: BaselineName.standard, of: series) {
                return FoundBaseline(ids: [id], words: "baseline '\(BaselineName.standard)' of \(series)")
            }
            if let id = try store.latestPassed(in: series, before: latest) {
                return FoundBaseline(ids: [id], words: "the newest of \(series) that passed")
            }
            return FoundBaseline(ids: [], words: "\(series) has no baseline, and no earlier snapshot of it has passed a check; \(mark(""))")
        }
    }

    /// Keeps the verdict of a series' snapshot: what `latest-green` asks for.
    func record(_ verdict: CheckVerdict, _ comparison: CheckComparison, _ budget: Budget) {
        guard let series = comparison.series, let id = comparison.after.id, let verdict = StoredVerdict(rawValue: verdict.rawValue) else {
            return
        }
        do throws(StoreError) {
            try storeToWrite().record(
                verdict: verdict, of: id, in: series, budget: budget.name, at: Int64(Date.now.timeIntervalSince1970.rounded(.down)))
        } catch {
            messages.note("\(error.sentence); the verdict is not kept")
        }
    }

    private func load(stored id: Int64, of series: String) throws -> Loaded {
        let found = try storeToRead().load(id)
        var loaded = Loaded(snapshot: found.snapshot, id: found.id, series: series, wasKnown: true)
        if let redaction = try redaction() { loaded.snapshot = redaction.applied(to: loaded.snapshot) }
        return loaded
    }
}

/// The day that it is (UTC).
func today() -> Day? { Day(String(Date.now.formatted(.iso8601).prefix(10))) }
