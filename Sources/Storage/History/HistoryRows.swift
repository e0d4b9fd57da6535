import SnapshotModel

/// One section over many snapshots while they stream by: a row is known by the ids of its names, and texts are looked up at the end.
struct HistoryRows {
    /// Of the newest snapshot that has the section.
    let info: SectionInfo
    private let keyInfos: [ColumnInfo]
    private let measures: [ColumnInfo]
    private let pointCount: Int
    /// The ids of row r's key at `r * keyInfos.count`.
    private var keys: [UInt64] = []
    /// By measure; row r at point p stands at `r * pointCount + p`.
    private var values: [[UInt64]]
    private var isGiven: [[Bool]]
    /// Rows by the hash of their key: open addressing, a power of two, at most half full. -1: free.
    private var slots = [Int32](repeating: -1, count: 1 << 10)
    private var rowCount = 0
    /// Rows of the snapshot before, in its order: the next one mostly has the same.
    private var lastRows: [Int] = []

    /// The id of a name that a table does not give; the text is empty.
    private static let noName = UInt64.max

    /// nil where the section has no rows to follow: keys that are no text, or sums alone that mean anything.
    init?(_ info: SectionInfo, _ wanted: [String], pointCount: Int) {
        let keyInfos = info.positions(.key).map { info.columns[$0] }
        guard info.comparison == .byKey, !keyInfos.isEmpty, keyInfos.allSatisfy({ $0.type == .text }) else { return nil }
        self.info = info
        self.keyInfos = keyInfos
        self.pointCount = pointCount
        measures = wanted.compactMap { name in info.columns.first { $0.name == name && $0.role == .measure && $0.type == .integer } }
        values = measures.map { _ in [] }
        isGiven = measures.map { _ in [Bool](repeating: false, count: pointCount) }
    }

    /// Cells of one measure at most: a gigabyte, 35 times what a year of 10,000 types takes.
    private static let cellLimit = 1 << 27

    /// What the snapshot at `point` has. Throws `implausible` for more rows than memory is taken for.
    mutating func add(_ section: SectionCodec.Section, at point: Int) throws(CodecError) {
        let columns = keyInfos.map { section.ids($0.name) }
        if rowCount == 0 { reserve(section.rowCount) }
        let words = measures.indices.map { measure in section.numbers(measures[measure].name) }
        for measure in measures.indices { isGiven[measure][point] = words[measure] != nil }
        var key = [UInt64](repeating: 0, count: columns.count)
        var places = [Int](repeating: 0, count: section.rowCount)
        var cursor = 0
        for row in 0..<section.rowCount {
            for column in columns.indices { key[column] = columns[column]?[row] ?? HistoryRows.noName }
            if cursor < lastRows.count, isKey(key, of: lastRows[cursor]) {
                places[row] = lastRows[cursor]
            } else {
                places[row] = try place(of: key)
                // Behind a row that came or went the old order goes on.
                if let next = lastRows[min(cursor, lastRows.count)...].prefix(8).firstIndex(of: places[row]) {
                    cursor = next
                } else {
                    continue
                }
            }
            cursor += 1
        }
        for measure in measures.indices {
            guard let words = words[measure] else { continue }
            HistoryRows.add(words, to: &values[measure], places, pointCount, point)
        }
        lastRows = places
    }

    private static func add(_ words: [UInt64], to cells: inout [UInt64], _ places: [Int], _ pointCount: Int, _ point: Int) {
        for row in words.indices where words[row] != 0 {
            let cell = places[row] * pointCount + point
            let (sum, overflow) = cells[cell].addingReportingOverflow(words[row])
            cells[cell] = overflow ? .max : sum
        }
    }

    // MARK: Rows by key

    private func isKey(_ key: [UInt64], of row: Int) -> Bool {
        for column in key.indices where keys[row * key.count + column] != key[column] { return false }
        return true
    }

