/// What an SQL statement gave. Column names need not be unique.
package struct ResultTable: Equatable, Sendable {
    package var columns: [String]
    /// Each with as many cells as there are columns.
    package var rows: [[Cell]]

    package init(columns: [String], rows: [[Cell]]) {
        self.columns = columns
        self.rows = rows
    }

    package enum Cell: Equatable, Sendable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
        case blob([UInt8])
    }
}
