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
    /// The suspects of severity error, each with the number of choices that have it.
    private var found: [String: Int] = [:]

    /// The least that must be sure of a suspect, in hundredths; `nil` when no limit is high enough.
    var leastConfidence: Int? {
        let standard = SuspectRule(place: RulePlace("suspects")).leastConfidence
        let least = max(standard, confidence + 1)
        return least < 100 ? least : nil
    }

    /// How much was looked at, and what looked like a leak, the most frequent ones first.
    var sentences: [String] {
        let order = found.sorted { $0.value != $1.value ? $0.value > $1.value : bytewise($0.key, $1.key) }
        var sentences = [
            "\(counted(choices, "choice")) of two to eight snapshots were looked at; at most \(confidence)% was sure of a leak"
        ]
        sentences += order.prefix(3).map { "\($0.key) looks like a leak in \($0.value) of \(choices) choices of snapshots" }
        if order.count > 3 { sentences.append("\(order.count - 3) more look like leaks in some choices of snapshots") }
        return sentences
    }

    /// `snapshots`: in all choices so far.
    mutating func add(_ suspects: [Suspect], snapshots: Int) {
        self.snapshots = snapshots
        choices += 1
        for suspect in suspects where suspect.severity == .error {
            confidence = max(confidence, Int((suspect.confidence * 100).rounded()))
            found["\(suspect.cause.rawValue) of \(suspect.subject)", default: 0] += 1
        }
    }

    mutating func add(_ other: SuspectFloor) {
        choices += other.choices
        snapshots += other.snapshots
        confidence = max(confidence, other.confidence)
        found.merge(other.found, uniquingKeysWith: +)
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
        progress.begin("looking for suspects", total: UInt64(choices.count))
        for choice in choices {
            try progress.check()
            var snapshots: [Snapshot] = []
            for point in choice {
                guard let id = history.points[point].id else { continue }
                let snapshot = try loaded[point] ?? named(store.load(id).snapshot, store)
                loaded[point] = snapshot
                snapshots.append(snapshot)
            }
            if let report = suspectReport(snapshots) { floor.add(report.suspects, snapshots: loaded.count) }
            progress.advance(1)
        }
        return floor.choices > 0 ? floor : nil
    }
}
