import SnapshotModel

/// One decoded section after the other, in the same memory. Only columns that are understood and wanted are kept; the others are passed over.
struct SectionBuffer: Sendable {
    private(set) var rowCount = 0
    /// By position in the understood part of the declaration. A column that is not wanted is absent here. Columns may be taken out by
    /// swapping others in.
    var columns: [ColumnBuffer] = []
    /// The numbers of the names that the section mentions; absent in a blob of version 1.
    private(set) var names = ColumnBuffer()
    /// `nil` before the first section.
    private var understood: SectionDeclaration.Understood?
    private var isWanted: [Bool] = []
    private var content: [UInt8] = []
    /// The bytes that `understood` was read from. The sections of a series are nearly always declared alike.
    private var declaration: [UInt8] = []
    private let keepsPlaces: Bool

    /// `keepsPlaces`: words of text columns stay places in `names`, where there are names.
    init(keepsPlaces: Bool = false) { self.keepsPlaces = keepsPlaces }

    /// The understood part of the declaration; `nil` before the first section.
    var info: SectionInfo? { understood?.info }
    var newer: [NewerPart] { understood?.newer ?? [] }

    /// The section in `blob`, in place of the last one. `wanted` is asked when the declaration differs from the last one, and answers by
    /// position. After an error the buffer holds no section.
    mutating func decode(
        _ blob: [UInt8], _ decompressor: LZ4Decompressor, wanted: (SectionInfo) -> [Bool]
    ) throws(CodecError) -> SectionInfo {
        rowCount = 0
        names.clear()
        for position in columns.indices { columns[position].clear() }
        let (version, frame) = try SectionCodec.frame(of: blob)
        try decompressor.decompress(frame, into: &content)
        var reader = ByteReader(content[...])
        if version > 1 { try SectionCodec.names(&reader, into: &names) }
        let understood = try declared(&reader, version, wanted)
        let rowCount = try reader.count("the number of rows", limit: SectionCodec.mostRows(understood.isColumnUnderstood.count))
        var position = 0
        for isUnderstood in understood.isColumnUnderstood {
            defer { if isUnderstood { position += 1 } }
            let isRead = isUnderstood && isWanted[position]
            if version == 1 {
                // The next column begins where this one ends: it is checked the same way whoever reads it.
                if isRead || understood.info.columns[position].type == .flag {
                    try decode(position, rowCount, &reader, understood.info)
                } else {
                    try ColumnCodec.skip(rowCount, &reader)
                }
            } else {
                var column = ByteReader(try reader.bytes(try reader.count("the length of a column", limit: reader.left)))
                guard isRead else { continue }
                try decode(position, rowCount, &column, understood.info)
                guard column.left == 0 else { throw .implausible("bytes after a column's last word") }
            }
        }
        guard reader.left == 0 else { throw .implausible("bytes after the last column") }
        self.rowCount = rowCount
        return understood.info
    }

    private mutating func decode(_ position: Int, _ rowCount: Int, _ reader: inout ByteReader, _ info: SectionInfo) throws(CodecError) {
        try columns[position].decode(rowCount, &reader)
        switch info.columns[position].type {
        case .flag where columns[position].presentWords?.contains { $0 > 1 } == true:
            throw .implausible("a flag that is neither 0 nor 1")
        case .text where names.isPresent && keepsPlaces: try columns[position].checkPlaces(names.words.count)
        case .text where names.isPresent: try columns[position].replacePlaces(by: names.words)
        default: break
        }
    }

    /// The column of that name and type; `nil` when there is none, or this input cannot give it.
    func column(_ name: String, _ type: ColumnType) -> ColumnBuffer? {
        guard let position = info?.position(name), info?.columns[position].type == type, columns[position].isPresent else { return nil }
        return columns[position]
    }

    private mutating func declared(
        _ reader: inout ByteReader, _ version: UInt8, _ wanted: (SectionInfo) -> [Bool]
    ) throws(CodecError) -> SectionDeclaration.Understood {
        if let understood, version > 1 || understood.newer.isEmpty, reader.take(declaration) { return understood }
        understood = nil
        let start = reader
        let declared = try SectionCodec.understood(&reader, version)
        declaration = Array(start.bytes(to: reader))
        isWanted = wanted(declared.info)
        columns = [ColumnBuffer](repeating: ColumnBuffer(), count: declared.info.columns.count)
        understood = declared
        return declared
    }
}
