import SnapshotModel

/// The tables of a section of several snapshots, made ready to be joined by their keys, where some inputs have no names for some rows.
///
/// Rows are matched by their tokens and the builds of their modules (`SectionInfo.FollowedRows.Identity`): a row without a name gets the name
/// that another table has for it. Where an input does not prove the builds, tokens mean the same only in one life of a process; otherwise rows
/// without names are not compared.
struct RowMatching {
    /// The tables, with the names that could be given.
    let tables: [Table]
    /// The rows that cannot be compared: rows that remain without a name and that another table may have under another name, and
    /// the rows that they may be.
    private(set) var unmatched: Set<RowName> = []
    /// `nil` when every row can be compared.
    private(set) var gap: MatchingGap?

    /// `tables` are of one section, oldest first. `lives`: by table a number that those of one life of a process share.
    init(_ tables: [Table], lives: [Int]) {
        guard tables.count > 1, let columns = MatchedColumns(tables), tables.indices.contains(where: { columns.hasUnnamed(tables[$0]) })
        else {
            self.tables = tables
            return
        }
        var follower = TableLives()
        var sides = tables.indices.map { follower.side(tables[$0], columns, life: $0 < lives.count ? lives[$0] : -1 - $0) }
        MatchedSide.giveNames(&sides)
        var search = UnmatchedSearch(sides)
        search.separateBuilds()
        search.searchPairs()
        self.tables = search.sides.map(\.renamed)
        unmatched = search.unmatched
        gap = search.gap
    }
}

/// A table with its rows.
struct MatchedSide {
    let table: Table
    let columns: MatchedColumns
    var rows: [MatchedRow]
    /// What the rows say of the modules' builds.
    let builds: [BytewiseText: SaidBuild]

    init(_ table: Table, _ columns: MatchedColumns, life: Int) {
        self.table = table
        self.columns = columns
        func texts(_ column: String?, _ role: ColumnRole) -> (Int) -> String {
            guard let position = columns.position(column, role, table) else { return { _ in "" } }
            return { table.text(position, $0) }
        }
        let (name, module) = (texts(columns.name, .key), texts(columns.module, .key))
        let (token, build) = (texts(columns.identity.token, .attribute), texts(columns.identity.build, .attribute))
        var rows = (0..<table.rowCount).map { row in
            MatchedRow(
                RowName(name: BytewiseText(name(row)), module: BytewiseText(module(row))), tokens: token(row),
                builds: build(row), life: life)
        }
        var first: [BytewiseText: SaidBuild] = [:]
        // Modules of which the process has loaded more than one build.
        var several: Set<BytewiseText> = []
        for row in rows {
            for (module, build) in row.builds {
                if let known = first[module], known.text != build.text { several.insert(module) } else { first[module] = build }
            }
            if row.hasSeveralBuilds { several.formUnion(row.builds.keys) }
        }
        if !several.isEmpty { for row in rows.indices { rows[row].doubt(several) } }
        self.rows = rows
        builds = first.filter { !several.contains($0.key) }
    }

    /// Gives rows without names the best name that any table has for them.
    static func giveNames(_ sides: inout [MatchedSide]) {
        var best = BestNames()
        for side in sides { for row in side.rows { best.add(row) } }
        for side in sides.indices {
            for row in sides[side].rows.indices where sides[side].rows[row].unnamed != nil {
                guard let name = best.name(sides[side].rows[row].definitions) else { continue }
                sides[side].rows[row].key = name
                sides[side].rows[row].unnamed = UnnamedType(name.name.text)
            }
        }
    }

    /// The table with the names that were given.
    var renamed: Table {
        guard let name = columns.position(columns.name, .key, table) else { return table }
        let module = columns.position(columns.module, .key, table)
        let isSame = rows.indices.allSatisfy { row in
            bytewiseEqual(rows[row].key.name.text, table.text(name, row))
                && (module.map { bytewiseEqual(rows[row].key.module.text, table.text($0, row)) } ?? true)
        }
        if isSame { return table }
        var texts = TextPool()
        for text in table.texts { _ = texts.intern(text) }
        var words = table.columns
        words[name] = rows.map { UInt64(texts.intern($0.key.name.text)) }
        if let module { words[module] = rows.map { UInt64(texts.intern($0.key.module.text)) } }
        return Table(info: table.info, rowCount: table.rowCount, columns: words, texts: texts.texts)
    }
}

