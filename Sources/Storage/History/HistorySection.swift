import SnapshotModel

/// The columns and sums that a history reads in the sections of one name.
struct WantedSection: Sendable {
    let name: String
    /// The text columns that rows are known by and the measures that are followed; none when only sums are wanted.
    let keys: [String]
    let measures: [String]
    let sums: [HistorySums.Wanted]

    /// The places of the wanted columns in a declaration.
    struct Columns: Sendable {
        /// Positions of the keys and measures; `nil` when there is no such column.
        let keys: [Int?]
        let measures: [Int?]
        /// By position: whether the column is read at all.
        let isWanted: [Bool]
    }

    func columns(_ info: SectionInfo) -> Columns {
        func position(_ name: String, _ type: ColumnType) -> Int? {
            info.position(name).flatMap { info.columns[$0].type == type ? $0 : nil }
        }
        let (keys, measures) = (keys.map { position($0, .text) }, measures.map { position($0, .integer) })
        let summed = Set(sums.flatMap(HistorySums.columns))
        return Columns(
            keys: keys, measures: measures,
            isWanted: info.columns.indices.map { position in
                keys.contains(position) || measures.contains(position) || summed.contains(info.columns[position].name)
            })
    }
}

/// The columns and sums that a history has taken from one section of one snapshot.
struct HistorySection: Sendable {
    private(set) var rowCount = 0
    /// In the order of `WantedSection.sums`; `nil` when the section does not give it.
    private(set) var sums: [HistorySums.Partial?] = []
    private var keys: [ColumnBuffer] = []
    private var measures: [ColumnBuffer] = []

    /// Takes what is wanted out of a decoded section, whose columns get the memory of those that were here.
    mutating func take(_ buffer: inout SectionBuffer, _ wanted: WantedSection, _ columns: WantedSection.Columns) {
        rowCount = buffer.rowCount
        sums = wanted.sums.map { HistorySums.partial($0, buffer) }
        HistorySection.take(&buffer, columns.keys, &keys)
        HistorySection.take(&buffer, columns.measures, &measures)
    }

    private static func take(_ buffer: inout SectionBuffer, _ positions: [Int?], _ own: inout [ColumnBuffer]) {
        own.setCount(positions.count, ColumnBuffer())
        for (place, position) in positions.enumerated() {
            if let position {
                // One that is wanted twice is taken once and copied.
                if let first = positions[..<place].firstIndex(of: position) {
                    own[place] = own[first]
                } else {
                    swap(&own[place], &buffer.columns[position])
                }
            } else {
                own[place].clear()
            }
        }
    }

    /// The words of a followed measure; `nil` when the section does not give it.
    func measure(_ measure: Int) -> [UInt64]? { measures[measure].presentWords }

    /// Moves the ids of a key column, or `absent` for every row, into `ids`.
    mutating func takeKey(_ key: Int, _ rowCount: Int, absent: UInt64, into ids: inout [UInt64]) {
        if keys[key].isPresent {
            keys[key].exchange(&ids)
        } else {
            ids = [UInt64](repeating: absent, count: rowCount)
        }
    }

    /// Words that are held.
    var wordCount: Int { rowCount * (keys.count + measures.count) }
}
