import ProcessMemory
import RawMemory

/// The addresses of the runtime's global variables. Their meanings are not known here.
///
/// `g_dacTable` lists them for the runtime's own debugging library; up to 6 on Windows a resource of coreclr.dll does. If there is neither
/// (3.1 on Linux, single-file heap dumps, kernel cores, minidumps written without the runtime's debugging library), every 8-byte word of
/// the runtime's data counts.
struct RuntimeVariables {
    /// Whether `addresses` are the entries of the table, in its order.
    let isTable: Bool
    /// Addresses of the variables, not their values.
    let addresses: [Address]

    /// 8.0 has 155 to 157 entries, 10.0 has 129.
    private static let entryLimit: UInt64 = 4096
    /// The most words of data that are used. libcoreclr has 50,000 to 100,000.
    private static let wordLimit = 1 << 22

    init(_ runtime: RuntimeModule, _ memory: AddressSpace) {
        let table = runtime.image.symbol("g_dacTable", memory).flatMap { Self.entries($0.address, $0.size, runtime, memory) }
        if let entries = table ?? Self.resource(runtime.image, memory) {
            isTable = true
            addresses = entries
            return
        }
        isTable = false
        var words: [Address] = []
        for range in runtime.image.writableRanges { words += memory.wordAddresses(in: range, limit: Self.wordLimit - words.count) }
        addresses = words
    }

    /// The entries of the table of 8 and later, which are absolute addresses. `nil` when the table's page is missing or has other content.
    /// If the size is unknown (Windows), the table ends before the first word that is not an address in the runtime.
    private static func entries(
        _ table: Address, _ bytes: UInt64?, _ runtime: RuntimeModule, _ memory: AddressSpace
    ) -> [Address]? {
        let places = 0..<min(bytes.map { $0 / 8 } ?? entryLimit, entryLimit)
        guard bytes == nil else {
            let entries = places.map { memory.pointer(table + $0 * 8) ?? Address(0) }
            return entries.contains { runtime.contains($0) } ? entries : nil
        }
        var entries: [Address] = []
        for place in places {
            guard let entry = memory.pointer(table + place * 8), runtime.contains(entry) else { break }
            entries.append(entry)
        }
        return entries.isEmpty ? nil : entries
    }

    /// The entries of the resource, up to 6 on Windows. Layout: number of variables u32 0, of virtual tables u32 4, 16 bytes of build
    /// information, then the variables' distances from the image's base, u32 each.
    private static func resource(_ image: RuntimeImage, _ memory: AddressSpace) -> [Address]? {
        guard case .pe(let pe) = image, let data = pe.resource("COREXTERNALDATAACCESSRESOURCE", memory), let count = memory.u32(data.start),
            UInt64(count) <= entryLimit, 24 + UInt64(count) * 4 <= data.count
        else { return nil }
        let entries = (0..<UInt64(count)).compactMap { memory.u32(data.start + 24 + $0 * 4).map { pe.base + UInt64($0) } }
        return entries.count == Int(count) && !entries.isEmpty ? entries : nil
    }
}
