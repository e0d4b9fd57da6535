/// A table of plain cells: what an SQL statement gave, or a list that a verb prints. Column names need not be unique.
package struct ResultTable: Equatable, Sendable {
    package var kind: Kind
    package var columns: [String]
    /// Each with as many cells as there are columns.
    package var rows: [[Cell]]

    /// What the rows are; the raw value is JSON's `kind`.
    package enum Kind: String, CaseIterable, Sendable {
        /// `store sql`.
        case sql
        /// `check --metrics`.
        case metrics
        /// `check --dry-run`.
        case rules
    }

    package init(_ kind: Kind = .sql, columns: [String], rows: [[Cell]]) {
        self.kind = kind
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
