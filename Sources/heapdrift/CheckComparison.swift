import Budgets
import CommandLineTable
import FoundationEssentials
import Growth
import Reports
import SnapshotModel
import Storage

/// The snapshots of a check: the one that is judged, the baseline, and those between the two.
struct CheckComparison {
    var after: Session.Loaded
    /// Other samples of the judged build.
    var besides: [Session.Loaded] = []
    var before: Before?
    var between: [Session.Loaded] = []
    /// The numbers of the snapshots of the series between the baseline and the judged one, oldest first.
    var stored: [Int64] = []
    var history: SeriesHistory?
    /// The series that is checked. The store keeps its verdict.
    var series: String?
    /// How the baseline was chosen, for people.
    var words: String
    /// The name of the baseline, if the comparison is with a marked one.
    var marked: String?
    /// Whether the judged snapshot is the latest of its series, to which `baseline accept` moves the baseline.
    var isLatest = true
    /// Why the search found no baseline; `nil` when it found one, and without a series.
    var absence: FoundBaseline.Absence?
    /// The names of the baselines that the series has when the one that was asked for is not among them.
    var otherBaselines: [String] = []
    /// How many snapshots the series has up to the judged one.
    var snapshotCount = 1
    /// Remarks about the series that decide nothing.
    var notes: [String] = []
    /// Why there is no baseline, and how to get one.
    var noBaseline = "there is nothing to compare with"

    /// The snapshots from the earliest to the judged one. A median is a group of several.
    private var groups: [[Session.Loaded]] { [before?.members ?? []] + between.map { [$0] } + [judged] }
    private var judged: [Session.Loaded] { besides + [after] }
    /// Whether the judged snapshot would be compared with itself.
    var isOneSnapshot: Bool { before?.members.contains { one in judged.contains { one.isSame(as: $0) } } ?? false }
    /// Whether two neighbours are one snapshot.
    var repeatsASnapshot: Bool {
        zip(groups, groups.dropFirst()).contains { earlier, later in
            earlier.contains { one in later.contains { one.isSame(as: $0) } }
        }
    }

    /// For reports: the samples of each end that has several.
    var samples: CheckReport.Samples {
        func heads(_ loaded: [Session.Loaded]) -> [SnapshotHead] { loaded.count > 1 ? loaded.map(\.head) : [] }
        return isSampled ? CheckReport.Samples(before: heads(before?.members ?? []), after: heads(judged)) : CheckReport.Samples()
    }
    /// Whether several snapshots stand for one build, by the user's words.
    var isSampled = false
    /// The snapshot of the baseline whose rows are shown: the one nearest to the median. `nil` for a median of other builds.
    var typicalBefore: Session.Loaded? { isSampled ? before.flatMap { $0.members.typical } : before?.single }
    var typicalAfter: Session.Loaded { judged.typical ?? after }

    /// How growth that is meant is accepted; `nil` when no baseline was marked.
    private var acceptance: String? {
        guard let series, let marked else { return nil }
        let name = marked == BaselineName.standard ? "" : " \(Option.name.spelling) \(marked)"
        let command: String
        if isLatest {
            command = "\(Command.baselineAccept.verb.name) \(shellWord(series))\(name)"
        } else {
            guard let id = after.id else { return nil }
            command =
                "\(Command.baselineSet.verb.name) @\(id) \(Option.series.spelling) \(shellWord(series))\(name) \(Option.replace.spelling)"
        }
        return "'\(Product.name) \(command)' if the growth is meant"
    }

