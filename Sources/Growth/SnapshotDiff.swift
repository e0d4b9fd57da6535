import RawMemory
package import SnapshotModel
import Synchronization

/// The comparison of two snapshots, or of the first and the last of a chain.
package struct SnapshotDiff: Sendable {
    package let verdict: Verdict
    /// In order of importance. Totals that decide the verdict come first.
    package let totals: [TotalChange]
    package let deciding: DecidingTotals
    /// Sections that both the first and the last snapshot have, in the catalog's order.
    package let tables: [SectionDiff]
    package let notComparable: [MissingPart]
    package let comparability: Comparability
    /// Whether the snapshots were given in the order of their times.
    package let order: TimeOrder
    /// Whether the process was started anew between the snapshots; `nil` when that is unknown, and for different processes.
    package let hasRestart: Bool?
    /// The number of steps from one snapshot to the next: 1 for a pair.
    package let steps: Int
    package let minChange: MinChange

    package func total(_ name: String) -> TotalChange? { totals.first { $0.name == name } }
    package func table(_ section: String) -> SectionDiff? { tables.first { $0.section == section } }

    /// The section that explains the verdict: the types, or, when these did not change enough, the first one with a total that grew, like the
    /// ledger for native memory. Many small rows explain nothing: groups of modules say more than modules. When another section has a total that
    /// grew by ten times as many bytes as the types, their growth is noise beside it.
    package var main: SectionDiff? {
        func isByRows(_ table: SectionDiff) -> Bool { !table.aligned.keys.isEmpty }
        let first = tables.first(where: isByRows) ?? tables.first
        guard let first, !deciding.grown.isEmpty else { return first }
        if first.moved(minChange) {
            guard let size = first.leadingSize, let own = first.sum(size).delta else { return first }
            let larger = deciding.grown.filter { total in
                total.unit == .bytes && (total.change.delta ?? 0) / SnapshotDiff.dwarfing >= max(own, 1)
            }
            return larger.flatMap(sections).compactMap { table($0) }.first { isByRows($0) && !$0.offered(all: false).isEmpty }
                ?? first
        }
        let grown = deciding.grown.flatMap(sections).compactMap { table($0) }
        let explaining = (grown + tables.filter { $0.moved(minChange) }).filter(isByRows)
        return explaining.first { !$0.offered(all: false).isEmpty } ?? first
    }

    /// The sections that both snapshots have the total from.
    package func sections(_ total: TotalChange) -> [String] { total.metric.sections { table($0)?.knows($1) ?? false } }

    /// From this factor on growth of another section is what the verdict is about.
    private static let dwarfing: Int128 = 10
}

/// A section or column that only one of the snapshots has, or a section that was not read. It is unknown there, which is not 0.
package struct MissingPart: Hashable, Sendable {
    package let section: String
    /// `nil` when the whole section is missing.
    package var column: String?
    /// The snapshot that lacks it.
    package let missingIn: End

    /// `both`: neither was read with the section, because the user asked for others.
    package enum End: String, Sendable { case before, after, both }

    /// `handles`, `types.live_count`.
    package var name: String { column.map { "\(section).\($0)" } ?? section }

    /// The ends of which a part is known to be missing, by the trust of what is compared. Two snapshots of one input lack the same.
    static func ends(_ before: Snapshot, _ after: Snapshot, _ level: (Snapshot) -> Trust.Level) -> Set<End> {
        if before.input.isSame(as: after.input) { return [] }
        return Set([(End.before, before), (.after, after)].filter { level($0.1) == .partial }.map(\.0))
    }
}

