import AddressSpace
import RawMemory

/// The runtime's global variables, without knowing which is which: those that `g_dacTable` lists for the runtime's own debugging library,
/// or, where that table is not exported or not in the dump (3.1, single-file heap dumps, kernel cores), every 8-byte cell of its data.
struct RuntimeVariables {
    /// Whether `addresses` is the table, in its order.
    let isTable: Bool
    /// Of the variables, not of what they point to.
    let addresses: [Address]

    /// 8.0 has 155 to 157 entries, 10.0 has 129.
    private static let entryLimit: UInt64 = 4096
    /// Cells of data that are looked at; libcoreclr has 50,000 to 100,000.
    private static let cellLimit = 1 << 22

    init(_ runtime: RuntimeModule, _ memory: AddressSpace) {
        if let table = runtime.symbol("g_dacTable", memory), let entries = Self.entries(table.address, table.size, runtime, memory) {
            isTable = true
            addresses = entries
            return
        }
        isTable = false
        var cells: [Address] = []
        for range in runtime.writableRanges {
            var index = memory.runIndex(atOrAfter: range.start.value)
            while index < memory.runs.count, memory.runs[index].start < range.end.value, cells.count < Self.cellLimit {
                let run = memory.runs[index]
                var cell = max(run.start, range.start.value).saturatingAdd(7) & ~7
                let end = min(run.end, range.end.value)
                while cell < end, end - cell >= 8, cells.count < Self.cellLimit {
                    cells.append(Address(cell))
                    cell += 8
                }
                index += 1
            }
        }
        addresses = cells
    }

    /// 8 and later: absolute addresses. nil when the table's page is missing or holds something else.
    private static func entries(
        _ table: Address, _ bytes: UInt64, _ runtime: RuntimeModule, _ memory: AddressSpace
    ) -> [Address]? {
        let count = min(bytes / 8, entryLimit)
        let entries = (0..<count).map { memory.pointer(table + $0 * 8) ?? Address(0) }
        return entries.contains { runtime.contains($0) } ? entries : nil
    }
}
