/// The generation of a region, in the GC's order.
package enum HeapGeneration: Int, CaseIterable, Sendable {
    case gen0, gen1, gen2, loh, poh, frozen
}

/// The objects that were declared in the heap, with exact sizes, not rounded up to 8.
package struct HeapTruth {
    package struct Count: Equatable {
        package var objects: UInt64 = 0
        package var bytes: UInt64 = 0
    }

    /// By method table, Free among them.
    package private(set) var byType: [UInt64: [HeapGeneration: Count]] = [:]
    /// Bytes of allocation contexts that the walk steps over.
    package internal(set) var contextBytes: UInt64 = 0

    mutating func add(_ methodTable: UInt64, _ generation: HeapGeneration, objects: UInt64, bytes: UInt64) {
        byType[methodTable, default: [:]][generation, default: Count()].objects += objects
        byType[methodTable, default: [:]][generation, default: Count()].bytes += bytes
    }

    package func count(_ methodTable: UInt64, _ generation: HeapGeneration) -> Count { byType[methodTable]?[generation] ?? Count() }

    package func total(_ methodTable: UInt64) -> Count {
        HeapGeneration.allCases.reduce(into: Count()) { total, generation in
            total.objects += count(methodTable, generation).objects
            total.bytes += count(methodTable, generation).bytes
        }
    }
}
