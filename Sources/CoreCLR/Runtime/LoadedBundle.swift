import ProcessMemory
import RawMemory

/// The app that a process of a single-file executable runs, as the host's variables say it.
///
/// The offset of the bundle's header is in .data before a signature (`AppBundle`), and again in `bundle::info_t`: after it the offset in the
/// file u64 8, the number of files u32 16, the version of the bundle u32 20 and 24, and the id, a `std::string`: pointer 32, length u64 40.
/// Kernel and gdb cores of 10.0.9 (arm64) and 10.0.13 hold both; heap dumps of createdump hold .data and not the second.
struct LoadedBundle: Equatable, Sendable {
    /// In the executable's file.
    let headerOffset: UInt64
    /// A hash of the app's files; `nil` when the dump does not hold it.
    let id: String?

    /// `nil` when the image whose variables are in `data` is no single-file executable, or when the dump does not hold them.
    init?(_ data: [AddressRange], _ memory: AddressSpace) {
        guard let signature = data.lazy.compactMap({ memory.firstAddress(of: AppBundle.signature, in: $0) }).first,
            let offset = memory.u64(signature - 8), offset > 0
        else { return nil }
        headerOffset = offset
        let word = (0..<8 as Range<UInt64>).map { UInt8(truncatingIfNeeded: offset >> ($0 * 8)) }
        var found: String?
        for range in data where found == nil {
            _ = memory.firstAddress(of: word, in: range, alignment: 8) { place in
                found = Self.id(after: place, memory)
                return found != nil
            }
        }
        id = found
    }

    private static func id(after place: Address, _ memory: AddressSpace) -> String? {
        guard let files = memory.u32(place + 16), files > 0, let text = memory.pointer(place + 32), let length = memory.u64(place + 40),
            let count = UInt8(exactly: length), AppBundle.idLengths.contains(count), let bytes = memory.bytes(text, Int(count)),
            bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "|") })
        else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }
}