/// Compares `before` with `after`. `between` holds the snapshots taken between the two, oldest first. They show which rows grew at every
/// step.
package func diff(
    _ before: Snapshot, _ after: Snapshot, through between: [Snapshot] = [], _ options: DiffOptions = DiffOptions()
) -> SnapshotDiff {
    let given = [before] + between + [after]
    let chosen = ChosenParts(MixedInputs.comparable(given), options.catalog)
    let snapshots = chosen.snapshots
    let (before, after) = (snapshots.first ?? before, snapshots.last ?? after)
    let totals = options.catalog.changes(snapshots, withoutSumsOf: chosen.sections)
    let deciding = DecidingTotals(totals, options.minChange, arePrinted: snapshots.allSatisfy { $0.input.form == .text })
    let names = sectionNames(before, after, options.catalog)
    let aligned = names.map { name in snapshots.map { $0.table(name) } }
    let missing = missingParts(names, before, after) + unreadParts([before, after], options.catalog)
    let isShrunk = Verdict(deciding, nothingMoved: false) == .shrank
    let lives = ProcessLife.lives(snapshots.map(\.capture))
    let isJudged = totals.contains { $0.metric.total?.replaces ?? false && $0.change.delta != nil }
    let builds = Builds(snapshots)
    let tables = sectionDiffs(aligned) { tables in
        let rows = (tables.last ?? nil).map { [SnapshotPart($0.info.name)] } ?? []
        return SectionDiff(
            tables, lives: lives, options, shrinkageFirst: isShrunk, isJudged: isJudged, builds: builds,
            incomplete: MissingPart.ends(before, after) { $0.trust.level(of: rows) },
            sums: MissingPart.ends(before, after) { $0.trust.level(ofSumsOver: rows) })
    }
    // What owns memory is told from more of it in a full dump than in one of the heap.
    let isOneKind = Set(snapshots.map(\.capture.dumpKind)).count == 1
    // What is missing of a snapshot may have moved.
    let isWhole = before.input.isSame(as: after.input) || [before, after].allSatisfy { $0.trust.level > .partial }
    let nothingMoved =
        isWhole && missing.allSatisfy { $0.missingIn == .both }
        && totals.allSatisfy { $0.change.before == $0.change.after || !isOneKind && options.catalog.isOfMemory($0.metric.sections) }
        && tables.allSatisfy { $0.isUnmoved || !isOneKind && options.catalog.isOfMemory([$0.section]) && $0.isAsLarge }
    let comparability = Comparability(
        snapshots.map(\.capture), gaps: tables.compactMap(\.aligned.gap), mixture: MixedInputs.words(given), parts: chosen.words)
    return SnapshotDiff(
        verdict: comparability.processes == nil ? Verdict(deciding, nothingMoved: nothingMoved) : .inconclusive, totals: totals,
        deciding: deciding, tables: tables,
        notComparable: missing, comparability: comparability,
        order: options.isAsOrdered ? .ascending : TimeOrder(snapshots.map { [$0.capture] }),
        hasRestart: comparability.processes == nil ? ProcessLife.hasRestart(snapshots.map(\.capture)) : nil, steps: snapshots.count - 1,
        minChange: options.minChange)
}

extension Catalog {
    /// Whether sections tell who owns the memory of the process, which depends on how much of it the dump holds.
    fileprivate func isOfMemory(_ sections: [String]) -> Bool { !sections.isEmpty && sections.allSatisfy { section($0)?.bar != nil } }
}

/// Two threads share the sections: in most snapshots the types are as large as all others together.
private func sectionDiffs(_ aligned: [[Table?]], _ make: @escaping @Sendable ([Table?]) -> SectionDiff?) -> [SectionDiff] {
    struct Work {
        var next = 0
        var done: [Int: SectionDiff] = [:]

        mutating func takeNext() -> Int {
            defer { next += 1 }
            return next
        }
    }
    let work = Mutex(Work())
    runWorkers(2) { _ in
        while let place = work.withLock({ $0.next < aligned.count ? $0.takeNext() : nil }) {
            let made = make(aligned[place])
            work.withLock { $0.done[place] = made }
        }
    }
    return work.withLock { work in aligned.indices.compactMap { work.done[$0] } }
}

/// Sections of the catalog in its order, then other sections in the snapshots' order.
private func sectionNames(_ before: Snapshot, _ after: Snapshot, _ catalog: Catalog) -> [String] {
    var names = catalog.names.filter { before.table($0) != nil || after.table($0) != nil }
    for table in after.tables + before.tables where !names.contains(table.info.name) { names.append(table.info.name) }
    return names
}

/// The sections that the user did not ask for, in any of the snapshots.
private func unreadParts(_ snapshots: [Snapshot], _ catalog: Catalog) -> [MissingPart] {
    catalog.sections.filter { section in
        snapshots.allSatisfy { snapshot in
            snapshot.table(section.name) == nil && snapshot.input.onlySections?.contains(section.name) == false
                && section.question?.concerns(snapshot) != false
        }
    }.map { MissingPart(section: $0.name, missingIn: .both) }
}

private func missingParts(_ names: [String], _ before: Snapshot, _ after: Snapshot) -> [MissingPart] {
    var missing: [MissingPart] = []
    for name in names {
        guard let old = before.table(name) else {
            missing.append(MissingPart(section: name, missingIn: .before))
            continue
        }
        guard let new = after.table(name) else {
            missing.append(MissingPart(section: name, missingIn: .after))
            continue
        }
        func given(_ table: Table) -> [String] {
            table.info.columns.indices.filter { table.info.columns[$0].role != .attribute && !table.isAbsent($0) }.map {
                table.info.columns[$0].name
            }
        }
        missing += given(new).filter { !given(old).contains($0) }.map { MissingPart(section: name, column: $0, missingIn: .before) }
        missing += given(old).filter { !given(new).contains($0) }.map { MissingPart(section: name, column: $0, missingIn: .after) }
    }
    return missing
}

extension SectionDiff {
    /// Whether its rows have as many bytes in all.
    fileprivate var isAsLarge: Bool { leadingSize.map { sum($0).delta == 0 } ?? false }

    /// Whether no measure of any row differs between the two snapshots.
    package var isUnmoved: Bool {
        measures.allSatisfy { measure in
            guard let before = measure.values.first, let after = measure.values.last else { return true }
            return before == after
        }
    }
}
