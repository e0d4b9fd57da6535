import Growth
import SnapshotModel

/// The followed rows of one section in all snapshots of a check, side by side, and the rows that a rule's globs match.
struct RowTable {
    private let aligned: AlignedTable
    /// The word of each row in the column of names.
    private let nameWords: [Int]
    private let moduleWords: [Int]?
    /// Names with placeholders by their words.
    private let unnamed: [Int: UnnamedType]
    /// By group of snapshots: the cells of each snapshot; `nil` where a snapshot cannot give the measure.
    private let counts: [[AlignedCells?]]
    private let sizes: [[AlignedCells?]]
    /// By group: the medians of its snapshots.
    private let medianCounts: [AlignedCells?]
    private let medianSizes: [AlignedCells?]

    /// `groups`: the samples of the baseline, if there is one, each snapshot between, and the samples of the judged build. The parts of the
    /// rows in generation 0 when `isYoung` is set. `builds`: those of the snapshots. `nil` when a snapshot does not hold
    /// the section.
    init?(_ section: SectionInfo, _ groups: [[Snapshot]], isYoung: Bool = false, builds: Builds = .same) {
        let snapshots = Array(groups.joined())
        let tables = snapshots.compactMap { $0.table(section.name) }
        guard tables.count == snapshots.count, let followed = section.followed else { return nil }
        let (count, size) = isYoung ? (followed.young?.count, followed.young?.size) : (followed.count, followed.size)
        guard
            let aligned = AlignedTable(
                tables, only: Set([count, size].compactMap(\.self)), lives: ProcessLife.lives(snapshots.map(\.capture)),
                builds: builds),
            let names = aligned.keys.first(where: { $0.info.type == .text })
        else { return nil }
        self.aligned = aligned
        nameWords = names.words.map { $0.flatMap { Int(exactly: $0) } ?? Int.max }
        moduleWords = aligned.keys.filter { $0.info.type == .text }.dropFirst().first.map { column in
            column.words.map { $0.flatMap { Int(exactly: $0) } ?? Int.max }
        }
        unnamed = NameChoice.unnamed(nameWords.map { UInt64($0) }, moduleWords?.map { UInt64($0) }, aligned.texts)
        func measure(_ name: String?) -> [[AlignedCells?]] {
            var rest = (aligned.measures.first { $0.info.name == name }?.values ?? snapshots.map { _ in nil })[...]
            return groups.map { group in
                defer { rest = rest.dropFirst(group.count) }
                return Array(rest.prefix(group.count))
            }
        }
        counts = measure(count)
        sizes = measure(size)
        medianCounts = counts.map(RowTable.median)
        medianSizes = sizes.map(RowTable.median)
    }

    var rowCount: Int { aligned.rowCount }
    /// `nil` when every row can be compared.
    var gap: MatchingGap? { aligned.gap }
    /// Whether the row cannot be compared, because a snapshot has no name for it.
    func isUnmatched(_ row: Int) -> Bool { aligned.isUnmatched[row] }

    func name(_ row: Int) -> String { aligned.text(UInt64(nameWords[row])) }
    func module(_ row: Int) -> String? { moduleWords.map { aligned.text(UInt64($0[row])) } }

    /// The medians of each group; `nil` where a snapshot cannot give the measure.
    func values(isSize: Bool) -> [AlignedCells?] { isSize ? medianSizes : medianCounts }

    /// The sum of these rows in each snapshot.
    func sum(_ rows: [Int], isSize: Bool) -> SampledNumber {
        SampledNumber(
            groups: (isSize ? sizes : counts).map { group in
                group.map { cells in cells.map { cells in rows.reduce(0) { $0 + cells[$1] } } }
            })
    }

    /// Rows whose names the globs match, and rows without names that they may match, in the order of names.
    func rows(_ patterns: [NamePattern]) -> (matched: [Int], unnamed: [(row: Int, type: UnnamedType)]) {
        let choice = NameChoice(patterns, aligned.texts, unnamed)
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
