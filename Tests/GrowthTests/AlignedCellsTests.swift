import Testing

@testable import Growth

@Suite struct AlignedCellsTests {
    @Test func cellsAreLookedUpInTheirColumn() {
        let cells = AlignedCells([7, .max, 5], at: [2, -1, 0, 1])
        #expect(Array(cells) == [5, 0, 7, Int128(UInt64.max)])
        #expect(cells.sum == Int128(UInt64.max) + 12)
    }

    @Test func equalCellsAreEqualHoweverTheyAreHeld() {
        #expect(AlignedCells([7, 5], at: [1, 0, -1]) == AlignedCells([5, 7, 0]))
        #expect(AlignedCells([7, 5], at: [1, 0, -1]) != AlignedCells([5, 7, 1]))
        #expect(AlignedCells([5, 7, 0]).sum == 12)
    }
}
