import ProcessMemory
import RawMemory

/// The runtime's global variables, without knowing which is which: those that `g_dacTable` lists for the runtime's own debugging library,
/// or a resource of coreclr.dll up to 6, or, where there is neither (3.1 on Linux, single-file heap dumps, kernel cores, minidumps written
/// without the runtime's help), every 8-byte cell of its data.
struct RuntimeVariables {
    /// Whether `addresses` is the table, in its order.
    let isTable: Bool
    /// Of the variables, not of what they point to.
    let addresses: [Address]

    /// 8.0 has 155 to 157 entries, 10.0 has 129.
    private static let entryLimit: UInt64 = 4096
    /// Words of data that are looked at; libcoreclr has 50,000 to 100,000.
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

    /// 8 and later: absolute addresses. nil when the table's page is missing or holds something else. Where its size is not
    /// known (Windows) it ends with the first word that is no address in the runtime.
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

    /// Up to 6 on Windows: a resource of the runtime. Number of variables u32 0, of virtual tables u32 4, 16 bytes of build information, then
    /// the variables' distances from the image's base, u32 each.
    private static func resource(_ image: RuntimeImage, _ memory: AddressSpace) -> [Address]? {
        guard case .pe(let pe) = image, let data = pe.resource("COREXTERNALDATAACCESSRESOURCE", memory), let count = memory.u32(data.start),
            UInt64(count) <= entryLimit, 24 + UInt64(count) * 4 <= data.count
        else { return nil }
        let entries = (0..<UInt64(count)).compactMap { memory.u32(data.start + 24 + $0 * 4).map { pe.base + UInt64($0) } }
        return entries.count == Int(count) && !entries.isEmpty ? entries : nil
    }
}
