package import RawMemory

/// The nodes of a file by type.
package struct GCDumpCounts: Sendable {
    /// By the number of the type.
    package private(set) var counts: [UInt64]
    /// In bytes, as the file says them.
    package private(set) var bytes: [UInt64]
    /// By type and generation, 0 to 4; empty when the file does not say the generation of every object.
    package private(set) var generations: [[(count: UInt64, bytes: UInt64)]] = []
    /// Children of all nodes.
    package private(set) var references: UInt64 = 0
    /// Nodes that are referred to and have no record.
    package private(set) var undefined: UInt64 = 0
    /// Nodes whose records cannot be read.
    package private(set) var unreadable: UInt64 = 0
    /// Nodes whose records are behind the end of a file that was cut off.
    package private(set) var lost: UInt64 = 0

    /// Reads the record of every node once. Throws `Interrupted`.
    package init(_ dump: GCDumpFile, _ progress: WorkProgress) throws(Interrupted) {
        counts = [UInt64](repeating: 0, count: dump.types.count)
        bytes = counts
        var places = GenerationPlaces(dump)
        try dump.forEachRecord(progress) { node, outcome in
            switch outcome {
            // A root without an object is one that is null.
            case .undefined: undefined += dump.address(node) != nil ? 1 : 0
            case .lost: lost += 1
            case .unreadable: unreadable += 1
            case .record(let record):
                counts[record.type] += 1
                bytes[record.type] = bytes[record.type].saturatingAdd(UInt64(record.size))
                references += UInt64(record.childCount)
                places.add(node, record)
            }
        }
        generations = places.isComplete ? places.shares : []
    }
}
