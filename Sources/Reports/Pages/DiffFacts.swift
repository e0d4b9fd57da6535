import Growth
import SnapshotModel

/// The changes of the sections without a table, a line each.
struct DiffFacts {
    private let diff: SnapshotDiff
    private let catalog: Catalog
    private let numbers: NumberText
    /// Sections with a line of their own.
    private let beside: [SectionDiff]

    /// `main`: the section that has a table.
    init(_ diff: SnapshotDiff, main: String?, _ catalog: Catalog, _ numbers: NumberText) {
        self.diff = diff
        self.catalog = catalog
        self.numbers = numbers
        beside = diff.tables.filter { $0.section != main && DiffFacts.isInOverview($0.section, catalog) }
    }

    private static func isInOverview(_ section: String, _ catalog: Catalog) -> Bool { catalog.section(section)?.isInOverview ?? true }

    private var text: SectionChangeText { SectionChangeText(numbers) }

    /// Sections whose sums moved: first those with a total that grew. The largest number of them has a line each, and the others share one.
    func moved(mostLines: Int) -> [PageFact] {
        let moved = beside.filter { $0.moved(diff.minChange) }
        let deciding = Set(diff.deciding.grown.flatMap(diff.sections))
        let ordered = moved.filter { deciding.contains($0.section) } + moved.filter { !deciding.contains($0.section) }
        let own = ordered.prefix(DiffFacts.ownLines)
        let others = ordered.dropFirst(own.count).map { table in
            "\(VisibleText.brief(table.section)) \(text.step(table.sum(table.leadingCount), table.measures[table.leadingCount].info.unit))"
        }
        return own.map { fact($0, mostLines: mostLines) }
            + (others.isEmpty ? [] : [PageFact("also", PageText(others.joined(separator: "; ")), mostLines: mostLines)])
    }

    /// The change of a section; of one that is drawn as a bar, the owners whose parts moved.
    private func fact(_ table: SectionDiff, mostLines: Int) -> PageFact {
        if let bar = catalog.section(table.section)?.bar, let text = OwnerChangeText(numbers).text(table, bar) {
            return PageFact(bar.label, PageText(text), mostLines: mostLines)
        }
        return PageFact(table.section, PageText(text.text(table)), mostLines: mostLines)
    }

    private static let ownLines = 5

    /// The collector's own numbers.
    var heap: PageFact? {
        let parts = [("committed", "committed"), ("free_bytes", "free")].compactMap { name, word -> String? in
            guard let total = diff.total(name), total.change.delta != nil else { return nil }
            return "\(word) \(text.step(total.change, total.unit))"
        }
        return parts.isEmpty ? nil : PageFact("heap", PageText(parts.joined(separator: ", ")))
    }

    /// Sections whose sums did not move.
    var steady: PageFact? { fact("steady", unmoved { $0 == 0 }) }

    /// Sections whose sums moved by less than counts.
    var small: PageFact? { fact("small", unmoved { $0 != 0 }) }

    private func fact(_ label: String, _ parts: [String]) -> PageFact? {
        parts.isEmpty ? nil : PageFact(label, PageText(parts.joined(separator: ", ")))
    }

    private func unmoved(_ isWanted: (Int128) -> Bool) -> [String] {
        beside.filter { !$0.moved(diff.minChange) }.compactMap { table in
            let count = table.sum(table.leadingCount)
            let delta = count.delta ?? 0
            // What neither has is not worth a word, and the number of the ledger's ranges says nothing.
            if !isWanted(delta) || count == Change(0, 0) || catalog.section(table.section)?.bar != nil { return nil }
            return "\(VisibleText.brief(table.section)) \(numbers.value(count.after ?? 0, table.measures[table.leadingCount].info.unit))"
                + (delta == 0 ? "" : " (\(numbers.signed(delta, .none)))")
        }
    }

    /// Sections and columns that one of the two lacks, or with which neither was read.
    var unknown: PageFact? {
        let parts = diff.notComparable.filter { $0.column != nil || DiffFacts.isInOverview($0.section, catalog) }.map {
            "\(VisibleText.brief($0.name)) (\($0.missingIn == .both ? "not read" : "not in \($0.missingIn.rawValue)"))"
        }
        return parts.isEmpty ? nil : PageFact("unknown", PageText(parts.joined(separator: ", ")))
    }
}
