package import SnapshotModel

/// A table of plain cells: the result of an SQL statement, or another list. Column names need not be unique.
package struct ResultTable: Equatable, Sendable {
    package var kind: Kind
    package var columns: [String]
    /// Each row has as many cells as there are columns.
    package var rows: [[Cell]]

    /// The raw value is the document's `kind` in JSON.
    package enum Kind: String, CaseIterable, Sendable {
        /// The result of an SQL statement.
        case sql
        /// The metrics that rules can name.
        case metrics
        /// The rules of a budget.
        case rules
        /// The builds of which the store keeps the names of types.
        case names
        /// How far metrics move by themselves.
        case floors
        /// Why the numbers of a snapshot are less than exact.
        case trust
        /// What became of the lines of a text.
        case lines
    }

    package init(_ kind: Kind = .sql, columns: [String], rows: [[Cell]]) {
        self.kind = kind
        self.columns = columns
        self.rows = rows
    }

    package enum Cell: Equatable, Sendable {
        case null
        case integer(Int64)
        /// A number with its unit, for people.
        case amount(Int64, Unit)
        case real(Double)
        case text(String)
        case blob([UInt8])
    }
}
