import ProcessMemory
import RawMemory

/// The form of a segment of a handle table: 64 KiB, aligned to its size, with 120 blocks of 64 handles after a header of a page.
///
/// The header has a row of bytes for each block, and rows for each type of handles. The number of types has changed, and with it the
/// place of what follows. (TableSegment and _TableSegmentHeader in src/coreclr/gc/handletablepriv.h of dotnet/runtime; verified on dumps
/// of 3.1, 8, 9 and 10 on Linux, 6, 8, 9 and 10 on Windows, and 10 on arm64.)
struct HandleSegmentForm: Hashable, Sendable {
    /// The internal types of handles; the last one marks blocks of data that belong to other blocks. 12 up to 9, 13 in 10.
    let typeCount: UInt64

    static let size: UInt64 = 0x1_0000
    static let blockCount: UInt64 = 120
    static let handlesOfBlock: UInt64 = 64
    private static let blockTypes: UInt64 = 0x618
    private static let userData: UInt64 = 0x690
    private static let ofTypes: UInt64 = 0x780
    private static let values: UInt64 = 0x1000
    private static let freeBlock: UInt8 = 0xFF
    private static let noData: UInt8 = 0xFF

    var next: UInt64 { Self.ofTypes + 6 * typeCount }
    var owner: UInt64 { next + 8 }

    /// The beginning of a block's handles; a handle is a word with the address of its object, or null.
    static func block(_ number: UInt64, of segment: Address) -> Address { segment + (values + number * handlesOfBlock * 8) }

    /// What a block holds.
    enum Block {
        case free
        /// Data of another block, like the second objects of dependent handles.
        case data
        case handles(HandleKind)
        /// The type is none of those that the runtime has, or the dump does not hold it.
        case unreadable
    }

    func block(_ number: UInt64, of segment: Address, _ memory: AddressSpace) -> Block {
        guard let type = memory.u8(segment + (Self.blockTypes + number)) else { return .unreadable }
        if type == Self.freeBlock { return .free }
        if UInt64(type) == typeCount - 1 { return .data }
        return UInt64(type) < typeCount ? HandleKind(rawValue: type).map { .handles($0) } ?? .unreadable : .unreadable
    }

    /// The block with the data of a block's handles, word by word.
    enum DataBlock {
        case none
        case block(UInt64)
        /// The number is that of no block of data, or the dump does not hold it.
        case unreadable
    }

    func dataBlock(_ number: UInt64, of segment: Address, _ memory: AddressSpace) -> DataBlock {
        guard let data = memory.u8(segment + (Self.userData + number)) else { return .unreadable }
        if data == Self.noData { return .none }
        guard UInt64(data) < Self.blockCount, case .data = block(UInt64(data), of: segment, memory) else { return .unreadable }
        return .block(UInt64(data))
    }
}
