import Growth
import SnapshotModel

/// The followed rows of one section in all snapshots of a check, side by side, and the rows that a rule's globs match.
struct RowTable {
    private let aligned: AlignedTable
    /// The word of each row in the column of names.
    private let nameWords: [Int]
    private let moduleWords: [Int]?
    private let counts: [AlignedCells?]
    private let sizes: [AlignedCells?]

    /// The parts of the rows in generation 0 when `isYoung` is set. `nil` when a snapshot does not hold the section.
    init?(_ section: SectionInfo, before: CheckInput.Before?, between: [Snapshot], after: Snapshot, isYoung: Bool = false) {
        let earlier = before?.snapshots ?? []
        let snapshots = earlier + between + [after]
        let tables = snapshots.compactMap { $0.table(section.name) }
        guard tables.count == snapshots.count, let followed = section.followed else { return nil }
        let (count, size) = isYoung ? (followed.young?.count, followed.young?.size) : (followed.count, followed.size)
        guard let aligned = AlignedTable(tables, only: Set([count, size].compactMap(\.self))),
            let names = aligned.keys.first(where: { $0.info.type == .text })
        else { return nil }
        self.aligned = aligned
        nameWords = names.words.map { $0.flatMap { Int(exactly: $0) } ?? Int.max }
        moduleWords = aligned.keys.filter { $0.info.type == .text }.dropFirst().first.map { column in
            column.words.map { $0.flatMap { Int(exactly: $0) } ?? Int.max }
        }
        func measure(_ name: String?) -> [AlignedCells?] {
            guard let values = aligned.measures.first(where: { $0.info.name == name })?.values else {
                return Array(repeating: nil, count: between.count + 1 + (earlier.isEmpty ? 0 : 1))
            }
            return (earlier.isEmpty ? [] : [RowTable.median(Array(values.prefix(earlier.count)))]) + values.dropFirst(earlier.count)
        }
        counts = measure(count)
        sizes = measure(size)
    }

    var rowCount: Int { aligned.rowCount }

    func name(_ row: Int) -> String { aligned.text(UInt64(nameWords[row])) }
    func module(_ row: Int) -> String? { moduleWords.map { aligned.text(UInt64($0[row])) } }

    /// The cells of each snapshot; `nil` where a snapshot cannot give the measure.
    func values(isSize: Bool) -> [AlignedCells?] { isSize ? sizes : counts }

    /// Rows whose names the globs match, and rows without names that they may match, in the order of names.
    func rows(_ patterns: [NamePattern]) -> (matched: [Int], unnamed: [(row: Int, type: UnnamedType)]) {
        let choice = NameChoice(patterns, aligned.texts)
        let words = nameWords.map { UInt64($0) }
        return (
            words.indices.filter { choice.accepts(words[$0]) },
            words.indices.compactMap { row in choice.mayAccept(words[row]).map { (row, $0) } }
        )
    }

    private static func median(_ values: [AlignedCells?]) -> AlignedCells? {
        let known = values.compactMap(\.self)
        guard known.count == values.count, let rowCount = known.first?.count else { return nil }
        if known.count == 1 { return known[0] }
        return AlignedCells((0..<rowCount).map { row in medianValue(known.map { $0[row] }) })
    }
}

/// The median. For an even number of values it is the mean of the two in the middle, rounded down.
func medianValue(_ values: [Int128]) -> Int128 {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    if sorted.count % 2 == 1 { return sorted[middle] }
    let (low, high) = (sorted[middle - 1], sorted[middle])
    return low + (high - low) / 2
}
