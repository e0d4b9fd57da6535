import Growth
import SnapshotModel

/// Sentences about the rows that make most of the growth of a comparison.
struct LargestPartText {
    private let numbers: NumberText
    private let main: SectionDiff
    var section: String { main.section }
    private let measure: Int
    private let all: GrowthFamilies
    /// Who holds the objects; `nil` when it is not known of both.
    private let holders: HeldByText?

    /// `nil` when nothing of the main table grew, or only its part in generation 0, and when rows of it cannot be compared: then nobody
    /// knows which part is the largest.
    init?(_ diff: SnapshotDiff, _ main: SectionDiff?, _ numbers: NumberText) {
        guard diff.verdict == .grew, let main, !main.aligned.keys.isEmpty, main.aligned.gap == nil else { return nil }
        let topics = diff.deciding.grown.map { $0.metric.total?.topic }
        guard diff.deciding.grownYoung.allSatisfy({ topics.contains($0.metric.total?.topic) }) else { return nil }
        self.numbers = numbers
        self.main = main
        measure = main.isOrderedByCount ? main.leadingCount : main.leadingSize ?? main.leadingCount
        all = GrowthFamilies(main, measure)
        holders = main.section == TypeRow.section.info.name ? HeldByText(diff) : nil
        if all.families.isEmpty { return nil }
    }

    /// `Largest part by bytes: 5 types of System.EventHandler<StackExchange.Redis.…>: +40,000 objects, +3.44 GB (98% of what grew).`
    ///
    /// The bytes are often in what the leaking objects drag along, so the sentence says by what the part is the largest.
    var largest: String { largest("Largest part") }

    /// The same of a section beside the main one: `Of the heap, the largest part by bytes: …`.
    var largestOfHeap: String { largest("Of the heap, the largest part") }

    private func largest(_ words: String) -> String {
        guard let family = all.families.first else { return "" }
        let share = NumberText.percent(Double(family.growth) / Double(all.grossGrowth))
        let unit = main.measures[measure].info.unit
        return
            "\(words) by \(unit == .bytes ? "bytes" : unit.noun ?? VisibleText.brief(main.measures[measure].info.heading)): \(name(family)): \(growth(family)) (\(share) of what grew)\(heldBy(family))."
    }

    /// `, held by static Lab.sessions > _entries > [].value`.
    private func heldBy(_ family: GrowthFamilies.Family) -> String {
        guard let holders, let names = main.key("name") else { return "" }
        let types = Set(family.rows.map { BytewiseText(main.aligned.text(names.words[$0] ?? .max)) })
        return holders.holder(of: types).map { ", held by " + HeldByText.shortened($0, to: LargestPartText.widestHolder) } ?? ""
    }

    private static let widestHolder = 80

    /// `Own types that grew: Orders.Session +4,000 objects, +192 kB; 2 more.`; `nil` when there are none beside the largest part.
    var own: String? {
        func text(_ key: String) -> ((Int) -> String)? {
            main.aligned.keys.first { $0.info.name == key && $0.info.type == .text }.map { column in
                { main.aligned.text(column.words[$0] ?? .max) }
            }
        }
        let isOwn: (Int) -> Bool
        if let module = text("module") {
            isOwn = { !ModuleOwner.isFramework(module($0)) }
        } else if main.section == TypeRow.section.info.name, let name = text("name") {
            // What debuggers print has no modules.
            isOwn = { !PlatformNames.isOfPlatform(name($0)) }
        } else {
            return nil
        }
        let own = all.families(where: isOwn)
        guard let first = own.first, own.count > 1 || first.rows != all.families.first?.rows else { return nil }
        let shown = own.prefix(LargestPartText.mostOwn).map { "\(name($0)) \(growth($0))" }
        let more = own.count > shown.count ? ["\(own.count - shown.count) more"] : []
        return "Own \(VisibleText.brief(main.section)) that grew: \((shown + more).joined(separator: "; "))."
    }

    /// `Without strings and arrays, the largest part: Shop.CacheEntry: +3,000 objects, +240 kB.`, where a comparison knows no holders and no types of
    /// the program: bytes are often in what the leaking objects drag along.
    var specific: String? {
        guard main.section == TypeRow.section.info.name, holders == nil, let names = main.key("name"), own == nil else { return nil }
        func isPayload(_ row: Int) -> Bool {
            let name = main.aligned.text(names.words[row] ?? .max)
            return name.hasSuffix("[]") || name == "System.String" || name == Input.notListed
        }
        guard let first = all.families.first, first.rows.allSatisfy(isPayload),
            let family = all.families(where: { !isPayload($0) }).first
        else { return nil }
        return "Without strings and arrays, the largest part: \(name(family)): \(growth(family))."
    }

    private static let mostOwn = 3
    private static let widest = 60

    private func name(_ family: GrowthFamilies.Family) -> String {
        // A name that is too long loses what its arguments have in common first.
        let fits = VisibleText.width(VisibleText.brief(family.name)) <= LargestPartText.widest
        let name = family.name.isEmpty ? "(no name)" : Shortening.visible(fits ? family.name : family.open, to: LargestPartText.widest)
        return family.rows.count == 1 ? name : "\(family.rows.count) \(main.aligned.rowUnit.noun ?? "rows") of \(name)"
    }

    private func growth(_ family: GrowthFamilies.Family) -> String {
        let bytes = numbers.signedPhrase(family.growth, main.measures[measure].info.unit)
        if measure == main.leadingCount { return bytes }
        let count = family.rows.reduce(Int128(0)) { $0 + (main.change(main.leadingCount, $1).delta ?? 0) }
        let unit = main.measures[main.leadingCount].info.unit
        if count == 0 { return bytes }
        return [numbers.signed(count, unit), unit.noun].compactMap(\.self).joined(separator: " ") + ", " + bytes
    }
}