    /// The row of a key; a new one when it has none.
    private mutating func place(of key: [UInt64]) throws(CodecError) -> Int {
        var slot = slot(key)
        while slots[slot] >= 0 {
            let row = Int(slots[slot])
            if isKey(key, of: row) { return row }
            slot = (slot + 1) & (slots.count - 1)
        }
        let row = rowCount
        guard (row + 1) * pointCount <= HistoryRows.cellLimit else { throw .implausible("\(row + 1) rows over \(pointCount) snapshots") }
        slots[slot] = Int32(row)
        rowCount += 1
        keys += key
        for measure in values.indices { values[measure].append(contentsOf: repeatElement(0, count: pointCount)) }
        if rowCount * 2 > slots.count { grow() }
        return row
    }

    private func slot(_ key: [UInt64]) -> Int {
        var hash: UInt64 = 0
        for word in key { hash = (hash ^ word) &* 0x9E37_79B9_7F4A_7C15 }
        return Int(hash >> 32) & (slots.count - 1)
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: slots.count * 2)
        for row in 0..<rowCount {
            var slot = slot(Array(keys[(row * keyInfos.count)..<((row + 1) * keyInfos.count)]))
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(row)
        }
    }

    /// Room for the rows of the first snapshot and some that come later.
    private mutating func reserve(_ rows: Int) {
        let cells = min((rows + rows / 16 + 16) * pointCount, HistoryRows.cellLimit)
        for measure in values.indices { values[measure].reserveCapacity(cells) }
    }

    // MARK: The result

    /// Of all names that keys mention: ascending, each once.
    var nameIDs: [UInt64] { Set(keys).subtracting([HistoryRows.noName]).sorted() }

    /// `texts`: of `nameIDs`. Ends the stream: the cells move into the result.
    mutating func history(_ texts: [String]) -> SectionHistory {
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
        let order = (0..<rowCount).sorted { isBefore($0, $1) || (!isBefore($1, $0) && $0 < $1) }
        // A store may have one name under two ids: such rows are one.
        var firsts: [Int] = []
        for place in order.indices where place == 0 || isBefore(order[place - 1], order[place]) { firsts.append(place) }
        var sorted: [[UInt64]] = []
        for measure in values.indices {
            sorted.append(cells(values[measure], order, firsts))
            values[measure] = []
        }
        return SectionHistory(
            section: info.name, rowUnit: info.rowUnit, followed: info.followed, keyNames: keyInfos.map(\.name),
            keys: (0..<width).map { column in firsts.map { rankTexts[rankKeys[order[$0] * width + column]] } }, measures: measures,
            values: sorted, isGiven: isGiven, pointCount: pointCount)
    }

    private func cells(_ words: [UInt64], _ order: [Int], _ firsts: [Int]) -> [UInt64] {
        var sorted: [UInt64] = []
        sorted.reserveCapacity(firsts.count * pointCount)
        for (number, first) in firsts.enumerated() {
            let end = number + 1 < firsts.count ? firsts[number + 1] : order.count
            sorted += words[(order[first] * pointCount)..<((order[first] + 1) * pointCount)]
            for place in (first + 1)..<max(end, first + 1) {
                for point in 0..<pointCount {
                    let cell = number * pointCount + point
                    let (sum, overflow) = sorted[cell].addingReportingOverflow(words[order[place] * pointCount + point])
                    sorted[cell] = overflow ? .max : sum
                }
            }
        }
        return sorted
    }
}

extension SectionCodec.Section {
    /// The words of a text column; nil: there is none of that name.
    func ids(_ name: String) -> [UInt64]? {
        guard let position = info.position(name), info.columns[position].type == .text else { return nil }
        return columns[position]
    }

    /// The words of a column of numbers; nil: there is none of that name, or this input cannot give it.
    func numbers(_ name: String) -> [UInt64]? {
        guard let position = info.position(name), info.columns[position].type == .integer else { return nil }
        return columns[position]
    }
}
