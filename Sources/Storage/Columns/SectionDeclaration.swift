import SnapshotModel

/// A part of a stored snapshot that a newer heapdrift wrote and that this one does not understand. It is kept as it is.
package enum NewerPart: Hashable, Sendable {
    /// A section of which no column is understood. It is not among the tables.
    case section(String)
    /// A column of an unknown role or type. It is not among the columns of its table.
    case column(String, section: String)
    /// The unit of a column, which is shown as a plain number. `column` is `nil` for the number of rows.
    case unit(column: String?, section: String)
    /// The comparison of the rows of a section. Only its sums are compared.
    case comparison(section: String)
}

/// The declaration of a stored section, in the words of the program that wrote it.
struct SectionDeclaration: Equatable {
    var name: String
    var comparison: String
    var rowUnit: String
    var columns: [Column]

    struct Column: Equatable {
        var name: String
        var role: String
        var type: String
        var unit: String
    }

    /// Limits that no section comes near: columns, bytes of a name.
    private static let columnLimit = 256
    private static let nameLimit = 256

    init(_ info: SectionInfo) {
        name = info.name
        comparison = info.comparison.rawValue
        rowUnit = info.rowUnit.name
        columns = info.columns.map { Column(name: $0.name, role: $0.role.rawValue, type: $0.type.rawValue, unit: $0.unit.name) }
    }

    init(_ reader: inout ByteReader) throws(CodecError) {
        name = try reader.text(limit: Self.nameLimit)
        comparison = try reader.text(limit: Self.nameLimit)
        rowUnit = try reader.text(limit: Self.nameLimit)
        columns = []
        for _ in 0..<(try reader.count("the number of columns", limit: Self.columnLimit)) {
            columns.append(
                Column(
                    name: try reader.text(limit: Self.nameLimit), role: try reader.text(limit: Self.nameLimit),
                    type: try reader.text(limit: Self.nameLimit), unit: try reader.text(limit: Self.nameLimit)))
        }
    }

    func write(_ writer: inout ByteWriter) {
        for text in [name, comparison, rowUnit] { writer.text(text) }
        writer.varint(UInt64(columns.count))
        for column in columns { for text in [column.name, column.role, column.type, column.unit] { writer.text(text) } }
    }

    /// Checks what every output relies on: names that are not empty and differ (for SQL also without regard to case), measures that add up.
    func check() throws(CodecError) {
        guard columns.count <= Self.columnLimit else { throw .implausible("\(columns.count) columns") }
        for name in [name] + columns.map(\.name) where name.isEmpty || name.utf8.count > Self.nameLimit || name.utf8.contains(0) {
            throw .implausible("the name of a section or column")
        }
        var names: Set<String> = ["snapshot"]
        for column in columns {
            guard names.insert(column.name.lowercased()).inserted else { throw .implausible("a second column of one name") }
            // A measure adds up.
            guard
                column.role != ColumnRole.measure.rawValue || column.type == ColumnType.integer.rawValue
                    || ColumnType(rawValue: column.type) == nil
            else { throw .implausible("a measure that is no number") }
        }
    }

    // MARK: What this program understands

    struct Understood {
        /// With the understood columns alone.
        var info: SectionInfo
        /// By stored column: whether it is among the understood ones.
        var isColumnUnderstood: [Bool]
        var newer: [NewerPart] = []
    }

    var understood: Understood {
        var newer: [NewerPart] = []
        let isUnderstood = columns.map { ColumnRole(rawValue: $0.role) != nil && ColumnType(rawValue: $0.type) != nil }
        if isUnderstood.contains(false), !isUnderstood.contains(true) {
            newer = [.section(name)]
        } else {
            newer = zip(columns, isUnderstood).filter { !$1 }.map { .column($0.0.name, section: name) }
        }
        var infos: [ColumnInfo] = []
        for column in columns {
            guard let role = ColumnRole(rawValue: column.role), let type = ColumnType(rawValue: column.type) else { continue }
            let unit = Unit(name: column.unit)
            if unit == nil { newer.append(.unit(column: column.name, section: name)) }
            infos.append(ColumnInfo(name: column.name, role: role, type: type, unit: unit ?? .none))
        }
        let rowUnit = Unit(name: rowUnit)
        if rowUnit == nil { newer.append(.unit(column: nil, section: name)) }
        var known = Comparison(rawValue: comparison)
        // Rows are known again by all of their keys or not at all.
        let lacksKey = zip(columns, isUnderstood).contains { $0.role == ColumnRole.key.rawValue && !$1 }
        if known == nil || (known == .byKey && lacksKey) {
            known = .bySums
            if newer != [.section(name)] { newer.append(.comparison(section: name)) }
        }
        return Understood(
            info: SectionInfo(name: name, comparison: known ?? .bySums, rowUnit: rowUnit ?? .none, columns: infos),
            isColumnUnderstood: isUnderstood, newer: newer)
    }
}