/// Finds the rows that cannot be compared.
private struct UnmatchedSearch {
    var sides: [MatchedSide]
    var unmatched: Set<RowName> = []
    private var gaps: [RowName: UnmatchedRow] = [:]

    init(_ sides: [MatchedSide]) { self.sides = sides }

    /// Rows without names that have the same number in different builds of a module are not one row. Their modules get the builds.
    mutating func separateBuilds() {
        var builds: [RowName: Set<[SaidBuild]>] = [:]
        for row in sides.flatMap(\.rows) { if let known = row.openBuilds { builds[row.key, default: []].insert(known) } }
        let several = builds.filter { !SaidBuild.areOne($0.value) }
        for side in sides.indices {
            for place in sides[side].rows.indices {
                let row = sides[side].rows[place]
                guard let others = several[row.key], let own = row.openBuilds else { continue }
                let words =
                    own.allSatisfy(\.isProved)
                    ? "build " + own.map(\.text).joined(separator: ", ") : "build not known, snapshot \(side + 1)"
                sides[side].rows[place].key.module = BytewiseText("\(row.key.module.text) (\(words))")
                add(row, as: sides[side].rows[place].key, isOfOtherBuilds: SaidBuild.haveOthers(others))
            }
        }
    }

    /// Looks at each table beside each other one.
    mutating func searchPairs() {
        for a in sides.indices { for b in sides.indices where a != b { search(sides[a], beside: sides[b]) } }
    }

    private mutating func search(_ side: MatchedSide, beside other: MatchedSide) {
        let open = side.rows.filter { $0.unnamed != nil }
        if open.isEmpty { return }
        let (own, others) = (Set(side.rows.map(\.key)), Set(other.rows.map(\.key)))
        let candidates = Dictionary(grouping: other.rows.filter { !own.contains($0.key) }, by: \.key.module)
        // Most placeholders differ only in their numbers.
        var found: [Shape: [MatchedRow]] = [:]
        for row in open where !others.contains(row.key) {
            // An address is another one in every process, so nothing can be said of it but that it is new or gone.
            guard let unnamed = row.unnamed, !unnamed.hasAddress else { continue }
            let shape = Shape(type: unnamed, module: row.key.module, builds: row.builds)
            let isAnywhere = row.key.module.text.isEmpty
            let partners =
                found[shape]
                ?? UnmatchedSearch.partners(
                    row, unnamed,
                    isAnywhere
                        ? Array(candidates.values.joined()) : (candidates[row.key.module] ?? []) + (candidates[BytewiseText("")] ?? []))
            found[shape] = partners
            if partners.isEmpty { continue }
            add(row, as: row.key, isOfOtherBuilds: partners.contains { row.isSurelyOfOtherBuilds(than: $0) })
            for partner in partners { unmatched.insert(partner.key) }
        }
    }

    private struct Shape: Hashable {
        let type: UnnamedType
        let module: BytewiseText
        let builds: [BytewiseText: SaidBuild]
    }

    /// The rows of another table that may be this row.
    private static func partners(_ row: MatchedRow, _ unnamed: UnnamedType, _ candidates: [MatchedRow]) -> [MatchedRow] {
        candidates.filter { other in
            !row.isOfSameBuilds(as: other) && (other.unnamed != nil || unnamed.mayBe(other.key.name.text))
        }
    }

    private mutating func add(_ row: MatchedRow, as key: RowName, isOfOtherBuilds: Bool) {
        unmatched.insert(key)
        let isKnown = isOfOtherBuilds || gaps[key]?.isOfOtherBuilds == true
        gaps[key] = UnmatchedRow(modules: row.unnamed?.modules ?? [], isOfOtherBuilds: isKnown)
    }

    var gap: MatchingGap? {
        sides.last.flatMap { MatchingGap(section: $0.table.info.name, Array(gaps.values)) }
    }
}
