/// An entry of a file's list of types.
package struct GCDumpType: Sendable {
    /// The name as the file has it.
    package let name: String
    /// The path of the module, as the process had it; `nil` when the file does not say it.
    package let module: String?
    /// The size of an object whose record has none, in bytes; -1 for a type without objects.
    let size: Int32
    package let role: Role

    package enum Role: Sendable {
        case object
        /// A vertex of the graph that is no object: the root, or one kind of roots.
        case pseudo
        /// What stands for objects that are referred to and have no record.
        case undefined
    }

    init(name: String, module: String?, size: Int32, isFirst: Bool) {
        self.name = name
        self.module = module
        self.size = size
        if isFirst, name == "UNDEFINED" {
            role = .undefined
        } else if module == nil, name.utf8.first == UInt8(ascii: "["), name.utf8.last == UInt8(ascii: "]"), name.utf8.count > 2 {
            role = .pseudo
        } else {
            role = .object
        }
    }
}

/// A part of the heap with the ends of the generations in it, in a file of PerfView. An object belongs to the oldest generation whose end is after it.
package struct GCDumpSegment: Sendable {
    package let start: UInt64
    package let end: UInt64
    /// By generation: 3 is the heap of large objects, 4 that of pinned ones.
    let ends: [UInt64]

    /// 0 to 4; `nil` for an address that is in no generation of the segment.
    package func generation(of address: UInt64) -> Int? {
        guard address >= start, address < end else { return nil }
        return ends.indices.reversed().first { address < ends[$0] }
    }
}
