/// The numbers of rows over the points of a series. Most rows of a heap never change: such a row takes one word for each measure, and only
/// a row that changes takes one for each point, from the block on in which it first did.
///
/// Points come in blocks of eight, and in a block the eight words of a row and measure lie side by side: whether a snapshot is added or a
/// row is read, memory is touched a cache line at a time.
package struct SeriesCells: Sendable {
    package let measureCount: Int
    package let pointCount: Int
    /// By measure and row: the word at every point before the row's first block.
    private var constants: [[UInt64]]
    /// By row: the number of its cells; -1: it has none.
    private var numbers: [Int] = []
    /// By number of the cells: their first block.
    private var firstBlocks: [Int] = []
    /// By block: the word of measure m at point p is at `(number * measureCount + m) * 8 + p % 8`.
    private var blocks: [[UInt64]] = []
    /// By row: the first point that is not filled in yet.
    private var next: [Int] = []

    private static let blockSize = 8

    package init(measureCount: Int, pointCount: Int) {
        self.measureCount = measureCount
        self.pointCount = pointCount
        constants = [[UInt64]](repeating: [], count: measureCount)
    }

    package var rowCount: Int { numbers.count }

    // MARK: Filling

    /// A row more; its words are 0.
    package mutating func addRow() {
        for measure in constants.indices { constants[measure].append(0) }
        numbers.append(-1)
        next.append(0)
    }

    /// A snapshot, the next in time: `places` holds the row of each of its rows, and `words` by measure what they have, or `nil` for a
    /// measure that the snapshot does not give. Several of its rows may be one row here: they are summed.
    package mutating func add(_ words: [[UInt64]?], _ places: [Int], at point: Int) {
        makeBlocks(through: point)
        for place in places {
            if next[place] == point {
                next[place] = point + 1
            } else if next[place] > point {
                // The second of one snapshot.
                giveCells(place, from: point)
            } else {
                fillGap(place)
                next[place] = point + 1
            }
        }
        for (measure, words) in words.enumerated() {
            guard let words else { continue }
            add(words, places, measure, point)
        }
    }

    private mutating func add(_ words: [UInt64], _ places: [Int], _ measure: Int, _ point: Int) {
        var changed: [(place: Int, word: UInt64)] = []
        // Out of their lists, or each access would look them up.
        var (constants, block): ([UInt64], [UInt64]) = ([], [])
        swap(&constants, &self.constants[measure])
        swap(&block, &blocks[point / SeriesCells.blockSize])
        let offset = measure * SeriesCells.blockSize + point % SeriesCells.blockSize
        let width = measureCount * SeriesCells.blockSize
        for (place, word) in zip(places, words) {
            let number = numbers[place]
            if number >= 0 {
                let cell = number * width + offset
                block[cell] = Table.saturatingSum(block[cell], word)
            } else if constants[place] != word {
                if point == 0 { constants[place] = word } else { changed.append((place, word)) }
            }
        }
        swap(&constants, &self.constants[measure])
        swap(&block, &blocks[point / SeriesCells.blockSize])
        for (place, word) in changed {
            giveCells(place, from: point, alsoAt: measure)
            add(word, place, measure, point)
        }
    }

    private mutating func add(_ word: UInt64, _ row: Int, _ measure: Int, _ point: Int) {
        let (block, cell) = (point / SeriesCells.blockSize, cell(numbers[row], measure) + point % SeriesCells.blockSize)
        blocks[block][cell] = Table.saturatingSum(blocks[block][cell], word)
    }

    /// Ends the series: rows that the last snapshots lack are 0 there.
    package mutating func end() {
        guard pointCount > 0 else { return }
        makeBlocks(through: pointCount - 1)
        for row in numbers.indices where next[row] < pointCount {
            fillGap(row)
            next[row] = pointCount
        }
    }

    /// Points that lack a row have 0.
    private mutating func fillGap(_ row: Int) {
        if constants.contains(where: { $0[row] != 0 }) { giveCells(row, from: next[row]) }
    }

    /// Cells for a row that had none: 0 from `point` on. The first `done` measures keep at `point` the word they had before.
    private mutating func giveCells(_ row: Int, from point: Int, alsoAt done: Int = 0) {
        guard numbers[row] < 0 else { return }
        let number = firstBlocks.count
        numbers[row] = number
        let first = point / SeriesCells.blockSize
        firstBlocks.append(first)
        for block in first..<blocks.count { fit(block) }
        for measure in 0..<measureCount {
            let known = point % SeriesCells.blockSize + (measure < done ? 1 : 0)
            for place in 0..<known { blocks[first][cell(number, measure) + place] = constants[measure][row] }
        }
    }

    private mutating func makeBlocks(through point: Int) {
        while blocks.count <= point / SeriesCells.blockSize {
            blocks.append([])
            fit(blocks.count - 1)
        }
    }

    /// Room for all cells in a block.
    private mutating func fit(_ block: Int) {
        let missing = cell(firstBlocks.count, 0) - blocks[block].count
        if missing > 0 { blocks[block].append(contentsOf: repeatElement(0, count: missing)) }
    }

    private func cell(_ number: Int, _ measure: Int) -> Int { (number * measureCount + measure) * SeriesCells.blockSize }

    // MARK: Order

    /// Adds what other rows have to `row`, at the end of the series.
    package mutating func add(_ others: some Collection<Int>, to row: Int) {
        guard !others.isEmpty else { return }
        let sums = (0..<measureCount).map { measure in
            others.reduce(into: words(measure, row)) { sums, other in
                for (point, word) in words(measure, other).enumerated() { sums[point] = Table.saturatingSum(sums[point], word) }
            }
        }
        numbers[row] = -1
        giveCells(row, from: 0)
        for (measure, sums) in sums.enumerated() {
            for (point, sum) in sums.enumerated() { add(sum, row, measure, point) }
        }
    }

    /// Moves what a row has at some points to a new one, the last. The series has ended.
    package mutating func split(_ points: Set<Int>, of row: Int) {
        let columns = (0..<measureCount).map { words($0, row) }
        addRow()
        let other = rowCount - 1
        next[other] = pointCount
        numbers[row] = -1
        giveCells(row, from: 0)
        giveCells(other, from: 0)
        for (measure, words) in columns.enumerated() {
            for (point, word) in words.enumerated() { add(word, points.contains(point) ? other : row, measure, point) }
        }
    }

    /// These rows, in this order, and no others.
    package mutating func arrange(_ rows: [Int]) {
        for measure in constants.indices { constants[measure] = rows.map { constants[measure][$0] } }
        numbers = rows.map { numbers[$0] }
        next = rows.map { next[$0] }
    }

    /// The first `count` points.
    package func prefix(_ count: Int) -> SeriesCells {
        var some = SeriesCells(measureCount: measureCount, pointCount: count)
        some.constants = constants
        some.firstBlocks = firstBlocks
        some.blocks = Array(blocks.prefix((count + SeriesCells.blockSize - 1) / SeriesCells.blockSize))
        // Rows that had not changed by then have no cells.
        some.numbers = numbers.map { $0 >= 0 && firstBlocks[$0] < some.blocks.count ? $0 : -1 }
        some.next = next.map { min($0, count) }
        return some
    }

    // MARK: Reading

    package func value(_ measure: Int, _ row: Int, _ point: Int) -> UInt64 {
        let (number, block) = (numbers[row], point / SeriesCells.blockSize)
        guard number >= 0, block >= firstBlocks[number] else { return constants[measure][row] }
        return blocks[block][cell(number, measure) + point % SeriesCells.blockSize]
    }

    /// The words of a row at all points.
    package func words(_ measure: Int, _ row: Int) -> [UInt64] {
        var words = [UInt64](repeating: constants[measure][row], count: pointCount)
        guard numbers[row] >= 0 else { return words }
        let start = cell(numbers[row], measure)
        for block in firstBlocks[numbers[row]]..<blocks.count {
            let first = block * SeriesCells.blockSize
            for place in 0..<min(SeriesCells.blockSize, pointCount - first) { words[first + place] = blocks[block][start + place] }
        }
        return words
    }

    /// Whether the words of a row are the same at every point.
    package func isConstant(_ measure: Int, _ row: Int) -> Bool {
        guard numbers[row] >= 0 else { return true }
        let (start, begin) = (cell(numbers[row], measure), value(measure, row, 0))
        for block in firstBlocks[numbers[row]]..<blocks.count {
            for place in 0..<min(SeriesCells.blockSize, pointCount - block * SeriesCells.blockSize)
            where blocks[block][start + place] != begin {
                return false
            }
        }
        return true
    }
}
