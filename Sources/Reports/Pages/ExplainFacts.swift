import Growth
import SnapshotModel
import Suspects

/// The sentences on explained types.
struct ExplainFacts {
    private let report: ExplainReport
    private let numbers: NumberText
    private let types: ExplainedTypes
    private let holders: ExplainedHolders?

    init(_ report: ExplainReport, _ numbers: NumberText) {
        self.report = report
        self.numbers = numbers
        types = ExplainedTypes(report)
        holders = ExplainedHolders(report)
    }

    /// More live objects are bad; without live figures more objects.
    var role: PageRole { report.isComparison ? PageRole((types.sum("live_count") ?? types.sum("count"))?.delta) : .heading }

    func all(_ catalog: Catalog) -> [PageFact] {
        verdict + [alive, generations, held, retained, below, subscribers, examples, absence(catalog)].compactMap(\.self) + rules
    }

    // MARK: Suspects

    private var found: SuspectReport? { if case .two(let diff) = report.content { diff.suspects } else { nil } }

    /// The first suspect that is of these types or drags them along.
    private var verdict: [PageFact] {
        guard case .two(let diff) = report.content, let found else { return [] }
        let own = found.suspects.first { report.types.accepts($0.subject) }
        let dragging = own == nil ? found.suspects.first { $0.drags.contains { report.types.accepts($0.type) } } : nil
        guard let suspect = own ?? dragging else {
            // What could not be looked at is no reason for calm.
            return [
                PageFact("suspect", blind(found).isEmpty ? "no rule finds that these objects leak" : "unknown: not all rules could look")
            ]
        }
        let text = SuspectText(suspect, steps: diff.diff.steps, numbers)
        let why = own == nil ? "they are dragged along by a suspect: " : ""
        return [PageFact("suspect", PageText(why + text.statement), mostLines: 3)] + [text.why, text.next, text.sure].compactMap(\.self)
    }

    private func blind(_ found: SuspectReport) -> [String] {
        found.rules.compactMap { outcome in
            guard case .couldNotLook(let missing) = outcome.state else { return nil }
            return "\(outcome.rule) (no \(missing.name))"
        }
    }

    /// Which rules fired, which did not, and which could not look.
    private var rules: [PageFact] {
        guard let outcomes = found?.rules, !outcomes.isEmpty else { return [] }
        let fired = outcomes.filter { if case .fired = $0.state { true } else { false } }.map(\.rule)
        let quiet = outcomes.filter { $0.state == .quiet }.map(\.rule)
        let parts = [("fired", fired), ("quiet", quiet), ("could not look", found.map(blind) ?? [])].filter { !$0.1.isEmpty }
        return [PageFact("rules", PageText(parts.map { "\($0.0): \($0.1.joined(separator: ", "))" }.joined(separator: "; ")), mostLines: 4)]
    }

    /// The type, or the word for several of them.
    private var subject: String {
        let names = types.names
        if names.count == 1 { return Shortening.visible(names[0], to: Self.widest) }
        return "\(Shortening.visible(report.asked, to: Self.widest)) (\(NumberText.grouped(Int128(names.count))) types)"
    }

    private static let widest = 80
    private static let listed = 3

    // MARK: The sentence

    var sentence: String {
        let (isLive, count) = types.sum("live_count").map { (true, $0) } ?? (false, types.sum("count") ?? Change(nil, nil))
        let bytes = types.sum(isLive ? "live_bytes" : "bytes") ?? Change(nil, nil)
        let noun = isLive ? "live objects" : "objects"
        var text = "\(subject): "
        if report.isComparison, let delta = count.delta {
            text += delta == 0 ? "no more \(noun) than before" : "\(numbers.signed(delta, .objects)) \(noun)"
            if let size = bytes.delta, size != 0 { text += ", \(numbers.signedPhrase(size, .bytes))" }
        } else {
            text += "\(numbers.phrase(count.after ?? 0, .objects)) \(noun)"
            if let size = bytes.after { text += ", \(numbers.phrase(size, .bytes))" }
        }
        if let share = heldBy { text += share }
        return text + "."
    }

    /// Who holds most of them, or most of what is new.
    private var heldBy: String? {
        guard let first = holders?.ways.first else { return nil }
        let isGrowth = report.isComparison && (first.count.delta ?? 0) > 0
        let parts = (holders?.ways ?? []).map { (isGrowth ? $0.count.delta : $0.count.after) ?? 0 }
        let total = parts.filter { $0 > 0 }.reduce(0, +)
        guard let part = parts.first, part > 0 else { return nil }
        var most = (words: HeldByText.shortened(first.words, to: 100), part: part)
        // Several fields of one root: the root says more.
        if most.part * 2 <= total, let root = roots(isGrowth).first, root.part > most.part { most = root }
        let which = isGrowth ? "the new ones" : "them"
        if most.part == total { return "; all\(isGrowth ? " of the new ones" : "") are held by \(most.words)" }
        let share = NumberText.percent(Double(most.part) / Double(total))
        return "; \(share == "100%" ? "nearly all" : share) of \(which) are held by \(most.words)"
    }

    /// The roots with the numbers of objects that hang on them, the largest first.
    private func roots(_ isGrowth: Bool) -> [(words: String, part: Int128)] {
        var sums: [BytewiseText: Int128] = [:]
        for way in holders?.ways ?? [] {
            let root = way.holder.split(separator: HolderRow.separator, maxSplits: 1).first.map(String.init) ?? way.holder
            let part = (isGrowth ? way.count.delta : way.count.after) ?? 0
            if part > 0 { sums[BytewiseText(HolderRow.words(root: way.root, root)), default: 0] += part }
        }
        return sums.sorted { a, b in a.value != b.value ? a.value > b.value : bytewise(a.key.text, b.key.text) }.map {
            (Shortening.visible($0.key.text, to: 100), $0.value)
        }
    }

