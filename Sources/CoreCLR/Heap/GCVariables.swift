import ProcessMemory
import RawMemory

/// GcDacVars: the structure in which the GC gives debuggers the addresses of its variables.
///
/// Layout: major version u8 0, minor u8 1, size of a generation record u64 8, from .NET 5 on the number of generations u64 16, then
/// pointers to variables of 8 bytes each, which are 0 if this kind of GC lacks the variable. The version does not tell the two forms apart
/// (6 still has 1.0), so the word at 16 does: it is a small number if it is the number of generations.
struct GCVariables: Sendable {
    let isServer: Bool
    let generationSize: UInt64
    let generationCount: UInt64
    /// One for the workstation GC, one for each heap in use of the server GC (with DATAS fewer than there are processors).
    let heaps: [HeapVariables]
    /// The number of heaps whose variables could not be read.
    let unreadableHeaps: Int
    /// Greater than 0 while a collection rearranges the heap.
    let structuresInvalid: UInt32
    /// Byte offsets in a generation record: allocation context, start segment, and allocation start, which only segments have.
    let contextOffset: UInt64
    let startSegmentOffset: UInt64
    let allocationStartOffset: UInt64
    /// The first map of handle tables; `nil` when this collector does not name it.
    let handleTableMap: Address?
    /// Whether the collector can collect generation 2 beside the program: it has a mark array for that. `nil` when it does not name the
    /// array (server GC of 3.1). Compared with what was configured (gcConcurrent, gcServer) on 3.1.23 and 8.0.4.
    let isConcurrent: Bool?
    /// Whether the number of heaps follows the size of the application (DATAS). `nil` when the collector does not say it (server GC up to
    /// 9).
    let adaptsHeaps: Bool?
    /// The lowest and the highest address of the collector's variables.
    let lowest: Address?
    let highest: Address?

    /// The structure itself, and where its pointers begin in it.
    let table: Address
    let pointersOffset: UInt64

    /// The addresses of one heap's data.
    struct HeapVariables: Sendable {
        let generationTable: Address
        let ephemeralSegment: Address
        /// End of allocated memory in the ephemeral segment or region.
        let allocAllocated: Address
        /// CFinalize; `nil` when the dump does not hold its address.
        let finalizeQueue: Address?
    }

    /// Pointers to variables, and none to constants.
    private static let variableNumbers: [UInt64] = Array(2...26)
    /// After 35 pointers, two numbers and a size (version 2.4 and later).
    private static let adaptationModePlace: UInt64 = 24 + 35 * 8 + 16

    private static func hasDescribedMode(_ table: Address, _ memory: AddressSpace) -> Bool {
        memory.u8(table) == 2 && (memory.u8(table + 1) ?? 0) >= 4
    }

    /// No machine has as many processors.
    private static let heapLimit: UInt32 = 4096

    /// The offset of the pointers, and the number of generations.
    private static func pointers(_ table: Address, _ memory: AddressSpace) -> (offset: UInt64, generations: UInt64) {
        guard let count = memory.u64(table + 16), count >= 4, count <= 16 else { return (16, 4) }
        return (24, count)
    }

    /// Whether `table` can be a GcDacVars: versions and sizes are in range, every pointer is null or lies inside the GC's module, and at
    /// least five are set.
    static func isPlausible(at table: Address, _ runtime: RuntimeModule, _ memory: AddressSpace) -> Bool {
        guard let head = memory.u64(table), head & 0xFF >= 1, head & 0xFF <= 8, head >> 16 == 0,
            let size = memory.u64(table + 8), size >= 0x80, size <= 0x200, size % 8 == 0
        else { return false }
        let (offset, _) = pointers(table, memory)
        // The structure of 3.1 ends with the map of handle tables. Later ones have two tables of offsets after it. The server GC of 3.1
        // sets few pointers.
        let fields: UInt64 = offset == 16 ? 27 : 29
        var set = 0
        for number in 0..<fields {
            guard let pointer = memory.pointer(table + offset + number * 8) else { return false }
            if pointer.isNull { continue }
            guard runtime.containsCollector(pointer) else { return false }
            set += 1
        }
        return set >= 5
    }

