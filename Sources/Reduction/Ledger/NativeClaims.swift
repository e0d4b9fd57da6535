import DumpFormats
import ProcessMemory
import RawMemory

/// Memory of the process that malloc or a heap of Windows has, recognised by what they write.
struct NativeClaims {
    private(set) var claims: [ClaimedRanges.Claim] = []

    /// The program break (`[heap]`) begins at most so far behind the program (`arch_randomize_brk` of Linux: 32 MB, 1 GB since 5.18 and on arm64).
    private static let breakReach: UInt64 = (1 << 30) + (32 << 20)

    init(_ dump: ProcessDump, _ listed: ListedMemory, _ memory: AddressSpace) {
        switch dump.system {
        case .windows: addWindowsHeaps(dump, memory)
        case .linux: addMalloc(dump, listed, memory)
        }
    }

    private mutating func addWindowsHeaps(_ dump: ProcessDump, _ memory: AddressSpace) {
        var (last, isHeap) = (Address(0), false)
        for region in dump.regions where region.backing == .privateMemory {
            if region.allocation != last { (last, isHeap) = (region.allocation, memory.isWindowsHeap(at: region.allocation)) }
            if isHeap { claims.append(.init(region.range, LedgerKind.windowsHeaps.number)) }
        }
    }

    private mutating func addMalloc(_ dump: ProcessDump, _ listed: ListedMemory, _ memory: AddressSpace) {
        let malloc = MallocHeaps(memory)
        for mapping in listed.privateMappings {
            if let range = malloc.arenaHeap(at: mapping) ?? malloc.largeBlocks(at: mapping) {
                claims.append(.init(range, LedgerKind.malloc.number))
            }
        }
        guard let program = dump.process.programHeaders, let own = dump.files.first(where: { $0.range.contains(program) })?.path else {
            return
        }
        let end = dump.files.lazy.filter { $0.path == own }.map(\.range.end).max() ?? program
        let next = listed.privateMappings.partitioningIndex { $0.start >= end }
        // The first mapping may be the program's own .bss.
        for mapping in listed.privateMappings[next...].prefix(3) where mapping.start.distance(from: end) <= Self.breakReach {
            guard malloc.beginsWithChunk(mapping) else { continue }
            claims.append(.init(mapping, LedgerKind.malloc.number))
            break
        }
    }
}
