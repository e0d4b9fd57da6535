package import SnapshotModel

/// One section of several snapshots, side by side: the outer join of their tables on the key columns.
///
/// Rows of one table with equal keys are summed first. Their number is the implicit measure `rows`, which is always the first one. Sums of
/// 64-bit cells are kept in 128 bits and cannot overflow. Rows are in the bytewise order of their keys.
package struct AlignedTable: Sendable {
    package let section: String
    package let rowUnit: Unit
    /// The columns of the join. A section that is compared by its sums has none, and all its rows are one.
    package let keys: [AlignedColumn]
    package let measures: [AlignedMeasure]
    /// Attributes from the latest snapshot that has the row. A cell is empty when the summed rows differ.
    package let attributes: [AlignedColumn]
    /// The texts that the words of text columns index, in bytewise order.
    package let texts: [String]
    package let rowCount: Int
    /// By row: whether it cannot be compared, because an input has no name for it (`RowMatching`), or because the snapshot that does not have it is
    /// known to lack rows: `dumpheap -stat` of which only the end was kept. What such a row is there is unknown, and not 0.
    package let isUnmatched: [Bool]
    /// `nil` when every row can be compared.
    package let gap: MatchingGap?

    /// `given` are of one section, oldest first; `nil` when there is none. `only` names the measures that are needed, if not all are. `lives`: by
    /// table a number that those of one life of a process share (`ProcessLife.lives`); without it each is of another. `builds`: those of the
    /// snapshots that they are from.
    /// `incomplete`: the ends whose table is known to lack rows.
    package init?(
        _ given: [Table], only: Set<String>? = nil, lives: [Int]? = nil, builds: Builds = .same, incomplete: Set<MissingPart.End> = []
    ) {
        let matching = RowMatching(given, lives: lives ?? Array(given.indices))
        let tables = RebuiltNames(matching, builds).tables.map(\.withoutHiddenColumns)
        guard let latest = tables.last else { return nil }
        section = latest.info.name
        rowUnit = latest.info.rowUnit
        let keyInfos = AlignedTable.jointKeys(tables)
        let attributeInfos = latest.info.positions(.attribute).map { latest.info.columns[$0] }
        var union = TextUnion()
        for table in tables { union.add(table.texts) }
        let sides = tables.indices.map { Side(tables[$0], keyInfos, attributeInfos, union.renumbering[$0]) }
        let groups = AlignedTable.join(sides, keyCount: keyInfos.count)
        texts = union.texts
        rowCount = groups.rowCount
        keys = keyInfos.indices.map { AlignedColumn(info: keyInfos[$0], words: groups.keys[$0]) }
        attributes = attributeInfos.indices.map { column in
            AlignedColumn(info: attributeInfos[column], words: groups.attributeCells(column, sides))
        }
        gap = matching.gap
        let places = sides.indices.map { groups.places(of: $0, sides[$0].order) }
        let implicit = ColumnInfo(name: AlignedMeasure.rowsName, role: .measure, type: .integer, unit: rowUnit)
        let presence = AlignedMeasure(implicit, groups.ranges.map { AlignedCells($0.map { Int128($0.count) }) })
        let unnamed = AlignedTable.unmatched(matching, keys, texts, rowCount)
        isUnmatched = unnamed.indices.map { row in
            func isLost(_ end: MissingPart.End, _ cells: AlignedCells??) -> Bool { incomplete.contains(end) && (cells ?? nil)?[row] == 0 }
            return unnamed[row] || isLost(.before, presence.values.first) || isLost(.after, presence.values.last)
        }
        measures =
            [presence]
            + AlignedTable.measureInfos(tables).filter { only?.contains($0.name) ?? true }.map { info in
                AlignedMeasure(
                    info, sides.indices.map { groups.cells(sides[$0].measure(info.name), of: $0, sides[$0].order, places[$0]) })
            }
    }

    /// The text of a cell; empty for a word without one.
    package func text(_ word: UInt64) -> String { word < UInt64(texts.count) ? texts[Int(word)] : "" }

    private static func unmatched(_ matching: RowMatching, _ keys: [AlignedColumn], _ texts: [String], _ rowCount: Int) -> [Bool] {
        if matching.unmatched.isEmpty { return [Bool](repeating: false, count: rowCount) }
        let names = keys.filter { $0.info.type == .text }
        func text(_ column: Int, _ row: Int) -> BytewiseText {
            guard column < names.count, let word = names[column].words[row], word < UInt64(texts.count) else { return BytewiseText("") }
            return BytewiseText(texts[Int(word)])
        }
        return (0..<rowCount).map { matching.unmatched.contains(RowName(name: text(0, $0), module: text(1, $0))) }
    }

    /// Key columns that every table has. Rows that differ in others alone are one row then: types of one name in several modules, where an input does
    /// not say the module. There are none when the tables have no key in common: then only sums are compared.
    private static func jointKeys(_ tables: [Table]) -> [ColumnInfo] {
        guard let latest = tables.last, tables.allSatisfy({ $0.info.comparison == .byKey }) else { return [] }
        func presentKeys(_ table: Table) -> [ColumnInfo] {
            table.info.positions(.key).filter { !table.isAbsent($0) }.map { table.info.columns[$0] }
        }
        let keys = tables.map { Set(presentKeys($0).map { "\($0.name) \($0.type)" }) }
        return presentKeys(latest).filter { key in keys.allSatisfy { $0.contains("\(key.name) \(key.type)") } }
    }

    /// Measures of the latest table, then those that only earlier tables have.
    private static func measureInfos(_ tables: [Table]) -> [ColumnInfo] {
        var infos: [ColumnInfo] = []
        for table in tables.reversed() {
            for position in table.info.positions(.measure) {
                let info = table.info.columns[position]
                let isTaken = info.name == AlignedMeasure.rowsName || infos.contains { $0.name == info.name }
                if info.type == .integer, !isTaken { infos.append(info) }
            }
        }
        return infos
    }
}

