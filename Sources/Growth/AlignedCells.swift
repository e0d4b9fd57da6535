/// The values of a measure in one snapshot, by joined row. They stay in the column of the table that they come from, and rows are looked up
/// in it; only where several rows of the table are one there are sums.
package struct AlignedCells: RandomAccessCollection, Equatable, Sendable {
    private let words: [UInt64]
    /// By joined row, the row of the table; -1: it has none.
    private let rows: [Int32]
    /// Instead of both.
    private let sums: [Int128]?
    /// Over all rows.
    package let sum: Int128

    package init(_ sums: [Int128]) {
        (words, rows) = ([], [])
        self.sums = sums
        sum = sums.reduce(0, +)
    }

    /// Every row of the table is in `rows` once.
    init(_ words: [UInt64], at rows: [Int32]) {
        self.words = words
        self.rows = rows
        sums = nil
        // In 64 bits as far as they go.
        var (sum, part): (Int128, UInt64) = (0, 0)
        for word in words {
            let (next, overflow) = part.addingReportingOverflow(word)
            if overflow { sum += Int128(part) }
            part = overflow ? word : next
        }
        self.sum = sum + Int128(part)
    }

    package var startIndex: Int { 0 }
    package var endIndex: Int { sums?.count ?? rows.count }

    package subscript(_ row: Int) -> Int128 {
        if let sums { return sums[row] }
        let place = rows[row]
        return place < 0 ? 0 : Int128(words[Int(place)])
    }

    package static func == (a: Self, b: Self) -> Bool { a.elementsEqual(b) }
}