    /// What a user can do about violated rules when the numbers are meant.
    func next(_ failed: [Finding]) -> String? {
        let largest = failed.first { !$0.limit.kind.isGrowth }.map { "a larger limit at \($0.place.text) if the value is meant" }
        let steps = [failed.contains { $0.limit.kind.isGrowth } ? acceptance : nil, largest].compactMap(\.self)
        return steps.isEmpty ? nil : steps.joined(separator: "; ")
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

extension [Session.Loaded] {
    /// The one whose heap is nearest to the median of all; the first of several, and the last when no heap is known.
    fileprivate var typical: Session.Loaded? {
        let sizes = compactMap { $0.snapshot.totals.bytes }.sorted()
        guard sizes.count == count, count > 1 else { return last }
        let median = sizes[(count - 1) / 2]
        return first { $0.snapshot.totals.bytes == median }
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
    /// `label`: the label that the samples of a build share; `nil` when each snapshot counts by itself.
    func comparison(
        _ subject: CheckTask.Subject, _ choice: BaselineChoice?, _ label: String?, _ budget: Budget
    ) throws -> CheckComparison {
        switch subject {
        case .samples(let given, let against):
            let (earlier, later) = (try samples(against), try samples(given))
            var comparison = CheckComparison(after: later[later.count - 1], words: "as given")
            comparison.besides = Array(later.dropLast())
            comparison.before = earlier.count == 1 ? .one(earlier[0]) : .median(earlier)
            comparison.isSampled = true
            return comparison
        case .references(let given):
            let references = try given.map { try settled($0) }
            // One snapshot of a series is checked as a member of it.
            if references.count == 1, case .stored(let stored, _) = references[0], let series = stored.series {
                return try comparison(stored, of: series, choice, label, budget)
            }
            if let label {
                throw Failure(
                    .usage, "usage",
                    "'\(references[0].text)' is not of a series, so no other snapshot shares its \(label); name the series, or give the "
                        + "snapshots of both builds with --against")
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
            return try comparison(.latest(series: name, back: 0), of: name, choice, label, budget)
        }
    }

    /// The snapshot that `reference` names, as one of its series, with the members before it.
    private func comparison(
        _ reference: SnapshotReference, of series: String, _ choice: BaselineChoice?, _ label: String?, _ budget: Budget
    ) throws -> CheckComparison {
        let store = try storeToRead()
        let members = try store.members(upTo: reference, of: series)
        guard let latest = members.last else { throw Failure(.usage, "no-such-snapshot", "\(series): the series has no snapshots") }
        if let label { try requireLabel(label, of: series) }
        let build = try samples(of: latest, sharing: label, in: members)
        let own = Set(build.map(\.id))
        let earlier = members.filter { !own.contains($0.id) }
        var comparison = CheckComparison(after: try load(stored: latest.id, of: series), series: series, words: "nothing")
        comparison.isLatest = try store.list(series: series).last?.id == latest.id
        if latest.time > now {
            comparison.notes.append(
                "@\(latest.id) of \(series) lies in the future (\(utcText(latest.time))), so snapshots that were taken since are placed before it"
            )
        }
        comparison.besides = try build.dropLast().map { try load(stored: $0.id, of: series) }
        comparison.isSampled = label != nil
        if let label, latest.labels[label] == nil {
            comparison.notes.append("@\(latest.id) of \(series) has no label \(label), so it stands alone for its build")
        }
        let candidates = StoredSeries(store: store, name: series, latest: latest.id, own: own, members: earlier, budget: budget.name)
        let found = try candidates.baseline(choice, standard: BaselineName.standard)
        comparison.snapshotCount = members.count
        if case .none(.notMarked) = found { comparison.otherBaselines = try store.baselines(series: series).map(\.name) }
        comparison.words = found.words(series, others: comparison.otherBaselines)
        comparison.noBaseline = comparison.words
        switch found {
        case .none(let absence):
            comparison.absence = absence
            comparison.words = "nothing: \(comparison.noBaseline)"
        case .one(let id, let origin) where label != nil:
            if case .marked(let name) = origin { comparison.marked = name }
            let baseline = try store.list(series: nil).first { $0.id == id }
            // A baseline of the build itself is compared with the build, which says that it is one.
            let ids = try baseline.map { try samples(of: $0, sharing: label, in: members).map(\.id) } ?? [id]
            let loaded = try ids.map { try load(stored: $0, of: series) }
            comparison.before = loaded.count == 1 ? .one(loaded[0]) : .median(loaded)
            comparison.words += label.map { ", with every snapshot of its \($0)" } ?? ""
        case .one(let id, let origin):
            if case .marked(let name) = origin { comparison.marked = name }
            comparison.before = .one(try load(stored: id, of: series))
            if let start = earlier.firstIndex(where: { $0.id == id }) { comparison.stored = earlier[(start + 1)...].map(\.id) }
            if budget.rules.contains(where: \.everyPair) {
                comparison.between = try comparison.stored.map { try load(stored: $0, of: series) }
            }
        case .median(let ids): comparison.before = .median(try ids.map { try load(stored: $0, of: series) })
        }
        if budget.trend != nil {
            comparison.history = try history(members.map(\.id))
        }
        return comparison
    }

    /// Snapshots of the series between the baseline and the judged one, evenly spaced, in which suspects are looked for as well: with two alone a
    /// cache that fills looks like a leak. Empty unless all are of one life of the process: what another build or start had says nothing.
    func stages(_ comparison: CheckComparison) throws -> [Snapshot] {
        guard let series = comparison.series, let before = comparison.before?.single, !comparison.isSampled, comparison.between.isEmpty,
            ProcessLife.isOne([before.original.capture, comparison.after.original.capture])
        else { return [] }
        let ids = evenlySpaced(comparison.stored, Session.mostStages)
        let stages = try ids.map { try load(stored: $0, of: series) }
        let all = [before] + stages + [comparison.after]
        let isOrdered = zip(all, all.dropFirst()).allSatisfy { $0.original.capture.time <= $1.original.capture.time && !$0.isSame(as: $1) }
        return isOrdered && ProcessLife.isOne(all.map(\.original.capture)) ? stages.map(\.judged) : []
    }

    /// Without the two ends.
    private static let mostStages = StageChoice.most - 2

    /// Throws a usage failure when no snapshot of the series has the label: a mistyped one would make every snapshot a build of its own.
    private func requireLabel(_ label: String, of series: String) throws {
        let labels = Set(try storeToRead().list(series: series).flatMap(\.labels.keys)).sorted(by: bytewise)
        if labels.contains(where: { bytewiseEqual($0, label) }) { return }
        let shown = labels.prefix(8).joined(separator: ", ") + (labels.count > 8 ? ", …" : "")
        throw Failure(
            .usage, "usage",
            "no snapshot of \(series) has a label '\(label)'; "
                + (labels.isEmpty ? "they have no labels" : "their labels are \(shown)"))
    }

    /// The most snapshots that one build may have as samples.
    private static let mostSamples = 100

    /// The members of a series that have the same value of a label as `one`, which stands last; it alone without a label.
    private func samples(
        of one: SnapshotSummary, sharing label: String?, in members: [SnapshotSummary]
    ) throws(Failure) -> [SnapshotSummary] {
        guard let label, let value = one.labels[label] else { return [one] }
        let others = members.filter { $0.id != one.id && $0.labels[label] == value }
        guard others.count < Session.mostSamples else {
            throw Failure(
                .usage, "too-many-samples",
                "\(others.count + 1) snapshots have \(label)=\(value), and at most \(Session.mostSamples) are samples of one build; is it a "
                    + "label of a build?")
        }
        return others + [one]
    }

    /// The snapshots that references name, each dump once.
    private func samples(_ references: [Reference]) throws -> [Loaded] {
        var found: [Loaded] = []
        for reference in references {
            let loaded = try load(reference)
            if found.contains(where: { $0.isSame(as: loaded) }) {
                messages.note("careful: '\(reference.text)' is a dump that is among the samples already; it counts once")
            } else {
                found.append(loaded)
            }
        }
        return found
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
        noteUnusedReading("@\(id)")
        note(found.newer)
        var loaded = Loaded(snapshot: named(found.snapshot, try storeToRead()), id: found.id, series: series, wasKnown: true)
        if let redaction = try redaction() { loaded.snapshot = redaction.applied(to: loaded.snapshot) }
        return loaded
    }
}

/// A series of the store, for the search for a baseline.
private struct StoredSeries: BaselineSeries {
    let store: SnapshotStore
    let name: String
    let latest: Int64
    /// The samples of the latest build, the latest among them. None of them is a baseline for itself.
    let own: Set<Int64>
    let members: [SnapshotSummary]
    let budget: String

    var earlier: [(id: Int64, labels: [String: String])] { members.map { ($0.id, $0.labels) } }
    func marked(_ baseline: String) throws(StoreError) -> Int64? { try store.baseline(named: baseline, of: name) }
    func newestPassed() throws(StoreError) -> Int64? { try store.latestPassed(in: name, before: latest, except: own, by: budget) }
}

extension FoundBaseline {
    /// How the baseline was chosen, or why there is none and how to get one.
    fileprivate func words(_ series: String, others: [String]) -> String {
        func mark(_ option: String) -> String {
            "'\(Product.name) baseline set \(series)@latest\(option)' marks one, as does the first run with "
                + Option.firstBecomesBaseline.spelling
        }
        switch self {
        case .one(_, .marked(let name)): return "baseline '\(name)' of \(series)"
        case .one(_, .newestPassed): return "the newest of \(series) that passed"
        case .one(_, .label(let key, let value)): return "the newest of \(series) with \(key)=\(value)"
        case .median(let ids): return "the median of \(ids.count) snapshots of \(series)"
        case .none(.notMarked(let name)) where !others.isEmpty:
            let known = others.prefix(8).map { "'\($0)'" }.joined(separator: ", ") + (others.count > 8 ? ", …" : "")
            return "\(series) has no baseline '\(name)'; it has \(known)"
        case .none(.notMarked(let name)):
            return "\(series) has no baseline '\(name)'; \(mark(name == BaselineName.standard ? "" : " --name \(name)"))"
        case .none(.nonePassed):
            return "no earlier snapshot of \(series) has passed a check; the first run with \(Option.firstBecomesBaseline.spelling) does"
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
