import SnapshotModel

/// A section's table as one blob: "HDS", format version, then an LZ4 frame that holds the section's declaration, the number of rows and
/// the columns. The declaration travels with the data, so an old blob is read as it was written and an unknown section stays readable.
///
/// Words of text columns are the store's ids of names, not the table's own indexes.
enum SectionCodec {
    static let version: UInt8 = 1
    private static let magic: [UInt8] = Array("HDS".utf8)

    /// Limits that no section comes near: rows, cells of a table, columns, bytes of a column's name.
    private static let rowLimit = 1 << 22
    private static let cellLimit = 1 << 24
    private static let columnLimit = 256
    private static let nameLimit = 256

    /// A decoded blob: text words still are ids.
    struct Section {
        var info: SectionInfo
        var rowCount: Int
        var columns: [[UInt64]?]

        var textColumns: [Int] { info.columns.indices.filter { info.columns[$0].type == .text } }
    }

    /// `ids`: the store's id for each of the table's texts. Throws `implausible` for a table that `decode` would refuse: what is stored can
    /// be read.
    static func encode(_ table: Table, ids: [UInt64]) throws(CodecError) -> [UInt8] {
        try checkDeclaration(table.info)
        guard table.rowCount <= mostRows(table.info.columns.count) else { throw .implausible("\(table.rowCount) rows") }
        var writer = ByteWriter()
        writer.text(table.info.name)
        writer.text(table.info.comparison.rawValue)
        writer.text(table.info.rowUnit.name)
        writer.varint(UInt64(table.info.columns.count))
        for column in table.info.columns {
            for text in [column.name, column.role.rawValue, column.type.rawValue, column.unit.name] { writer.text(text) }
        }
        writer.varint(UInt64(table.rowCount))
        for (column, words) in zip(table.info.columns, table.columns) {
            ColumnCodec.encode(column.type == .text ? words?.map { ids[Int($0)] } : words, &writer)
        }
        return magic + [version] + (try LZ4Frame.compress(writer.bytes))
    }

    /// Only what a blob holds, without its rows.
    static func declaration(of blob: [UInt8]) throws(CodecError) -> SectionInfo {
        var reader = ByteReader(try LZ4Frame.decompress(frame(of: blob))[...])
        return try declaration(&reader)
    }

    /// The LZ4 frame that a blob holds.
    static func frame(of blob: [UInt8]) throws(CodecError) -> ArraySlice<UInt8> {
        guard blob.count > 4, Array(blob[..<3]) == magic else { throw .notABlob }
        guard blob[3] <= version else { throw .newerFormat(blob[3]) }
        return blob[4...]
    }

    static func decode(_ blob: [UInt8], _ decompressor: LZ4Decompressor = LZ4Decompressor()) throws(CodecError) -> Section {
        var buffer = SectionBuffer()
        let info = try buffer.decode(blob, decompressor) { info in [Bool](repeating: true, count: info.columns.count) }
        return Section(info: info, rowCount: buffer.rowCount, columns: buffer.columns.map(\.presentWords))
    }

    static func declaration(_ reader: inout ByteReader) throws(CodecError) -> SectionInfo {
        let name = try reader.text(limit: nameLimit)
        guard let comparison = Comparison(rawValue: try reader.text(limit: nameLimit)),
            let rowUnit = Unit(name: try reader.text(limit: nameLimit))
        else { throw .implausible("how the section is compared") }
        var columns: [ColumnInfo] = []
        for _ in 0..<(try reader.count("the number of columns", limit: columnLimit)) {
            let column = try reader.text(limit: nameLimit)
            guard let role = ColumnRole(rawValue: try reader.text(limit: nameLimit)),
                let type = ColumnType(rawValue: try reader.text(limit: nameLimit)),
                let unit = Unit(name: try reader.text(limit: nameLimit))
            else { throw .implausible("a column's declaration") }
            columns.append(ColumnInfo(name: column, role: role, type: type, unit: unit))
        }
        let info = SectionInfo(name: name, comparison: comparison, rowUnit: rowUnit, columns: columns)
        try checkDeclaration(info)
        return info
    }

    /// What every output relies on: names that say something and differ (for SQL also without regard to case), measures that add up.
    private static func checkDeclaration(_ info: SectionInfo) throws(CodecError) {
        guard info.columns.count <= columnLimit else { throw .implausible("\(info.columns.count) columns") }
        var names: Set<String> = ["snapshot"]
        for name in [info.name] + info.columns.map(\.name) where name.isEmpty || name.utf8.count > nameLimit || name.utf8.contains(0) {
            throw .implausible("the name of a section or column")
        }
        for column in info.columns {
            guard names.insert(column.name.lowercased()).inserted else { throw .implausible("a second column of one name") }
            guard column.role != .measure || column.type == .integer else { throw .implausible("a measure that is no number") }
        }
    }

    static func mostRows(_ columns: Int) -> Int { min(rowLimit, cellLimit / max(columns, 1)) }
}
