import ProcessMemory
import RawMemory

/// What the GC noted when it last collected each generation of a heap: `gc_heap::dynamic_data_table`.
///
/// No version names the table to debuggers, but it lies near the generations in all of them: both are static fields of the workstation GC
/// and fields of a heap of the server GC. It has a record of 168 bytes for each generation. The last word of a record points to the row
/// of the generation in a constant table, whose rows have 56 bytes; that is how it is found. At 80 is the number of bytes of the objects
/// that the last collection of the generation left (`current_size`, Free not counted), at 88 how often it was collected
/// (GC.CollectionCount), and at 120 the number of the last collection that did.
///
/// From the sources of the GC (`gcpriv.h`, class `dynamic_data`). Found on dumps of 3.1.3, 3.1.23, 8.0.4, 8.0.33, 9.0.22 and 10.0.14 on
/// Linux, 10.0.9 on arm64, and 8.0.33, 9.0.22 and 10.0.14 on Windows; not on 6.0.13 on Windows.
struct CollectionRecords {
    /// By the number of the generation (3 is the LOH, 4 the POH), in bytes.
    let left: [UInt64]
    /// By the number of the generation: the collections in which it was collected (`collection_count`).
    let collections: [UInt64]
    /// The number of the collection in which each generation was collected last (`gc_clock`).
    private let clocks: [UInt64]

    /// The oldest of generations 0 to 2 that the last collection collected.
    var lastGeneration: UInt64? {
        guard let last = clocks.first, last > 0 else { return nil }
        return (0..<UInt64(min(clocks.count, 3))).last { clocks[Int($0)] == last }
    }

    private static let recordSize: UInt64 = 168
    private static let leftPlace: UInt64 = 80
    private static let countPlace: UInt64 = 88
    private static let clockPlace: UInt64 = 120
    private static let minimumPlace: UInt64 = 152
    private static let rowPlace: UInt64 = 160
    private static let rowSize: UInt64 = 56
    /// How far from the generations the table is searched. It was at most 4,096 bytes away.
    private static let reach: UInt64 = 0x8000

    /// One for each heap, in the order of `generationTables`; `nil` when the table is not found, or not at the same place in each heap.
    static func read(
        _ generationTables: [Address], generations: UInt64, isConstant: (Address) -> Bool, _ memory: AddressSpace
    ) -> [CollectionRecords]? {
        guard let first = generationTables.first, generations >= 4, generations <= 8 else { return nil }
        // The distance is taken modulo 2^64, so that it may be negative.
        func table(_ heap: Address, _ distance: UInt64) -> Address { Address(heap.value &+ distance) }
        let distances = stride(from: 0, through: reach, by: 8).lazy.flatMap { [$0, 0 &- $0] }
        guard
            let distance = distances.first(where: { distance in
                isTable(table(first, distance), generations, isConstant, memory)
            })
        else { return nil }
        var records: [CollectionRecords] = []
        for heap in generationTables {
            let at = table(heap, distance)
            guard isTable(at, generations, isConstant, memory) else { return nil }
            func words(_ place: UInt64) -> [UInt64] { (0..<generations).compactMap { memory.u64(at + $0 * recordSize + place) } }
            let (left, counts, clocks) = (words(leftPlace), words(countPlace), words(clockPlace))
            guard [left, counts, clocks].allSatisfy({ $0.count == Int(generations) }) else { return nil }
            records.append(CollectionRecords(left: left, collections: counts, clocks: clocks))
        }
        return records
    }

    /// The rows of the constant table follow each other, and the smallest budgets of the generations that are not the youngest are theirs.
    private static func isTable(
        _ at: Address, _ generations: UInt64, _ isConstant: (Address) -> Bool, _ memory: AddressSpace
    ) -> Bool {
        guard let row = memory.pointer(at + rowPlace), isConstant(row) else { return false }
        return (1..<generations).allSatisfy { number in
            let record = at + number * recordSize
            guard memory.u64(record + rowPlace) == (row + number * rowSize).value, let minimum = memory.u64(record + minimumPlace) else {
                return false
            }
            return minimum > 0 && minimum < 1 << 40
        }
    }
}
