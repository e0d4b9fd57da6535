import Budgets
import Growth
import RawMemory
import Reports
import SnapshotModel
import Storage
import Suspects

/// How sure suspects are in a series that leaks nothing.
struct SuspectFloor {
    private(set) var choices = 0
    /// The number of snapshots in them.
    private(set) var snapshots = 0
    /// In hundredths: the most that was sure of a suspect of severity error; 0 when there was none.
    private(set) var confidence = 0
    /// What the surest of them are about: with a limit from their growth the budget would allow them.
    private(set) var topics: Set<String> = []
    /// The suspects of severity error, each with the number of choices that have it.
    private var found: [String: Int] = [:]
    /// By rule: what it needs and no choice holds; `nil` for a rule that could look in one of them.
    private var lacking: [String: String?] = [:]

    private static let standard = SuspectRule(place: RulePlace("suspects")).leastConfidence

    /// The least that must be sure of a suspect, in hundredths; `nil` when no limit is high enough.
    var leastConfidence: Int? {
        let least = max(SuspectFloor.standard, confidence + 1)
        return least < 100 ? least : nil
    }

    /// How much was looked at, and what looked like a leak, the most frequent ones first.
    var sentences: [String] {
        let order = found.sorted { $0.value != $1.value ? $0.value > $1.value : bytewise($0.key, $1.key) }
        let surest = confidence == 0 ? "none looked like a leak" : "the surest suspect had \(confidence)% confidence"
        var sentences = ["checked \(counted(choices, "selection")) of two to eight snapshots; \(surest)"]
        sentences += order.prefix(3).map { "\($0.key) looks like a leak in \($0.value) of \(choices) selections" }
        if order.count > 3 { sentences.append("\(order.count - 3) more look like leaks in some selections") }
        if !topics.isEmpty {
            sentences.append(
                "no limits for \(topics.sorted().joined(separator: ", ")): they would allow what looks like a leak; end the series before it with "
                    + "SERIES@DATE")
        }
        if leastConfidence == nil { sentences.append("no rule on suspects: no confidence is above that of this one") }
        let blind = lacking.compactMap { rule, part in part.map { "\(rule) (\($0))" } }.sorted { bytewise($0, $1) }
        if !blind.isEmpty { sentences.append("not looked for, since the snapshots lack what it takes: \(blind.joined(separator: ", "))") }
        return sentences
    }

    /// `snapshots`: in all choices so far.
    mutating func add(_ report: SuspectReport, snapshots: Int) {
        self.snapshots = snapshots
        choices += 1
        for suspect in report.suspects where suspect.severity == .error {
            let own = Int((suspect.confidence * 100).rounded())
            confidence = max(confidence, own)
            if own >= SuspectFloor.standard { topics.formUnion(suspect.cause.topics) }
            found["\(suspect.cause.rawValue) of \(suspect.subject)", default: 0] += 1
        }
        for rule in report.rules {
            if case .couldNotLook(let part) = rule.state {
                lacking[rule.rule] = lacking[rule.rule] ?? .some(part.name)
            } else {
                lacking[rule.rule] = .some(nil)
            }
        }
    }

    mutating func add(_ other: SuspectFloor) {
        choices += other.choices
        snapshots += other.snapshots
        confidence = max(confidence, other.confidence)
        topics.formUnion(other.topics)
        found.merge(other.found, uniquingKeysWith: +)
        lacking.merge(other.lacking) { $0 == nil ? $0 : $1 }
    }
}

extension Session {
    /// So many snapshots of a life are loaded, and so many choices of them looked at.
    private static let latest = 24
    private static let mostChoices = 200

    /// `nil` when no two snapshots of one life say what is alive.
    func suspectFloor(_ history: SeriesHistory) throws -> SuspectFloor? {
        let live = history.metrics.first { $0.metric.name == "heap.live" }?.values ?? []
        let choices = history.usualChoices(latest: Session.latest, most: Session.mostChoices).filter { choice in
            choice.allSatisfy { live.indices.contains($0) && live[$0] != nil }
        }
        if choices.isEmpty { return nil }
        let store = try storeToRead()
        var floor = SuspectFloor()
        var loaded: [Int: Snapshot] = [:]
        var seen: Set<Int> = []
        progress.begin("looking for suspects", total: UInt64(choices.count))
        for choice in choices {
            try progress.check()
            // Earlier lives follow the latest one, and no choice is of two.
            if let first = loaded.keys.min(), let last = choice.last, last < first { loaded = [:] }
            var snapshots: [Snapshot] = []
            for point in choice {
                guard let id = history.points[point].id else { continue }
                let snapshot = try loaded[point] ?? named(store.load(id).snapshot, store)
                loaded[point] = snapshot
                seen.insert(point)
                snapshots.append(snapshot)
            }
            if let report = suspectReport(snapshots) { floor.add(report, snapshots: seen.count) }
            progress.advance(1)
        }
        return floor.choices > 0 ? floor : nil
    }
}
