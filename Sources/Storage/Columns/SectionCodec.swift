import SnapshotModel

/// A section's table as one blob: "HDS", format version, then an LZ4 frame. In version 2 the frame holds
///
/// 1. the names that the section mentions: how many, and their numbers in the store, as a column;
/// 2. the section's declaration;
/// 3. the number of rows;
/// 4. each column: how many bytes it has, and these. Words of text columns are places in the list of names.
///
/// The declaration travels with the data, so that an old blob is read as it was written. A section, unit, role, comparison or column type
/// that a newer program adds does not change this form: a column that is not understood can be stepped over, and no column may hold the
/// number of a name. A section can therefore be moved to another store by a program that does not understand it, with a new list of names.
///
/// Version 1 has no list of names and no lengths of columns; words of text columns are the numbers of names themselves.
enum SectionCodec {
    static let version: UInt8 = 2
    private static let magic: [UInt8] = Array("HDS".utf8)

    /// Limits that no section comes near: rows, cells of a table.
    private static let rowLimit = 1 << 22
    private static let cellLimit = 1 << 24

    /// A decoded blob.
    struct Section {
        /// The understood part of the declaration.
        var info: SectionInfo
        var rowCount: Int
        /// The understood columns. Words of text columns are numbers of names in the store, or with `names` places in it.
        var columns: [[UInt64]?]
        /// Only when asked for, and only in blobs of version 2: the numbers of the names that the section mentions.
        var names: [UInt64]?
        var newer: [NewerPart] = []

        var textColumns: [Int] { info.columns.indices.filter { info.columns[$0].type == .text } }
    }

    /// `ids`: the store's number for each of the table's texts. Throws `implausible` for a table that `decode` would refuse: everything that
    /// is stored can be read.
    static func encode(_ table: Table, ids: [UInt64]) throws(CodecError) -> [UInt8] {
        let declaration = SectionDeclaration(table.info)
        try declaration.check()
        guard table.rowCount <= mostRows(table.info.columns.count) else { throw .implausible("\(table.rowCount) rows") }
        var writer = ByteWriter()
        declaration.write(&writer)
        writer.varint(UInt64(table.rowCount))
        for words in table.columns {
            var column = ByteWriter()
            ColumnCodec.encode(words, &column)
            writer.varint(UInt64(column.bytes.count))
            writer.append(column)
        }
        return try encode(Moved(names: ids, rest: writer.bytes))
    }

    static func decode(_ blob: [UInt8], keepsPlaces: Bool = false) throws(CodecError) -> Section {
        var buffer = SectionBuffer(keepsPlaces: keepsPlaces)
        let understood = try buffer.decode(blob, LZ4Decompressor()) { info in [Bool](repeating: true, count: info.columns.count) }
        return Section(
            info: understood.info, rowCount: buffer.rowCount, columns: buffer.columns.map(\.presentWords),
            names: keepsPlaces ? buffer.names.presentWords : nil, newer: understood.newer)
    }

    /// Only what a blob declares, without its rows.
    static func declaration(of blob: [UInt8]) throws(CodecError) -> SectionDeclaration.Understood {
        var (version, reader) = try content(blob)
        if version > 1 { _ = try names(&reader) }
        return try understood(&reader, version)
    }

    /// The numbers of the names that a blob mentions.
    static func names(of blob: [UInt8]) throws(CodecError) -> [UInt64] {
        var (version, reader) = try content(blob)
        if version > 1 { return try names(&reader) }
        let section = try decode(blob)
        return section.textColumns.flatMap { section.columns[$0] ?? [] }
    }

    // MARK: Moving a section that is not understood

    /// A blob of version 2 in two parts: what depends on the store that it is in, and what does not.
    struct Moved {
        var names: [UInt64]
        var rest: [UInt8]
    }

    static func moved(_ blob: [UInt8]) throws(CodecError) -> Moved {
        var (version, reader) = try content(blob)
        guard version > 1 else { throw .implausible("a section of version 1 that is not understood") }
        let names = try names(&reader)
        return Moved(names: names, rest: Array(try reader.bytes(reader.left)))
    }

    static func encode(_ moved: Moved) throws(CodecError) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(UInt64(moved.names.count))
        ColumnCodec.encode(moved.names, &writer)
        writer.append(moved.rest)
        return magic + [version] + (try LZ4Frame.compress(writer.bytes))
    }

    /// The same, for a section that comes from another store. Throws when the blob could not be read again: a forged list of names may have
    /// many numbers of one text, which all become the same number here.
    static func encodeReadable(_ moved: Moved) throws(CodecError) -> [UInt8] {
        let blob = try encode(moved)
        _ = try decode(blob)
        return blob
    }

    // MARK: Parts

    /// The version of a blob, and the LZ4 frame that holds the rest of it.
    static func parts(of blob: [UInt8]) throws(CodecError) -> (version: UInt8, frame: ArraySlice<UInt8>) {
        guard blob.count > 4, Array(blob[..<3]) == magic, blob[3] > 0 else { throw .notABlob }
        guard blob[3] <= version else { throw .newerFormat(blob[3]) }
        return (blob[3], blob[4...])
    }

    private static func content(_ blob: [UInt8]) throws(CodecError) -> (version: UInt8, reader: ByteReader) {
        let (version, frame) = try parts(of: blob)
        return (version, ByteReader(try LZ4Frame.decompress(frame)[...]))
    }

    /// The list of names, in place of the one in `names`.
    static func names(_ reader: inout ByteReader, into names: inout ColumnBuffer) throws(CodecError) {
        // A constant column takes two bytes whatever its length, so the bytes that are left are no limit by themselves.
        let count = try reader.count("the number of names", limit: min(reader.left, cellLimit))
        try names.decode(count, &reader)
        guard names.isPresent, names.words.allSatisfy({ $0 < NameTable.limit }) else { throw .implausible("the list of names") }
    }

    private static func names(_ reader: inout ByteReader) throws(CodecError) -> [UInt64] {
        var column = ColumnBuffer()
        try names(&reader, into: &column)
        return column.words
    }

    /// The declaration in a blob of this version.
    static func understood(_ reader: inout ByteReader, _ version: UInt8) throws(CodecError) -> SectionDeclaration.Understood {
        let declaration = try SectionDeclaration(&reader)
        try declaration.check()
        let understood = declaration.understood
        if version == 1, let part = understood.newer.first { throw .implausible(part.wordsOfVersion1) }
        return understood
    }

    /// The most rows of a section of so many columns.
    static func mostRows(_ columns: Int) -> Int { min(rowLimit, cellLimit / max(columns, 1)) }
}

extension NewerPart {
    /// A program that wrote version 1 knew nothing that this one does not know.
    fileprivate var wordsOfVersion1: String {
        switch self {
        case .comparison, .unit(column: nil, section: _): "how the section is compared"
        default: "a column's declaration"
        }
    }
}
