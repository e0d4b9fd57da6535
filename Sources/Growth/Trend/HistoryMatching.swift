package import SnapshotModel

/// Matches the rows of a history where some of its snapshots have no names for some rows, as `RowMatching` does it for a few tables. The
/// snapshots are shown to it one after the other, and it keeps only the names and tokens of their rows.
package struct HistoryMatching {
    private let history: SeriesHistory
    private var sections: [SectionMatching]
    private var follower = ProcessLife()
    /// The number of the life of the process in the last snapshot, and the number of snapshots.
    private var life = 0
    private var count = 0

    /// `nil` when every row has a name, so that there is nothing to match.
    package init?(_ history: SeriesHistory) {
        self.history = history
        sections = history.sections.compactMap { SectionMatching($0) }
        if sections.isEmpty { return nil }
    }

    /// A snapshot of the history. `late` gives the name of a row, by its name and module as stored, that was learnt since.
    package mutating func add(_ snapshot: Snapshot, late: (_ name: String, _ module: String) -> String?) {
        // A life of which nothing is known is one of its own.
        if !follower.continues(snapshot.capture) { life = count }
        count += 1
        for index in sections.indices {
            if let table = snapshot.table(sections[index].section.section) {
                sections[index].add(table, point: count - 1, life: life, late)
            }
        }
    }

    /// The history with the rows matched, without those that cannot be.
    package func matched() -> SeriesHistory {
        var found: [String: (section: SectionHistory, gap: MatchingGap?)] = [:]
        for section in sections { found[section.section.section] = section.matched() }
        return SeriesHistory(
            points: history.points, metrics: history.metrics, sections: history.sections.map { found[$0.section]?.section ?? $0 },
            gaps: history.sections.compactMap { found[$0.section]?.gap ?? nil })
    }
}

private struct SectionMatching {
    let section: SectionHistory
    /// The keys of the section's rows.
    private let names: [RowName]
    private var best = BestNames()
    private var lives = TableLives()
    /// By key, with the name that was learnt since.
    private var known: [RowName: Known] = [:]
    /// By key as stored, the points of each name that was learnt since: one number is another type in every build.
    private var lateNames: [RowName: [BytewiseText: [Int]]] = [:]
    /// Keys as stored that have no such name at some point.
    private var open: Set<RowName> = []

    /// What the snapshots say of the rows with one key.
    private struct Known {
        var definitions: Set<[RowIdentity]> = []
        var openBuilds: Set<[SaidBuild]> = []

        var isOfSeveralBuilds: Bool { !SaidBuild.areOne(openBuilds) }

        /// One of them, with the builds.
        var row: MatchedRow
    }

    /// `nil` when the section's rows have no identity or all of them have names.
    init?(_ section: SectionHistory) {
        guard section.followed?.identity != nil, section.pointCount > 1, let texts = section.keys.first,
            texts.contains(where: { UnnamedType($0) != nil })
        else { return nil }
        self.section = section
        names = texts.indices.map { row in
            RowName(name: BytewiseText(texts[row]), module: BytewiseText(section.keys.count > 1 ? section.keys[1][row] : ""))
        }
    }

    mutating func add(_ table: Table, point: Int, life: Int, _ late: (String, String) -> String?) {
        guard let columns = MatchedColumns([table]) else { return }
        for var row in lives.side(table, columns, life: life).rows {
            if row.unnamed != nil {
                if let name = late(row.key.name.text, row.key.module.text) {
                    lateNames[row.key, default: [:]][BytewiseText(name), default: []].append(point)
                    row.key.name = BytewiseText(name)
                    row.unnamed = UnnamedType(name)
                } else {
                    open.insert(row.key)
                }
            }
            var entry = known[row.key] ?? Known(row: row)
            entry.definitions.formUnion(row.definitions)
            if entry.row.builds.isEmpty { entry.row = row }
            if let builds = row.openBuilds { entry.openBuilds.insert(builds) }
            known[row.key] = entry
            best.add(row)
        }
    }

    /// The rows with the names that were learnt since. Points of one key that have several names, or that have none, are several rows.
    private func split() -> SplitRows {
        var split = SplitRows(names: names, origins: Array(names.indices), cells: section.cells)
        for row in names.indices {
            guard let late = lateNames[names[row]] else { continue }
            var parts = late.sorted { bytewise($0.key.text, $1.key.text) }
            if !open.contains(names[row]), let last = parts.popLast() { split.names[row].name = last.key }
            for (name, points) in parts {
                split.cells.split(Set(points), of: row)
                split.names.append(RowName(name: name, module: names[row].module))
                split.origins.append(row)
            }
        }
        return split
    }

