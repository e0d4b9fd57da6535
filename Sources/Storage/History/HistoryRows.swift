import SnapshotModel

/// One section over many snapshots while they stream by: a row is known by the ids of its names, and texts are looked up at the end.
struct HistoryRows {
    /// The declaration in the newest snapshot that has the section.
    let info: SectionInfo
    /// The columns that rows are known by, and the measures that are followed.
    let keyInfos: [ColumnInfo]
    let measures: [ColumnInfo]
    private let pointCount: Int
    /// The ids of row r's key at `r * keyInfos.count`.
    private var keys: [UInt64] = []
    private var cells: SeriesCells
    private var isGiven: [[Bool]]
    /// Rows by the hash of their key: open addressing, a power of two, at most half full. -1: free.
    private var slots = [Int32](repeating: -1, count: 1 << 10)
    /// The snapshot at hand and the one before: the ids of their rows by key column, and the row here of each of theirs.
    private var here: Order
    private var before: Order

    private struct Order {
        var ids: [[UInt64]]
        var places: [Int] = []
    }

    /// The id of a name that a table does not give; the text is empty.
    private static let noName = UInt64.max

    /// `nil` when the section has no rows to follow: keys that are no text, or sums alone that mean anything.
    init?(_ info: SectionInfo, _ wanted: [String], pointCount: Int) {
        let keyInfos = info.positions(.key).map { info.columns[$0] }
        guard info.comparison == .byKey, !keyInfos.isEmpty, keyInfos.allSatisfy({ $0.type == .text }) else { return nil }
        self.info = info
        self.keyInfos = keyInfos
        self.pointCount = pointCount
        measures = wanted.compactMap { name in info.columns.first { $0.name == name && $0.role == .measure && $0.type == .integer } }
        cells = SeriesCells(measureCount: measures.count, pointCount: pointCount)
        isGiven = measures.map { _ in [Bool](repeating: false, count: pointCount) }
        here = Order(ids: keyInfos.map { _ in [] })
        before = here
    }

    /// Cells of one measure at most: a gigabyte, 35 times what a year of 10,000 types takes.
    private static let cellLimit = 1 << 27

    /// Adds the rows of the snapshot at `point`. Takes the ids of the keys out of `section`. Throws `implausible` for more rows than memory is
    /// taken for.
    mutating func add(_ section: inout HistorySection, at point: Int) throws(CodecError) {
        let rowCount = section.rowCount
        for key in keyInfos.indices { section.takeKey(key, rowCount, absent: HistoryRows.noName, into: &here.ids[key]) }
        here.places.setCount(rowCount, 0)
        var (row, cursor) = (0, 0)
        while true {
            // The snapshot before mostly has the same rows in the same order.
            let run = sameRows(from: row, cursor, rowCount)
            for offset in 0..<run { here.places[row + offset] = before.places[cursor + offset] }
            (row, cursor) = (row + run, cursor + run)
            guard row < rowCount else { break }
            let place = try place(of: row)
            here.places[row] = place
            row += 1
            // Where a row came or went, the old order goes on after it.
            if let next = before.places[cursor...].prefix(8).firstIndex(of: place) { cursor = next + 1 }
        }
        let words = measures.indices.map { section.measure($0) }
        for measure in measures.indices { isGiven[measure][point] = words[measure] != nil }
        cells.add(words, here.places, at: point)
        swap(&here, &before)
    }

    /// The number of rows from `row` on that are those of the snapshot before from `old` on.
    private func sameRows(from row: Int, _ old: Int, _ rowCount: Int) -> Int {
        var count = min(rowCount - row, before.places.count - old)
        for key in keyInfos.indices { count = HistoryRows.run(here.ids[key], row, before.ids[key], old, count) }
        return count
    }

    /// The number of words from `here` and `there` on that are the same, of `count`.
    private static func run(_ words: [UInt64], _ here: Int, _ others: [UInt64], _ there: Int, _ count: Int) -> Int {
        for place in 0..<count where words[here + place] != others[there + place] { return place }
        return count
    }

    // MARK: Rows by key

    /// The row here of a row of the snapshot at hand; a new one when it has none.
    private mutating func place(of row: Int) throws(CodecError) -> Int {
        let key = here.ids.map { $0[row] }
        var slot = slot(key[...])
        while slots[slot] >= 0 {
            let place = Int(slots[slot])
            if keys[(place * key.count)..<((place + 1) * key.count)].elementsEqual(key) { return place }
            slot = (slot + 1) & (slots.count - 1)
        }
        let place = cells.rowCount
        guard (place + 1) * pointCount <= HistoryRows.cellLimit else {
            throw .implausible("\(place + 1) rows over \(pointCount) snapshots")
        }
        slots[slot] = Int32(place)
        keys += key
        cells.addRow()
        if cells.rowCount * 2 > slots.count { grow() }
        return place
    }

    private func slot(_ key: ArraySlice<UInt64>) -> Int {
        var hash: UInt64 = 0
        for word in key { hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15 }
        return Int(hash >> 32) & (slots.count - 1)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for place in 0..<cells.rowCount {
            var slot = slot(keys[(place * keyInfos.count)..<((place + 1) * keyInfos.count)])
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(place)
        }
    }

    // MARK: The result

    /// The ids of all names in keys: ascending, each once.
    var nameIDs: [UInt64] { Set(keys).subtracting([HistoryRows.noName]).sorted() }

    /// `texts`: of `nameIDs`. Ends the stream: the cells move into the result.
    mutating func history(_ texts: [String]) -> SectionHistory {
        cells.end()
        let width = keyInfos.count
        // Ranks of texts instead of texts: rows are sorted by numbers. 0 is the name that is not there.
        let byText = texts.indices.sorted { bytewise(texts[$0], texts[$1]) }
        var ranks: [UInt64: Int] = [HistoryRows.noName: 0]
        var rankTexts = [""]
        let ids = nameIDs
        for place in byText {
            if !(rankTexts.last ?? "").utf8.elementsEqual(texts[place].utf8) { rankTexts.append(texts[place]) }
            ranks[ids[place]] = rankTexts.count - 1
        }
        let rankKeys = keys.map { ranks[$0] ?? 0 }
        func isBefore(_ a: Int, _ b: Int) -> Bool {
            for column in 0..<width where rankKeys[a * width + column] != rankKeys[b * width + column] {
                return rankKeys[a * width + column] < rankKeys[b * width + column]
            }
            return false
        }
        let order = (0..<cells.rowCount).sorted { isBefore($0, $1) || (!isBefore($1, $0) && $0 < $1) }
        // A store may have one name under two ids: such rows are one.
        var firsts: [Int] = []
        for place in order.indices {
            if place == 0 || isBefore(order[place - 1], order[place]) {
                firsts.append(order[place])
            } else {
                cells.add([order[place]], to: firsts[firsts.count - 1])
            }
        }
        cells.arrange(firsts)
        return SectionHistory(
            section: info.name, rowUnit: info.rowUnit, followed: info.followed, keyNames: keyInfos.map(\.name),
            keys: (0..<width).map { column in firsts.map { rankTexts[rankKeys[$0 * width + column]] } }, measures: measures, cells: cells,
            isGiven: isGiven)
    }
}
