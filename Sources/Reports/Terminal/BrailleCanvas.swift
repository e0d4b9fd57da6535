/// Dots in a grid of braille characters. A character has two columns and four rows of dots.
struct BrailleCanvas {
    let dots: (x: Int, y: Int)
    private let columns: Int
    private var cells: [UInt32]

    init(columns: Int, lines: Int) {
        self.columns = columns
        dots = (columns * 2, lines * 4)
        cells = [UInt32](repeating: 0, count: columns * lines)
    }

    /// The bits of a braille character by row and column of the dot.
    private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

    /// A dot outside of the grid is ignored.
    mutating func dot(_ at: (x: Int, y: Int)) {
        guard at.x >= 0, at.y >= 0, at.x < dots.x, at.y < dots.y else { return }
        cells[at.y / 4 * columns + at.x / 2] |= BrailleCanvas.bits[at.y % 4][at.x % 2]
    }

    mutating func line(_ from: (x: Int, y: Int), _ to: (x: Int, y: Int)) {
        let steps = max(abs(to.x - from.x), abs(to.y - from.y), 1)
        for step in 0...steps { dot((from.x + (to.x - from.x) * step / steps, from.y + (to.y - from.y) * step / steps)) }
    }

    /// The lines from the top. An empty cell is a space.
    var rows: [String] {
        stride(from: 0, to: cells.count, by: columns).map { start in
            cells[start..<(start + columns)].map { cell in
                cell == 0 ? " " : Unicode.Scalar(0x2800 + cell).map { String($0) } ?? " "
            }.joined()
        }
    }
}