    /// Rows of a history, with the rows of the section that they come from.
    private struct SplitRows {
        var names: [RowName]
        var origins: [Int]
        var cells: SeriesCells
    }

    func matched() -> (section: SectionHistory, gap: MatchingGap?) {
        let rows = split()
        let names = rows.names
        let given = names.map(givenName)
        var unmatched: [Int: UnmatchedRow] = [:]
        for row in names.indices where given[row] == names[row] {
            // One number of two builds is two types, whose cells cannot be told apart any more.
            if let unnamed = UnnamedType(names[row].name.text), let known = known[names[row]], known.isOfSeveralBuilds {
                unmatched[row] = UnmatchedRow(modules: unnamed.modules, isOfOtherBuilds: SaidBuild.haveOthers(known.openBuilds))
            }
        }
        var groups: [RowName: [Int]] = [:]
        for row in names.indices { groups[given[row], default: []].append(row) }
        let partners = addPartners(rows, given, groups, &unmatched)
        let left = Set(unmatched.keys).union(partners)
        let order = groups.values.filter { rows in !rows.contains(where: left.contains) }.sorted { a, b in
            let (x, y) = (given[a[0]], given[b[0]])
            return x.name == y.name ? bytewise(x.module.text, y.module.text) : bytewise(x.name.text, y.name.text)
        }
        var cells = rows.cells
        for rows in order where rows.count > 1 { cells.add(rows.dropFirst(), to: rows[0]) }
        cells.arrange(order.map { $0[0] })
        let keys = section.keys.indices.map { column in
            order.map { group in
                column == 0
                    ? given[group[0]].name.text
                    : column == 1 ? given[group[0]].module.text : section.keys[column][rows.origins[group[0]]]
            }
        }
        return (
            SectionHistory(
                section: section.section, rowUnit: section.rowUnit, followed: section.followed, keyNames: section.keyNames, keys: keys,
                measures: section.measures, cells: cells, isGiven: section.isGiven),
            MatchingGap(section: section.section, Array(unmatched.values))
        )
    }

    /// The key of a row with its best name.
    private func givenName(_ key: RowName) -> RowName {
        guard UnnamedType(key.name.text) != nil, let known = known[key], !known.isOfSeveralBuilds else { return key }
        let names = Set(known.definitions.compactMap { best.name([$0]) })
        guard let only = names.first, names.count == 1 else { return key }
        return only
    }

    /// Rows without names that some snapshots lack, where another row of the module comes or goes that they may be. Returns the others.
    private func addPartners(
        _ split: SplitRows, _ given: [RowName], _ groups: [RowName: [Int]], _ unmatched: inout [Int: UnmatchedRow]
    ) -> Set<Int> {
        let names = split.names
        var presence: [RowName: [Bool]] = [:]
        for (key, rows) in groups { presence[key] = self.presence(rows, split.cells) }
        let candidates = Dictionary(grouping: groups.keys, by: \.module)
        var partners: Set<Int> = []
        for (key, rows) in groups {
            guard let unnamed = UnnamedType(key.name.text), !unnamed.hasAddress, let row = known[names[rows[0]]]?.row,
                let own = presence[key], own.contains(false)
            else { continue }
            for other in candidates[key.module] ?? [] where other != key {
                guard let there = presence[other], let first = groups[other]?.first, let its = known[names[first]]?.row,
                    zip(own, there).contains(where: { $0 && !$1 }), zip(own, there).contains(where: { !$0 && $1 }),
                    !row.isOfSameBuilds(as: its), UnnamedType(other.name.text) != nil || unnamed.mayBe(other.name.text)
                else { continue }
                let isOfOtherBuilds = row.isSurelyOfOtherBuilds(than: its)
                for row in rows {
                    let isKnown = isOfOtherBuilds || unmatched[row]?.isOfOtherBuilds == true
                    unmatched[row] = UnmatchedRow(modules: unnamed.modules, isOfOtherBuilds: isKnown)
                }
                partners.formUnion(groups[other] ?? [])
            }
        }
        return partners
    }

    /// By point: whether the section has one of the rows there.
    private func presence(_ rows: [Int], _ cells: SeriesCells) -> [Bool] {
        let counts = section.measures.firstIndex { $0.name == section.followed?.count }
        return (0..<section.pointCount).map { point in
            counts.map { count in section.isGiven[count][point] && rows.contains { cells.value(count, $0, point) > 0 } } ?? true
        }
    }
}