/// The cells of a key or an attribute; `nil` for an empty cell.
package struct AlignedColumn: Sendable {
    package let info: ColumnInfo
    package let words: [UInt64?]
}

/// The values of a measure, one array for each snapshot; `nil` for a snapshot that cannot give it.
package struct AlignedMeasure: Sendable {
    package let info: ColumnInfo
    package let values: [AlignedCells?]
    /// The sum over all rows, by snapshot.
    package let sums: [Int128?]

    package static let rowsName = "rows"

    init(_ info: ColumnInfo, _ values: [AlignedCells?]) {
        self.info = info
        self.values = values
        sums = values.map { $0?.sum }
    }
}

/// The sorted union of sorted lists of texts, and for each list the positions of its texts in the union.
private struct TextUnion {
    var texts: [String] = []
    var renumbering: [[UInt64]] = []

    mutating func add(_ more: [String]) {
        if renumbering.isEmpty {
            texts = more
            renumbering = [Array(0..<UInt64(more.count))]
            return
        }
        var merged: [String] = []
        merged.reserveCapacity(max(texts.count, more.count) + 16)
        var (old, new): ([UInt64], [UInt64]) = ([], [])
        old.reserveCapacity(texts.count)
        new.reserveCapacity(more.count)
        while old.count < texts.count || new.count < more.count {
            let next = UInt64(merged.count)
            if new.count == more.count {
                merged.append(texts[old.count])
                old.append(next)
            } else if old.count == texts.count {
                merged.append(more[new.count])
                new.append(next)
            } else if bytewiseEqual(texts[old.count], more[new.count]) {
                merged.append(texts[old.count])
                old.append(next)
                new.append(next)
            } else if bytewise(more[new.count], texts[old.count]) {
                merged.append(more[new.count])
                new.append(next)
            } else {
                merged.append(texts[old.count])
                old.append(next)
            }
        }
        texts = merged
        renumbering = renumbering.map { $0.map { old[Int($0)] } } + [new]
    }
}

/// One table prepared for the join: its keys are words of the common texts, and its rows are in the order of the keys.
private struct Side {
    let table: Table
    let keys: [[UInt64]]
    let attributes: [[UInt64]?]
    /// Row numbers in the order of the keys.
    let order: [Int]

