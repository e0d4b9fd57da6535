/// The type of a column of a metadata table. The width of its cells follows from the sizes of heaps and tables.
enum MetadataColumn: Sendable {
    /// A number with this many bytes.
    case fixed(UInt8)
    /// Offsets in the heaps.
    case string, guid, blob
    /// A row of one table.
    case row(MetadataTable)
    case coded(CodedIndex)

    /// Columns of each table, by its number (II.22).
    static let ofTables: [[MetadataColumn]] = MetadataTable.allCases.map { table in
        switch table {
        case .module: [.fixed(2), .string, .guid, .guid, .guid]
        case .typeRef: [.coded(.resolutionScope), .string, .string]
        case .typeDef: [.fixed(4), .string, .string, .coded(.typeDefOrRef), .row(.field), .row(.methodDef)]
        case .fieldPtr: [.row(.field)]
        case .field: [.fixed(2), .string, .blob]
        case .methodPtr: [.row(.methodDef)]
        case .methodDef: [.fixed(4), .fixed(2), .fixed(2), .string, .blob, .row(.param)]
        case .paramPtr: [.row(.param)]
        case .param: [.fixed(2), .fixed(2), .string]
        case .interfaceImpl: [.row(.typeDef), .coded(.typeDefOrRef)]
        case .memberRef: [.coded(.memberRefParent), .string, .blob]
        case .constant: [.fixed(2), .coded(.hasConstant), .blob]
        case .customAttribute: [.coded(.hasCustomAttribute), .coded(.customAttributeType), .blob]
        case .fieldMarshal: [.coded(.hasFieldMarshal), .blob]
        case .declSecurity: [.fixed(2), .coded(.hasDeclSecurity), .blob]
        case .classLayout: [.fixed(2), .fixed(4), .row(.typeDef)]
        case .fieldLayout: [.fixed(4), .row(.field)]
        case .standAloneSig: [.blob]
        case .eventMap: [.row(.typeDef), .row(.event)]
        case .eventPtr: [.row(.event)]
        case .event: [.fixed(2), .string, .coded(.typeDefOrRef)]
        case .propertyMap: [.row(.typeDef), .row(.property)]
        case .propertyPtr: [.row(.property)]
        case .property: [.fixed(2), .string, .blob]
        case .methodSemantics: [.fixed(2), .row(.methodDef), .coded(.hasSemantics)]
        case .methodImpl: [.row(.typeDef), .coded(.methodDefOrRef), .coded(.methodDefOrRef)]
        case .moduleRef: [.string]
        case .typeSpec: [.blob]
        case .implMap: [.fixed(2), .coded(.memberForwarded), .string, .row(.moduleRef)]
        case .fieldRVA: [.fixed(4), .row(.field)]
        case .editLog: [.fixed(4), .fixed(4)]
        case .editMap: [.fixed(4)]
        case .assembly: [.fixed(4), .fixed(2), .fixed(2), .fixed(2), .fixed(2), .fixed(4), .blob, .string, .string]
        case .assemblyProcessor: [.fixed(4)]
        case .assemblyOS: [.fixed(4), .fixed(4), .fixed(4)]
        case .assemblyRef: [.fixed(2), .fixed(2), .fixed(2), .fixed(2), .fixed(4), .blob, .string, .string, .blob]
        case .assemblyRefProcessor: [.fixed(4), .row(.assemblyRef)]
        case .assemblyRefOS: [.fixed(4), .fixed(4), .fixed(4), .row(.assemblyRef)]
        case .file: [.fixed(4), .string, .blob]
        case .exportedType: [.fixed(4), .fixed(4), .string, .string, .coded(.implementation)]
        case .manifestResource: [.fixed(4), .fixed(4), .string, .coded(.implementation)]
        case .nestedClass: [.row(.typeDef), .row(.typeDef)]
        case .genericParam: [.fixed(2), .fixed(2), .coded(.typeOrMethodDef), .string]
        case .methodSpec: [.coded(.methodDefOrRef), .blob]
        case .genericParamConstraint: [.row(.genericParam), .coded(.typeDefOrRef)]
        }
    }
}

/// The offset in the row and the width, in bytes, of the cells of each table.
struct MetadataColumns: Sendable {
    struct Cell: Sendable {
        let offset: UInt8
        let width: UInt8
    }

    /// The cells of all tables, one table after the other.
    private let cells: [Cell]
    /// Bytes of a row, by table.
    private let rowSizes: [UInt8]

    /// Bits 0, 1 and 2 of `heapSizes` say that offsets of strings, GUIDs and blobs have 4 bytes and not 2. `rowCounts` is indexed by table.
    init(heapSizes: UInt8, rowCounts: [UInt32]) {
        func count(_ table: MetadataTable) -> UInt32 { table.rawValue < rowCounts.count ? rowCounts[table.rawValue] : 0 }
        func width(_ column: MetadataColumn) -> UInt8 {
            switch column {
            case .fixed(let width): return width
            case .string: return heapSizes & 1 != 0 ? 4 : 2
            case .guid: return heapSizes & 2 != 0 ? 4 : 2
            case .blob: return heapSizes & 4 != 0 ? 4 : 2
            case .row(let table): return count(table) > 0xFFFF ? 4 : 2
            case .coded(let index):
                let largest = index.tables.reduce(0 as UInt32) { max($0, $1.map(count) ?? 0) }
                return largest >= 1 << (16 - index.tagBits) ? 4 : 2
            }
        }
        var cells: [Cell] = []
        var sizes: [UInt8] = []
        for columns in MetadataColumn.ofTables {
            var offset: UInt8 = 0
            for column in columns {
                let cell = Cell(offset: offset, width: width(column))
                cells.append(cell)
                offset += cell.width
            }
            sizes.append(offset)
        }
        self.cells = cells
        rowSizes = sizes
    }

    /// Number of the first cell of each table in `cells`.
    private static let firstCells: [Int] = MetadataColumn.ofTables.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }

    func rowSize(_ table: MetadataTable) -> UInt64 { UInt64(rowSizes[table.rawValue]) }

    /// `column` is counted from 0 and must be less than the table's number of columns.
    func cell(_ table: MetadataTable, _ column: Int) -> Cell { cells[Self.firstCells[table.rawValue] + column] }
}
