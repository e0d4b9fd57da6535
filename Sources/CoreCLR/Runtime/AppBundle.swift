import ProcessMemory
import RawMemory

/// The app that a single-file executable contains, after the host with the runtime.
///
/// The offset of the bundle's header, i64, is in the writable data before a signature of 32 bytes. The header: major and minor version u32,
/// number of files i32, then an id (a byte with its length, and text). Since .NET 6 the id is a hash of the files; the host keeps it in its
/// variables (`bundle::header_t`, `Microsoft.NET.HostModel.Bundle.Manifest`).
struct AppBundle: Sendable {
    private let id: [UInt8]
    private let headerOffset: UInt64
    /// In the file's image.
    private let offsetPlace: Address

    /// SHA-256 of ".net core bundle".
    static let signature: [UInt8] = [
        0x8B, 0x12, 0x02, 0xB9, 0x6A, 0x61, 0x20, 0x38, 0x72, 0x7B, 0x93, 0x02, 0x14, 0xD7, 0xA0, 0x32,
        0x13, 0xF5, 0xB9, 0xE6, 0xEF, 0xAE, 0x33, 0x18, 0xEE, 0x3B, 0x2D, 0xCE, 0x24, 0xB3, 0x6A, 0xAE,
    ]
    /// Ids have 12 characters.
    static let idLengths: ClosedRange<UInt8> = 8...64

    /// `nil` when the file is not a single-file executable.
    init?(_ elf: ELFFile) {
        let data = elf.image.segments.filter(\.isWritable).map(\.range)
        guard let signature = data.lazy.compactMap({ elf.memory.firstAddress(of: Self.signature, in: $0) }).first,
            let offset = elf.memory.u64(signature - 8), offset > 0, let header = offset.asIndex,
            let length = elf.file.bytes.slice(header, 13)?.u8(at: 12), Self.idLengths.contains(length),
            let text = elf.file.bytes.slice(header, 13 + Int(length))
        else { return nil }
        headerOffset = offset
        offsetPlace = signature - 8
        id = (13..<13 + Int(length)).compactMap { text.u8(at: $0) }
    }

    /// Whether the process that has the file at `base` runs this app; `nil` when the dump does not hold the host's variables.
    func isLoaded(_ elf: ELFFile, base: Address, _ memory: AddressSpace) -> Bool? {
        if let offset = memory.u64(elf.address(offsetPlace, base: base)), offset != headerOffset { return false }
        let data = elf.image.segments.filter(\.isWritable).map {
            AddressRange(start: elf.address($0.range.start, base: base), count: $0.range.count)
        }
        if data.contains(where: { memory.firstAddress(of: id, in: $0) != nil }) { return true }
        return data.allSatisfy { memory.presentBytes(in: $0) == $0.count } ? false : nil
    }
}
