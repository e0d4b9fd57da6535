import Testing

@testable import SnapshotModel

@Suite struct SeriesCellsTests {
    /// The expected cells, as a table of words by measure, row and point.
    private struct Plain {
        var words: [[[UInt64]]]

        func expect(_ cells: SeriesCells, sourceLocation: SourceLocation = #_sourceLocation) {
            for (measure, rows) in words.enumerated() {
                for (row, words) in rows.enumerated() {
                    #expect(cells.words(measure, row) == words, "\(measure) \(row)", sourceLocation: sourceLocation)
                    #expect(words.indices.map { cells.value(measure, row, $0) } == words, sourceLocation: sourceLocation)
                    #expect(cells.isConstant(measure, row) == words.allSatisfy { $0 == words.first }, sourceLocation: sourceLocation)
                }
            }
            #expect(cells.rowCount == words.first?.count, sourceLocation: sourceLocation)
        }
    }

    private static let rowCount = 9

    /// A row of each kind: constant, changed once, changing, there from later on, gone for good, gone for a while, twice in a snapshot, of
    /// hostile numbers, always 0.
    private static func word(_ row: Int, _ measure: Int, _ point: Int) -> UInt64? {
        let word: UInt64? =
            switch row {
            case 0: 5
            case 1: point < 11 ? 5 : 6
            case 2: UInt64(point * point)
            case 3: point < 13 ? nil : 7
            case 4: point < 10 ? 7 : nil
            case 5: (3..<6).contains(point) || point == 17 ? nil : 9
            case 6: 4
            case 7: .max - UInt64(point % 2)
            default: 0
            }
        // The second measure changes where the first does not, and the other way round.
        return word.map { measure == 0 ? $0 : row == 0 ? UInt64(point / 9) : $0 / 2 }
    }

    private static func make(_ pointCount: Int, measures: Int) -> (cells: SeriesCells, plain: Plain) {
        var cells = SeriesCells(measureCount: measures, pointCount: pointCount)
        var plain = Plain(
            words: [[[UInt64]]](
                repeating: [[UInt64]](repeating: [UInt64](repeating: 0, count: pointCount), count: rowCount), count: measures))
        for _ in 0..<rowCount { cells.addRow() }
        for point in 0..<pointCount where point != 12 {
            var places = (0..<rowCount).filter { word($0, 0, point) != nil }
            places += [6, 7]
            cells.add((0..<measures).map { measure in places.map { word($0, measure, point) ?? 0 } }, places, at: point)
            for measure in 0..<measures {
                for place in places {
                    let (sum, overflow) = plain.words[measure][place][point].addingReportingOverflow(word(place, measure, point) ?? 0)
                    plain.words[measure][place][point] = overflow ? .max : sum
                }
            }
        }
        cells.end()
        return (cells, plain)
    }

    @Test(arguments: [1, 2, 7, 8, 9, 16, 20, 33]) func cellsHoldWhatWasAdded(_ pointCount: Int) {
        for measures in [1, 2] {
            let (cells, plain) = Self.make(pointCount, measures: measures)
            plain.expect(cells)
            for count in 0...pointCount {
                Plain(words: plain.words.map { $0.map { Array($0.prefix(count)) } }).expect(cells.prefix(count))
            }
        }
    }

    @Test func rowsAreArrangedAndSummed() {
        var (cells, plain) = Self.make(20, measures: 2)
        cells.add([0, 2, 7], to: 1)
        for measure in 0..<2 {
            for (other, point) in [0, 2, 7].flatMap({ other in (0..<20).map { (other, $0) } }) {
                let (sum, overflow) = plain.words[measure][1][point].addingReportingOverflow(plain.words[measure][other][point])
                plain.words[measure][1][point] = overflow ? .max : sum
            }
        }
        plain.expect(cells)
        cells.arrange([5, 1, 0])
        Plain(words: plain.words.map { rows in [5, 1, 0].map { rows[$0] } }).expect(cells)
    }

    /// A measure that a snapshot does not give means nothing there, and the rows stay what they are elsewhere.
    @Test func aMeasureThatIsNotGivenLeavesTheOthers() {
        var cells = SeriesCells(measureCount: 2, pointCount: 3)
        cells.addRow()
        cells.add([[1], nil], [0], at: 0)
        cells.add([nil, [8]], [0], at: 1)
        cells.add([[2], [8]], [0], at: 2)
        cells.end()
        #expect(cells.value(0, 0, 0) == 1)
        #expect(cells.value(1, 0, 1) == 8)
        #expect(cells.value(0, 0, 2) == 2)
        #expect(cells.value(1, 0, 2) == 8)
    }
}