    /// A table of holders without the type, where all rows have the same.
    func withoutType(_ table: PageTable) -> PageTable {
        var table = table
        guard types.names.count == 1, let column = table.columns.firstIndex(where: { $0.title == "type" }) else { return table }
        table.columns[column].obviousText = types.names[0]
        return table
    }

    // MARK: Facts

    private var alive: PageFact? {
        guard let live = types.sum("live_count"), let all = types.sum("count"), let bytes = types.sum("live_bytes"),
            let whole = types.sum("bytes"),
            let now = live.after, let of = all.after, let size = bytes.after, let wholeSize = whole.after
        else { return nil }
        var text = "\(numbers.phrase(now, .objects)) of \(numbers.phrase(of, .objects)) objects, "
        text += "\(numbers.phrase(size, .bytes)) of \(numbers.phrase(wholeSize, .bytes))"
        if of > now { text += "; the other \(numbers.phrase(of - now, .objects)) are garbage that no collection has removed yet" }
        if let before = live.before, let beforeAll = all.before {
            text += "; before \(numbers.phrase(before, .objects)) of \(numbers.phrase(beforeAll, .objects))"
        }
        return PageFact("alive", PageText(text), mostLines: 3)
    }

    private var generations: PageFact? {
        let names = ["gen0", "gen1", "gen2", "loh", "poh", "frozen"]
        let parts = names.compactMap { name -> String? in
            guard let count = types.sum("\(name)_count"), let after = count.after, after != 0 || (count.before ?? 0) != 0 else {
                return nil
            }
            let delta = count.delta.map { $0 == 0 ? "" : " (\(numbers.signed($0, .objects)))" } ?? ""
            return "\(name) \(numbers.phrase(after, .objects))\(delta)"
        }
        return parts.isEmpty ? nil : PageFact("generations", PageText(parts.joined(separator: ", ")))
    }

    /// What would be garbage without these objects. Only a reading that was asked for it knows.
    private var retained: PageFact? {
        guard types.names.count == 1, let bytes = types.sum("retained_bytes")?.after, let count = types.sum("retained_count")?.after else {
            return nil
        }
        return PageFact(
            "retains",
            PageText(
                "\(numbers.phrase(bytes, .bytes)) in \(numbers.phrase(count, .objects)) objects would be garbage without them, by dominators"
            ))
    }

    /// What hangs on these objects in the tree.
    private var held: PageFact? {
        guard types.names.count == 1 else { return nil }
        guard let bytes = types.sum("held_bytes")?.after, let count = types.sum("held_count")?.after,
            let own = types.sum("live_bytes")?.after
        else {
            return nil
        }
        return PageFact(
            "holds",
            PageText(
                "\(numbers.phrase(bytes, .bytes)) in \(numbers.phrase(count, .objects)) objects, its own \(numbers.phrase(own, .bytes)) included "
                    + "(exclusive bytes of the tree of holders: without what something else reaches first)"), mostLines: 3)
    }

    private var below: PageFact? {
        guard let below = holders?.below.filter({ !report.isComparison || ($0.bytes.delta ?? 0) > 0 }), !below.isEmpty else { return nil }
        let shown = below.prefix(Self.listed).map { sum in
            let name = Shortening.visible(sum.type, to: Self.widest)
            return report.isComparison
                ? "\(name) \(numbers.signed(sum.count.delta ?? 0, .objects)), \(numbers.signedPhrase(sum.bytes.delta ?? 0, .bytes))"
                : "\(name) \(numbers.phrase(sum.count.after ?? 0, .objects)), \(numbers.phrase(sum.bytes.after ?? 0, .bytes))"
        }
        return PageFact("below", PageText(listed(shown, of: below.count)), mostLines: 4)
    }

    private var subscribers: PageFact? {
        let all = ExplainedSubscriber.all(report).filter { !report.isComparison || ($0.references.delta ?? 0) != 0 }
        if all.isEmpty { return nil }
        let shown = all.prefix(Self.listed).map { subscriber in
            let count =
                report.isComparison
                ? numbers.signed(subscriber.references.delta ?? 0, .objects) : numbers.phrase(subscriber.references.after ?? 0, .objects)
            let method = Shortening.visible(subscriber.method, to: Self.widest)
            let place =
                subscriber.publisher.isEmpty
                ? ""
                : " to \(Shortening.visible(subscriber.event, to: Self.widest)) of \(Shortening.visible(subscriber.publisher, to: Self.widest))"
            return "\(count) x \(method)\(place)"
        }
        return PageFact("subscribers", PageText(listed(shown, of: all.count)), mostLines: 4)
    }

    private var examples: PageFact? {
        guard let first = holders?.ways.first(where: { !$0.examples.isEmpty }) else { return nil }
        let addresses = first.examples.split(separator: ", ")
        return PageFact("addresses", PageText("gcroot \(addresses[0])" + addresses.dropFirst().map { "; dumpobj \($0)" }.joined()))
    }

    private func absence(_ catalog: Catalog) -> PageFact? {
        guard holders == nil, let question = catalog.section(HolderRow.section.info.name)?.question else { return nil }
        return PageFact("held by", PageText("unknown: \(question.otherwise)"))
    }

    private func listed(_ shown: [String], of count: Int) -> String {
        (shown + (count > shown.count ? ["\(count - shown.count) more"] : [])).joined(separator: "; ")
    }
}
