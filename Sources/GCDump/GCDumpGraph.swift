package import RawMemory

/// The graph of a file as flat arrays of numbers: 12 bytes for each node and 4 for each reference.
package struct GCDumpGraph: Sendable {
    /// By node: the number of its type; `noType` for one without a readable record.
    package private(set) var types: [UInt32] = []
    /// By node, in bytes.
    package private(set) var sizes: [UInt32] = []
    /// By node: where its children begin in `children`; then the end of the last ones.
    package private(set) var firstChild: [UInt32] = []
    package private(set) var children: [UInt32] = []
    /// Children whose numbers are those of no node. They are left out.
    package private(set) var strays: UInt64 = 0

    package static let noType = UInt32.max

    /// What the arrays take, in bytes.
    package static func memory(nodes: Int, references: UInt64) -> UInt64 {
        UInt64(nodes).saturatingAdd(1).checkedMultiply(12)?.saturatingAdd(references.checkedMultiply(4) ?? .max) ?? .max
    }

    /// `references`: of all nodes, as `GCDumpCounts` has counted them. Throws `Interrupted`.
    package init(_ dump: GCDumpFile, references: UInt64, _ progress: WorkProgress) throws(Interrupted) {
        types.reserveCapacity(dump.nodeCount)
        sizes.reserveCapacity(dump.nodeCount)
        firstChild.reserveCapacity(dump.nodeCount + 1)
        children.reserveCapacity(Int(clamping: references))
        let span = dump.file.bytes.slice(dump.blob.lowerBound, dump.blob.count)
        guard let span else { return }
        let nodeCount = Int64(dump.nodeCount)
        try dump.forEachRecord(progress) { node, outcome in
            firstChild.append(UInt32(truncatingIfNeeded: children.count))
            guard case .record(let record) = outcome else {
                types.append(Self.noType)
                sizes.append(0)
                return
            }
            types.append(UInt32(record.type))
            sizes.append(record.size)
            var place = record.childrenAt
            for _ in 0..<record.childCount {
                // A record that ends too early has no more children.
                guard let difference = compressedNumber(span, &place) else {
                    strays += 1
                    break
                }
                let child = Int64(node) + Int64(difference)
                if child >= 0, child < nodeCount { children.append(UInt32(child)) } else { strays += 1 }
            }
        }
        firstChild.append(UInt32(truncatingIfNeeded: children.count))
    }
}
