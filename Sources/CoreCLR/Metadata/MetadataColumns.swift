/// Widths of the columns of ECMA-335's tables 0x00 to 0x29 (II.22): fixed, heap indexes of 2 or 4 bytes, table indexes of 2 or 4 bytes
/// by the number of rows, coded indexes by the largest of several tables.
struct MetadataColumns: Sendable {
    private let tables: [[UInt64]]

    init(heapSizes: UInt8, rowCounts: [UInt32]) {
        let string: UInt64 = heapSizes & 1 != 0 ? 4 : 2
        let guid: UInt64 = heapSizes & 2 != 0 ? 4 : 2
        let blob: UInt64 = heapSizes & 4 != 0 ? 4 : 2
        func row(_ table: Int) -> UInt64 { rowCounts[table] > 0xFFFF ? 4 : 2 }
        func coded(_ tagBits: UInt32, _ tables: Int...) -> UInt64 {
            (tables.map { rowCounts[$0] }.max() ?? 0) >= 1 << (16 - tagBits) ? 4 : 2
        }
        let typeDefOrRef = coded(2, 0x02, 0x01, 0x1B)
        let constant = coded(2, 0x04, 0x08, 0x17)
        let attributed = coded(
            5, 0x06, 0x04, 0x01, 0x02, 0x08, 0x09, 0x0A, 0x00, 0x0E, 0x17, 0x14, 0x11, 0x1A, 0x1B, 0x20, 0x23, 0x26, 0x27, 0x28, 0x2A, 0x2C,
            0x2B)
        let fieldMarshal = coded(1, 0x04, 0x08)
        let secured = coded(2, 0x02, 0x06, 0x20)
        let memberParent = coded(3, 0x02, 0x01, 0x1A, 0x06, 0x1B)
        let semantics = coded(1, 0x14, 0x17)
        let methodDefOrRef = coded(1, 0x06, 0x0A)
        let forwarded = coded(1, 0x04, 0x06)
        let implementation = coded(2, 0x26, 0x23, 0x27)
        let attributeType = coded(3, 0x06, 0x0A)
        let scope = coded(2, 0x00, 0x1A, 0x23, 0x01)
        tables = [
            [2, string, guid, guid, guid], [scope, string, string], [4, string, string, typeDefOrRef, row(0x04), row(0x06)], [row(0x04)],
            [2, string, blob], [row(0x06)], [4, 2, 2, string, blob, row(0x08)], [row(0x08)],
            [2, 2, string], [row(0x02), typeDefOrRef], [memberParent, string, blob], [2, constant, blob],
            [attributed, attributeType, blob], [fieldMarshal, blob], [2, secured, blob], [2, 4, row(0x02)],
            [4, row(0x04)], [blob], [row(0x02), row(0x14)], [row(0x14)],
            [2, string, typeDefOrRef], [row(0x02), row(0x17)], [row(0x17)], [2, string, blob],
            [2, row(0x06), semantics], [row(0x02), methodDefOrRef, methodDefOrRef], [string], [blob],
            [2, forwarded, string, row(0x1A)], [4, row(0x04)], [4, 4], [4],
            [4, 2, 2, 2, 2, 4, blob, string, string], [4], [4, 4, 4], [2, 2, 2, 2, 4, blob, string, string, blob],
            [4, row(0x23)], [4, 4, 4, row(0x23)], [4, string, blob], [4, 4, string, string, implementation],
            [4, 4, string, implementation], [row(0x02), row(0x02)],
        ]
    }

    func widths(_ table: Int) -> [UInt64] { tables[table] }
    func rowSize(_ table: Int) -> UInt64 { tables[table].reduce(0, +) }
}
