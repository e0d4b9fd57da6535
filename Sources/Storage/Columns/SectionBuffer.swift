import SnapshotModel

/// One decoded section after the other, in the same memory. Only columns that are wanted are kept; the others are checked and passed over.
struct SectionBuffer: Sendable {
    private(set) var rowCount = 0
    /// The understood columns, in the order of the declaration. A column that is not wanted may be absent here. Columns may be taken out by
    /// swapping others in.
    var columns: [ColumnBuffer] = []
    /// The numbers of the names that the section mentions; absent for a blob of version 1.
    private(set) var names = ColumnBuffer()
    /// Whether words of text columns stay places in `names`, where there are names.
    private let keepsPlaces: Bool
    private var isWanted: [Bool] = []
    private var content: [UInt8] = []
    /// The last declaration, and what it was read from: the sections of a series are nearly always declared alike.
    private var understood: SectionDeclaration.Understood?
    private var declaration: (version: UInt8, bytes: [UInt8]) = (0, [])

    init(keepsPlaces: Bool = false) { self.keepsPlaces = keepsPlaces }

    /// The section in `blob`, in place of the last one. `wanted` is asked when the declaration differs from the last one, and answers by
    /// column. After an error the buffer holds no section.
    mutating func decode(
        _ blob: [UInt8], _ decompressor: LZ4Decompressor, wanted: (SectionInfo) -> [Bool]
    ) throws(CodecError) -> SectionDeclaration.Understood {
        rowCount = 0
        names.clear()
        for place in columns.indices { columns[place].clear() }
        let (version, frame) = try SectionCodec.parts(of: blob)
        try decompressor.decompress(frame, into: &content)
        var reader = ByteReader(content[...])
        if version > 1 { try SectionCodec.names(&reader, into: &names) }
        let understood = try understood(&reader, version, wanted)
        let rowCount = try reader.count("the number of rows", limit: SectionCodec.mostRows(understood.isColumnUnderstood.count))
        var place = 0
        for isUnderstood in understood.isColumnUnderstood {
            if version == 1 {
                try decode(place, rowCount, understood.info, &reader)
            } else {
                var column = ByteReader(try reader.bytes(try reader.count("the length of a column", limit: reader.left)))
                guard isUnderstood else { continue }
                try decode(place, rowCount, understood.info, &column)
                guard column.left == 0 else { throw .implausible("bytes after a column's last word") }
            }
            place += 1
        }
        guard reader.left == 0 else { throw .implausible("bytes after the last column") }
        for (place, column) in understood.info.columns.enumerated() { try check(place, column.type) }
        self.rowCount = rowCount
        return understood
    }

    private mutating func decode(_ place: Int, _ rowCount: Int, _ info: SectionInfo, _ reader: inout ByteReader) throws(CodecError) {
        // Flags and places of names are always checked.
        if isWanted[place] || info.columns[place].type == .flag || info.columns[place].type == .text {
            try columns[place].decode(rowCount, &reader)
        } else {
            try ColumnCodec.skip(rowCount, &reader)
        }
    }

    private mutating func check(_ place: Int, _ type: ColumnType) throws(CodecError) {
        guard columns[place].isPresent else { return }
        switch type {
        case .flag: guard columns[place].words.allSatisfy({ $0 <= 1 }) else { throw .implausible("a flag that is neither 0 nor 1") }
        case .text where names.isPresent:
            guard columns[place].words.allSatisfy({ $0 < UInt64(names.words.count) }) else { throw .implausible("the place of a name") }
            if !keepsPlaces { columns[place].replacePlaces(by: names.words) }
        default: break
        }
    }

    private mutating func understood(
        _ reader: inout ByteReader, _ version: UInt8, _ wanted: (SectionInfo) -> [Bool]
    ) throws(CodecError) -> SectionDeclaration.Understood {
        if let understood, declaration.version == version, reader.take(declaration.bytes) { return understood }
        self.understood = nil
        let start = reader
        let understood = try SectionCodec.understood(&reader, version)
        declaration = (version, Array(start.bytes(to: reader)))
        isWanted = wanted(understood.info)
        columns = [ColumnBuffer](repeating: ColumnBuffer(), count: understood.info.columns.count)
        self.understood = understood
        return understood
    }

    /// The column of that name and type; `nil` when there is none, or this input cannot give it.
    func column(_ name: String, _ type: ColumnType) -> ColumnBuffer? {
        guard let info = understood?.info, let place = info.position(name), info.columns[place].type == type, columns[place].isPresent
        else { return nil }
        return columns[place]
    }
}
