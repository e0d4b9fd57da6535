import SnapshotModel

/// One decoded section after the other, in the same memory. Only columns that are wanted are kept; the others are checked and passed over.
struct SectionBuffer: Sendable {
    /// `nil` before the first section.
    private(set) var info: SectionInfo?
    private(set) var rowCount = 0
    /// By position in the declaration. A column that is not wanted is absent here. Columns may be taken out by swapping others in.
    var columns: [ColumnBuffer] = []
    private var isWanted: [Bool] = []
    private var content: [UInt8] = []
    /// The bytes that `info` was read from. The sections of a series are nearly always declared alike.
    private var declaration: [UInt8] = []

    /// The section in `blob`, in place of the last one. `wanted` is asked when the declaration differs from the last one, and answers by
    /// position. After an error the buffer holds no section.
    mutating func decode(
        _ blob: [UInt8], _ decompressor: LZ4Decompressor, wanted: (SectionInfo) -> [Bool]
    ) throws(CodecError) -> SectionInfo {
        rowCount = 0
        for position in columns.indices { columns[position].clear() }
        try decompressor.decompress(SectionCodec.frame(of: blob), into: &content)
        var reader = ByteReader(content[...])
        let info = try declared(&reader, wanted)
        let rowCount = try reader.count("the number of rows", limit: SectionCodec.mostRows(info.columns.count))
        for (position, column) in info.columns.enumerated() {
            // Flags are looked at in any case: what a section says must be checked the same way whoever reads it.
            if isWanted[position] || column.type == .flag {
                try columns[position].decode(rowCount, &reader)
                if column.type == .flag, columns[position].presentWords?.contains(where: { $0 > 1 }) == true {
                    throw .implausible("a flag that is neither 0 nor 1")
                }
            } else {
                try ColumnCodec.skip(rowCount, &reader)
            }
        }
        guard reader.left == 0 else { throw .implausible("bytes behind the last column") }
        self.rowCount = rowCount
        return info
    }

    /// The column of that name and type; `nil` when there is none, or this input cannot give it.
    func column(_ name: String, _ type: ColumnType) -> ColumnBuffer? {
        guard let position = info?.position(name), info?.columns[position].type == type, columns[position].isPresent else { return nil }
        return columns[position]
    }

    private mutating func declared(_ reader: inout ByteReader, _ wanted: (SectionInfo) -> [Bool]) throws(CodecError) -> SectionInfo {
        if let info, reader.take(declaration) { return info }
        info = nil
        let start = reader
        let declared = try SectionCodec.declaration(&reader)
        declaration = Array(start.bytes(to: reader))
        isWanted = wanted(declared)
        columns = [ColumnBuffer](repeating: ColumnBuffer(), count: declared.columns.count)
        info = declared
        return declared
    }
}
