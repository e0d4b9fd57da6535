import AddressSpace
import RawMemory

/// GcDacVars: the structure in which the GC tells debuggers where its own variables are (major version 2: .NET 5 and later).
///
/// u8 major, u8 minor, u64 size of a generation record at 8, u64 number of generations at 16, then pointers to variables from 24 on,
/// 8 bytes each, 0 where the flavour at hand has no such variable.
struct GCVariables: Sendable {
    let generationSize: UInt64
    let generationCount: UInt64
    let generationTable: Address
    let ephemeralSegment: Address
    /// End of allocated memory in the ephemeral region.
    let allocAllocated: Address
    let heapCount: UInt64
    /// Greater than 0 while a collection rearranges the heap.
    let structuresInvalid: UInt32
    /// Byte offsets in a generation record: allocation context, start segment, allocation start (nil: regions, none).
    let contextOffset: UInt64
    let startSegmentOffset: UInt64

    private static func field(_ table: Address, _ number: UInt64) -> Address { table + 24 + number * 8 }

    /// Whether `table` looks like one: versions and sizes in range, every pointer null or inside the GC's module, at least five set.
    static func isPlausible(at table: Address, _ runtime: RuntimeModule, _ memory: AddressSpace) -> Bool {
        guard let head = memory.u64(table), head & 0xFF >= 2, head & 0xFF <= 8, head >> 16 == 0,
            let size = memory.u64(table + 8), size >= 0x80, size <= 0x200, size % 8 == 0
        else { return false }
        var set = 0
        for number in 0..<29 as Range<UInt64> {
            guard let pointer = memory.pointer(field(table, number)) else { return false }
            if pointer.isNull { continue }
            guard runtime.contains(pointer) else { return false }
            set += 1
        }
        return set >= 5
    }

    init(_ table: Address, _ memory: AddressSpace) throws(RuntimeError) {
        func variable(_ number: UInt64) -> Address? { memory.pointer(GCVariables.field(table, number)).flatMap { $0.isNull ? nil : $0 } }
        heapCount = variable(19).flatMap { memory.u32($0) }.map(UInt64.init) ?? 0
        if heapCount > 0, variable(20) != nil { throw .unsupportedCollector("server") }
        guard let size = memory.u64(table + 8), let count = memory.u64(table + 16), count >= 3, count <= 8 else {
            throw .layoutMismatch("the GC's variables name an impossible number of generations")
        }
        guard let generations = variable(3), let ephemeral = variable(7).flatMap({ memory.pointer($0) }),
            let allocated = variable(12).flatMap({ memory.pointer($0) }), let offsets = variable(28),
            let context = memory.u32(offsets), let start = memory.u32(offsets + 4), UInt64(context) < size, UInt64(start) < size
        else { throw .runtimePagesMissing("the GC's generations") }
        generationSize = size
        generationCount = count
        generationTable = generations
        ephemeralSegment = ephemeral
        allocAllocated = allocated
        structuresInvalid = variable(21).flatMap { memory.u32($0) } ?? 0
        contextOffset = UInt64(context)
        startSegmentOffset = UInt64(start)
    }
}