    init(_ table: Table, _ keyInfos: [ColumnInfo], _ attributeInfos: [ColumnInfo], _ renumbering: [UInt64]) {
        func words(_ info: ColumnInfo, _ role: ColumnRole) -> [UInt64]? {
            guard
                let position = table.info.columns.firstIndex(where: { $0.name == info.name && $0.role == role && $0.type == info.type }),
                let words = table.columns[position]
            else { return nil }
            return info.type == .text ? words.map { renumbering[Int($0)] } : words
        }
        self.table = table
        let keys = keyInfos.map { words($0, .key) ?? [UInt64](repeating: 0, count: table.rowCount) }
        self.keys = keys
        attributes = attributeInfos.map { words($0, .attribute) }
        let rows = Array(0..<table.rowCount)
        func precedes(_ a: Int, _ b: Int) -> Bool {
            for words in keys where words[a] != words[b] { return words[a] < words[b] }
            return false
        }
        let isSorted = rows.dropFirst().allSatisfy { !precedes($0, $0 - 1) }
        order = isSorted ? rows : rows.sorted { precedes($0, $1) || (!precedes($1, $0) && $0 < $1) }
    }

    func measure(_ name: String) -> [UInt64]? {
        table.info.columns.firstIndex { $0.name == name && $0.role == .measure && $0.type == .integer }.flatMap { table.columns[$0] }
    }
}

/// The joined rows: their keys, and for each table the range of its ordered rows with these keys.
private struct JoinedGroups {
    var keys: [[UInt64]]
    var ranges: [[Range<Int>]]
    var rowCount = 0

    /// The row of a table for each joined row, -1 for one that it does not have; `nil` when several of its rows are one.
    func places(of table: Int, _ order: [Int]) -> [Int32]? {
        var places: [Int32] = []
        places.reserveCapacity(rowCount)
        for range in ranges[table] {
            guard range.count <= 1, let place = Int32(exactly: range.isEmpty ? -1 : order[range.lowerBound]) else { return nil }
            places.append(place)
        }
        return places
    }

    func cells(_ words: [UInt64]?, of table: Int, _ order: [Int], _ places: [Int32]?) -> AlignedCells? {
        guard let words else { return nil }
        if let places { return AlignedCells(words, at: places) }
        return AlignedCells(
            ranges[table].map { range in
                // Most joined rows are one row of the table.
                if range.count == 1 { return Int128(words[order[range.lowerBound]]) }
                return range.reduce(0) { $0 + Int128(words[order[$1]]) }
            })
    }

    func attributeCells(_ column: Int, _ sides: [Side]) -> [UInt64?] {
        (0..<rowCount).map { row in
            guard let latest = sides.indices.last(where: { !ranges[$0][row].isEmpty }), let words = sides[latest].attributes[column] else {
                return nil
            }
            let range = ranges[latest][row]
            let first = words[sides[latest].order[range.lowerBound]]
            return range.allSatisfy { words[sides[latest].order[$0]] == first } ? first : nil
        }
    }
}

extension AlignedTable {
    private static func join(_ sides: [Side], keyCount: Int) -> JoinedGroups {
        var groups = JoinedGroups(keys: Array(repeating: [], count: keyCount), ranges: Array(repeating: [], count: sides.count))
        // All keys are in one array in the order of rows, because comparing them takes most of the time.
        var words: [UInt64] = []
        let counts = sides.map(\.order.count)
        words.reserveCapacity(counts.reduce(0, +) * keyCount)
        let rowCount = (counts.max() ?? 0) + 16
        for key in 0..<keyCount { groups.keys[key].reserveCapacity(rowCount) }
        for side in sides.indices { groups.ranges[side].reserveCapacity(rowCount) }
        var starts: [Int] = []
        for side in sides {
            starts.append(words.count)
            for row in side.order { for key in 0..<keyCount { words.append(side.keys[key][row]) } }
        }
        var positions = [Int](repeating: 0, count: sides.count)
        func isLess(_ a: Int, _ b: Int) -> Bool {
            for key in 0..<keyCount where words[a + key] != words[b + key] { return words[a + key] < words[b + key] }
            return false
        }
        func isEqual(_ a: Int, _ b: Int) -> Bool {
            for key in 0..<keyCount where words[a + key] != words[b + key] { return false }
            return true
        }
        while true {
            var least: Int?
            for side in starts.indices where positions[side] < counts[side] {
                let here = starts[side] + positions[side] * keyCount
                if let found = least { if isLess(here, found) { least = here } } else { least = here }
            }
            guard let least else { return groups }
            for key in 0..<keyCount { groups.keys[key].append(words[least + key]) }
            for side in starts.indices {
                let start = positions[side]
                var end = start
                while end < counts[side], isEqual(starts[side] + end * keyCount, least) { end += 1 }
                positions[side] = end
                groups.ranges[side].append(start..<end)
            }
            groups.rowCount += 1
        }
    }
}
