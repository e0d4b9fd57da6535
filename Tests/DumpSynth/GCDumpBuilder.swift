/// Writes .gcdump files as PerfView and dotnet-gcdump do. Every number can be given a wrong value.
package struct GCDumpBuilder {
    package struct TypeEntry {
        package var name: String?
        package var size: Int32
        package var module: String?
        package init(_ name: String?, size: Int32 = -1, module: String? = nil) {
            (self.name, self.size, self.module) = (name, size, module)
        }
    }

    package struct Node {
        package var type: Int
        /// `nil` for the usual size of the type.
        package var size: Int32?
        package var children: [Int]
        /// Whether there is no record of it.
        package var isUndefined = false
        /// A wrong place of the record in the blob.
        package var place: UInt32?
        /// A wrong number of children.
        package var childCount: Int32?
        package var address: UInt64

        package init(type: Int, size: Int32? = nil, children: [Int], isUndefined: Bool = false, address: UInt64) {
            (self.type, self.size, self.children, self.isUndefined, self.address) = (type, size, children, isUndefined, address)
        }
    }

    package struct Segment {
        package var start: UInt64
        package var end: UInt64
        /// Of generations 0 to 4, or 0 to 3 in version 0.
        package var ends: [UInt64]
        package init(_ start: UInt64, _ end: UInt64, ends: [UInt64]) { (self.start, self.end, self.ends) = (start, end, ends) }
    }

    /// A type without a name, which a number in a module stands for.
    package struct Deferred {
        package var id: Int32
        package var module: String?
        package var suffix: String?
        package init(_ id: Int32, module: String? = nil, suffix: String? = nil) {
            (self.id, self.module, self.suffix) = (id, module, suffix)
        }
    }

    package var types: [TypeEntry] = [TypeEntry("UNDEFINED", size: 0)]
    package var nodes: [Node] = []
    package var root: Int32 = 0
    package var version: Int32 = 10
    /// The least version of a reader, if not that of `version`.
    package var reader: Int32?
    package var multipliers: (count: Float, size: Float) = (1, 1)
    package var multipliersByType: [Float] = []
    package var segments: [Segment] = []
    package var deferred: [Deferred] = []
    package var hasScripts = false
    package var is64Bit = true
    package var ticks: Int64 = 0
    package var machine: String?
    package var process: String?
    package var pid: Int32 = 0
    package var log: String?
    /// Wrong counts.
    package var typeCount: Int32?
    package var nodeCount: Int32?
    package var blobLength: Int32?
    /// Types describe themselves, as in old files.
    package var describesTypes = false

    package init() {}

    /// The number of the type with this name and module, which is added when it is new.
    package mutating func type(_ name: String, size: Int32 = -1, module: String? = "/app/Shop.dll") -> Int {
        if let known = types.firstIndex(where: { $0.name == name && $0.module == module }) { return known }
        types.append(TypeEntry(name, size: size, module: module))
        return types.count - 1
    }

    /// The number of a new node that is no object.
    package mutating func pseudo(_ name: String, _ children: [Int] = []) -> Int {
        let type = type(name, size: 0, module: nil)
        nodes.append(Node(type: type, children: children, address: 0))
        return nodes.count - 1
    }

    /// The number of a new object.
    package mutating func object(_ name: String, _ size: Int32, _ children: [Int] = [], module: String? = "/app/Shop.dll") -> Int {
        let type = type(name, module: module)
        if types[type].size < 0 { types[type].size = size }
        nodes.append(
            Node(
                type: type, size: types[type].size == size ? nil : size, children: children, address: 0x10000 + UInt64(nodes.count) * 0x100)
        )
        return nodes.count - 1
    }

    package func bytes() -> [UInt8] {
        var file: [UInt8] = []
        Self.text(&file, "!FastSerialization.1")
        var known: [String: Int] = [:]
        begin(&file, "GCHeapDump", version, reader ?? min(version, 8), &known)
        graph(&file, &known)
        file.append(is64Bit ? 1 : 0)
        file.append(u32: multipliers.count.bitPattern)
        file.append(u32: multipliers.size.bitPattern)
        if hasScripts {
            begin(&file, "JSHeapInfo", 0, 0, &known)
            file.append(6)
        } else {
            file.append(1)
        }
        heap(&file, &known)
        Self.text(&file, log)
        file.append(u64: UInt64(bitPattern: ticks))
        Self.text(&file, machine)
        Self.text(&file, process)
        file.append(u32: UInt32(bitPattern: pid))
        file.append(u64: 0)
        file.append(u64: 0)
        file.append(u32: UInt32(multipliersByType.count))
        for factor in multipliersByType { file.append(u32: factor.bitPattern) }
        file += [12, 0, 0, 0, 0, 1]
        let skipped = file.count
        file.append(13)
        Self.text(&file, "made-up")
        file += [6, 6]
        let table = file.count
        file.append(u32: 1)
        file.append(u32: UInt32(skipped))
        let trailer = file.count
        file.append(u32: UInt32(table))
        file.append(u32: UInt32(trailer))
        return file
    }

    private func graph(_ file: inout [UInt8], _ known: inout [String: Int]) {
        begin(&file, "Graphs.MemoryGraph", 1, deferred.isEmpty ? 0 : 1, &known)
        file.append(u64: UInt64(nodes.reduce(0) { $0 + Int($1.size ?? max(0, types[$1.type].size)) }))
        file.append(u32: UInt32(bitPattern: root))
        file.append(u32: UInt32(bitPattern: typeCount ?? Int32(types.count)))
        for type in types {
            Self.text(&file, type.name)
            file.append(u32: UInt32(bitPattern: type.size))
            Self.text(&file, type.module)
        }
        // The record of what is undefined.
        var blob: [UInt8] = [0, 0]
        var places: [UInt32] = []
        for (number, node) in nodes.enumerated() {
            places.append(node.isUndefined ? 0 : node.place ?? UInt32(blob.count))
            if node.isUndefined { continue }
            Self.compressed(&blob, Int32(node.type) << 1 | (node.size == nil ? 0 : 1))
            if let size = node.size { Self.compressed(&blob, size) }
            Self.compressed(&blob, node.childCount ?? Int32(node.children.count))
            for child in node.children { Self.compressed(&blob, Int32(truncatingIfNeeded: child - number)) }
        }
        file.append(u32: UInt32(bitPattern: nodeCount ?? Int32(nodes.count)))
        for place in places { file.append(u32: place) }
        file.append(u32: UInt32(bitPattern: blobLength ?? Int32(blob.count)))
        file += blob
        if !deferred.isEmpty { names(&file, &known) }
        file.append(u32: UInt32(nodes.count))
        for node in nodes { file.append(u64: node.address) }
        file += [8, is64Bit ? 1 : 0, 6]
    }

    private func names(_ file: inout [UInt8], _ known: inout [String: Int]) {
        file.append(u32: 0)
        file.append(u32: UInt32(deferred.count))
        var modules: [String: Int] = [:]
        for type in deferred {
            file.append(u32: UInt32(bitPattern: type.id))
            if let module = type.module, let label = modules[module] {
                file.append(2)
                file.append(u32: UInt32(label))
            } else if let module = type.module {
                modules[module] = file.count
                begin(&file, "Graphs.Module", 0, 0, &known)
                Self.text(&file, module)
                file.append(u64: 0x40_0000)
                file.append(u32: 4096)
                file.append(u64: 0)
                Self.text(&file, nil)
                file += [UInt8](repeating: 7, count: 16)
                file.append(u32: 1)
                file.append(6)
            } else {
                file.append(1)
            }
            Self.text(&file, type.suffix)
        }
        file.append(6)
    }

    private func heap(_ file: inout [UInt8], _ known: inout [String: Int]) {
        begin(&file, "DotNetHeapInfo", 0, 0, &known)
        file.append(u64: 0)
        file.append(u32: UInt32(segments.count))
        for segment in segments {
            begin(&file, "GCHeapDumpSegment", segment.ends.count > 4 ? 1 : 0, 0, &known)
            file.append(u64: segment.start)
            file.append(u64: segment.end)
            for end in segment.ends { file.append(u64: end) }
            file.append(6)
        }
        file.append(6)
    }

    /// The beginning of an object with its type, in full where it is the first of it.
    private func begin(_ file: inout [UInt8], _ name: String, _ version: Int32, _ reader: Int32, _ known: inout [String: Int]) {
        file.append(4)
        if let label = known[name] {
            file.append(2)
            file.append(u32: UInt32(label))
            return
        }
        known[name] = file.count
        file.append(4)
        if describesTypes {
            file += [4, 1]
            file.append(u32: 0)
            file.append(u32: 0)
            Self.text(&file, "FastSerialization.SerializationType")
            file.append(6)
        } else {
            file.append(1)
        }
        file.append(u32: UInt32(bitPattern: version))
        file.append(u32: UInt32(bitPattern: reader))
        Self.text(&file, name)
        file.append(6)
    }

    /// The number of UTF-16 code units, then each of them in one to three bytes.
    private static func text(_ file: inout [UInt8], _ text: String?) {
        guard let text else {
            file.append(u32: UInt32.max)
            return
        }
        file.append(u32: UInt32(text.utf16.count))
        for unit in text.utf16 {
            switch unit {
            case ..<0x80: file.append(UInt8(unit))
            case ..<0x800: file += [UInt8(0xC0 | unit >> 6), UInt8(0x80 | unit & 0x3F)]
            default: file += [UInt8(0xE0 | unit >> 12), UInt8(0x80 | unit >> 6 & 0x3F), UInt8(0x80 | unit & 0x3F)]
            }
        }
    }

    /// The most significant 7 bits first, in as few bytes as hold the number with its sign.
    private static func compressed(_ file: inout [UInt8], _ value: Int32) {
        var groups: [UInt8] = [UInt8(truncatingIfNeeded: value & 0x7F)]
        var rest = value >> 7
        // The sign is bit 6 of the first group.
        while groups.count < 5, !(rest == 0 && groups[groups.count - 1] & 0x40 == 0 || rest == -1 && groups[groups.count - 1] & 0x40 != 0) {
            groups.append(UInt8(truncatingIfNeeded: rest & 0x7F))
            rest >>= 7
        }
        for (place, group) in groups.enumerated().reversed() { file.append(place == 0 ? group : group | 0x80) }
    }
}