    init(_ table: Address, _ memory: AddressSpace) throws(RuntimeError) {
        let (offset, count) = Self.pointers(table, memory)
        self.table = table
        pointersOffset = offset
        func variable(_ number: UInt64) -> Address? {
            memory.pointer(table + offset + number * 8).flatMap { $0.isNull ? nil : $0 }
        }
        guard let size = memory.u64(table + 8), count <= 8 else {
            throw .layoutMismatch("the GC's variables name an impossible number of generations")
        }
        generationSize = size
        generationCount = count
        structuresInvalid = variable(21).flatMap { memory.u32($0) } ?? 0
        handleTableMap = variable(26)
        let variables = Self.variableNumbers.compactMap(variable)
        (lowest, highest) = (variables.min(), variables.max())

        // 5 and later have tables with the offsets of fields in their records; 3.1 has none.
        let offsets = offset == 24 ? variable(28) : nil
        var places: [UInt64] = [0, 56, 64]
        // The table is constant data, whose page a heap dump of a single-file app lacks. The offsets are the same in every version so far.
        if let offsets, let context = memory.u32(offsets), let start = memory.u32(offsets + 4) {
            guard UInt64(context) < size, UInt64(start) < size else {
                throw .layoutMismatch("the GC's generations have fields outside of their records")
            }
            places = [UInt64(context), UInt64(start), UInt64(memory.u32(offsets + 8) ?? 64)]
        }
        (contextOffset, startSegmentOffset, allocationStartOffset) = (places[0], places[1], places[2])

        let heapCount = variable(19).flatMap { memory.u32($0) } ?? 0
        if heapCount > 0, let pointers = variable(20).flatMap({ memory.pointer($0) }) {
            isServer = true
            guard heapCount <= Self.heapLimit else { throw .layoutMismatch("the GC names \(heapCount) heaps") }
            // Offsets in a heap: end of allocated memory, ephemeral segment, generations. In 3.1 they are at the start.
            var fields: [UInt64] = [0, 8, 0x158]
            var (queue, marks): (UInt64?, UInt64?) = (0x10, nil)
            if offset == 24 {
                guard let table = variable(27) else { throw .runtimePagesMissing("the GC's field offsets") }
                fields = [0, 1, 18].compactMap { memory.u32(table + $0 * 4).map(UInt64.init) }
                guard fields.count == 3 else { throw .runtimePagesMissing("the GC's field offsets") }
                // -1 stands for a field that this collector lacks.
                func field(_ number: UInt64) -> UInt64? { memory.u32(table + number * 4).flatMap { $0 >> 31 == 0 ? UInt64($0) : nil } }
                (queue, marks) = (field(2), field(12))
            }
            heaps = (0..<UInt64(heapCount)).compactMap { number in
                guard let heap = memory.pointer(pointers + number * 8), !heap.isNull,
                    let allocated = memory.pointer(heap + fields[0]), let ephemeral = memory.pointer(heap + fields[1])
                else { return nil }
                return HeapVariables(
                    generationTable: heap + fields[2], ephemeralSegment: ephemeral, allocAllocated: allocated,
                    finalizeQueue: queue.flatMap { memory.pointer(heap + $0) })
            }
            isConcurrent = marks.flatMap { place in memory.pointer(pointers).flatMap { memory.u64($0 + place) } }.map { $0 != 0 }
            let mode = Self.hasDescribedMode(table, memory) ? memory.pointer(table + Self.adaptationModePlace) : nil
            adaptsHeaps = mode.flatMap { $0.isNull ? nil : memory.u32($0) }.map { $0 != 0 }
            unreadableHeaps = Int(heapCount) - heaps.count
        } else {
            isServer = false
            guard let generations = variable(3), let ephemeral = variable(7).flatMap({ memory.pointer($0) }),
                let allocated = variable(12).flatMap({ memory.pointer($0) })
            else { throw .runtimePagesMissing("the GC's generations") }
            heaps = [
                HeapVariables(
                    generationTable: generations, ephemeralSegment: ephemeral, allocAllocated: allocated,
                    finalizeQueue: variable(15).flatMap { memory.pointer($0) })
            ]
            unreadableHeaps = 0
            isConcurrent = variable(5).flatMap { memory.u64($0) }.map { $0 != 0 }
            adaptsHeaps = false
        }
    }
}
