import SnapshotModel
import Testing

@testable import Reports

@Suite struct PageBarTests {
    private func bar(_ values: [Int128]) -> PageBar {
        PageBar(
            label: "memory", parts: values.enumerated().map { .init(name: "part \($0)", value: $1) }, unit: .bytes, measure: "touched")
    }

    @Test(arguments: [1, 7, 20, 80, 1_000]) func partsFillTheBar(_ columns: Int) {
        for values in [[1], [1, 1, 1], [1_000_000, 1], [Int128(UInt64.max), Int128(UInt64.max), 3], [5, 4, 3, 2, 1, 1, 1, 1, 1, 1]]
            as [[Int128]]
        {
            let widths = bar(values).widths(columns)
            #expect(widths.reduce(0, +) == columns)
            #expect(zip(widths, widths.dropFirst()).allSatisfy { $0 >= $1 })
        }
        #expect(bar([]).widths(columns) == [])
        #expect(bar([0]).widths(columns) == [0])
    }

    /// No line is wider than the terminal, the signs need no colour, and colour adds nothing else.
    @Test(arguments: [40, 60, 80, 160]) func linesFit(_ width: Int) {
        var options = ReportOptions()
        options.width = width
        let lines = TerminalBar(bar([50_000_000, 30_000_000, 15_000_000, 5_000_000]), labelWidth: 8, options).lines
        #expect(lines.allSatisfy { VisibleText.width($0) <= width }, "\(lines)")
        #expect(lines.joined().contains("100 MB touched"))
        #expect(
            ["█ part 0 50.0 MB 50%", "▒ part 1 30.0 MB 30%", "░ part 3 5.00 MB 5.0%"].allSatisfy {
                lines.joined(separator: "\n").contains($0)
            })
        options.color = true
        let painted = TerminalBar(bar([50_000_000, 30_000_000, 15_000_000, 5_000_000]), labelWidth: 8, options).lines
        let plain = painted.map { $0.replacing(/\u{1b}\[[0-9]+m/, with: "") }
        #expect(plain == lines)
        #expect(painted != lines)
    }

    @Test func signsInASCII() {
        let written = PageBar.signs.map(ASCIISigns.written)
        #expect(Set(written).count == PageBar.signs.count)
        #expect(written.allSatisfy { $0.utf8.count == 1 })
    }
}
