import ProcessMemory
package import RawMemory

/// Memory of the collector beside the regions that hold objects.
///
/// From `gcinterface.dac.h` of the runtime (GcDacVars, 8 to 10), checked on 8.0, 9.0 and 10.0: the variables are numbers 29 to 34 of the structure.
package struct CollectorMemory: Sendable {
    /// The card table, brick table and mark array with their headers. This is what is reserved (2.5 GB for the usual 256 GB of regions); little of it is
    /// committed.
    package let bookkeeping: [AddressRange]
    /// Regions and segments that hold no objects now and are kept for the next ones: what is committed of each.
    package let freeRegions: [AddressRange]
}

extension DotNetRuntime {
    /// Without a value where the collector does not tell it (3.1 to 6), or where the dump does not hold it.
    package var collectorMemory: RuntimePart<CollectorMemory> { part(CollectorMemoryReader.self) }
}

private enum CollectorMemoryReader: RuntimePartReader {
    /// Numbers of the pointers in GcDacVars.
    private enum Number {
        static let fieldOffsets: UInt64 = 27
        static let bookkeeping: UInt64 = 29
        static let regionsToDecommit: UInt64 = 30
        static let hugeRegions: UInt64 = 31
        static let freeRegions: UInt64 = 32
        static let freeSegments: UInt64 = 33
        static let freeLargeSegments: UInt64 = 34
    }

    static func read(_ runtime: DotNetRuntime) -> RuntimePart<CollectorMemory> {
        guard let variables = runtime.gcVariables, variables.pointersOffset == 24,
            let fields = try? SegmentRecord.Fields(runtime.layout.offsets),
            let bookkeeping = variable(Number.bookkeeping, variables, runtime)
        else { return RuntimePart(nil) }
        var chains = FreeChains(memory: runtime.memory, fields: fields)
        for number in [Number.regionsToDecommit, Number.hugeRegions, Number.freeRegions] {
            guard let list = variable(number, variables, runtime) else { continue }
            chains.addLists(at: list, count: number == Number.hugeRegions ? 1 : 3)
        }
        for number in [Number.freeSegments, Number.freeLargeSegments] {
            if let first = variable(number, variables, runtime) { chains.addChain(from: runtime.memory.pointer(first)) }
        }
        if variables.isServer { addServerHeaps(to: &chains, variables, runtime) }
        let (blocks, isWhole) = blocks(bookkeeping, runtime.memory)
        return RuntimePart(
            CollectorMemory(bookkeeping: blocks, freeRegions: chains.ranges), isWhole ? [] : [.bookkeepingUnreadable])
    }

    /// The address of a variable. Older releases have fewer pointers, so that what lies there may be anything: a pointer counts only when it is one into
    /// the collector's library.
    private static func variable(_ number: UInt64, _ variables: GCVariables, _ runtime: DotNetRuntime) -> Address? {
        runtime.memory.pointer(variables.table + variables.pointersOffset + number * 8).flatMap {
            !$0.isNull && runtime.module.containsCollector($0) ? $0 : nil
        }
    }

    /// A heap of the server GC has its own lists: numbers 19 to 21 of the offsets of its fields.
    private static func addServerHeaps(to chains: inout FreeChains, _ variables: GCVariables, _ runtime: DotNetRuntime) {
        let memory = runtime.memory
        guard let offsets = variable(Number.fieldOffsets, variables, runtime), let generations = memory.u32(offsets + 18 * 4) else {
            return
        }
        let places = (19..<22).map { memory.u32(offsets + UInt64($0) * 4).flatMap { Int32(bitPattern: $0) > 0 ? UInt64($0) : nil } }
        for heap in variables.heaps {
            let base = heap.generationTable - UInt64(generations)
            if let place = places[0] { chains.addChain(from: memory.pointer(base + place)) }
            if let place = places[1] { chains.addChain(from: memory.pointer(base + place)) }
            if let place = places[2] { chains.addLists(at: base + place, count: 3) }
        }
    }

    /// Bytes of one block. It takes about 1 % of the 256 GB that the collector reserves.
    private static let bookkeepingLimit: UInt64 = 1 << 40

    /// card_table_info is 0x40 bytes before what the next block's pointer names: bytes u64 8, next u64 16. `isWhole` is false where the list leads to
    /// a block that cannot be.
    private static func blocks(_ variable: Address, _ memory: AddressSpace) -> (blocks: [AddressRange], isWhole: Bool) {
        var blocks: [AddressRange] = []
        var seen = Set<Address>()
        var at = memory.pointer(variable) ?? Address(0)
        while !at.isNull, let size = memory.u64(at + 8) {
            guard size > 0, size <= bookkeepingLimit, seen.insert(at).inserted else { return (blocks, false) }
            blocks.append(AddressRange(start: at, count: size))
            guard let next = memory.pointer(at + 16), !next.isNull else { break }
            at = next - 0x40
        }
        return (blocks, true)
    }
}

/// Follows lists of free regions. Each record is read once, so a ring ends.
private struct FreeChains {
    let memory: AddressSpace
    let fields: SegmentRecord.Fields
    private(set) var ranges: [AddressRange] = []
    private var seen = Set<Address>()

    init(memory: AddressSpace, fields: SegmentRecord.Fields) {
        self.memory = memory
        self.fields = fields
    }

    /// region_free_list has 0x38 bytes, its first region at 0x28.
    mutating func addLists(at list: Address, count: UInt64) {
        for number in 0..<count { addChain(from: memory.pointer(list + number * 0x38 + 0x28)) }
    }

    mutating func addChain(from first: Address?) {
        var at = first ?? Address(0)
        while !at.isNull, seen.insert(at).inserted, let record = SegmentRecord(at, memory, fields) {
            let range = AddressRange(record.memory.clearing(0xFFF), record.committed)
            if !range.isEmpty { ranges.append(range) }
            at = record.next
        }
    }
}
