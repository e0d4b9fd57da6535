package import RawMemory

/// A .gcdump file: what is known of the process, the list of types, and the places of the graph's nodes. The nodes stay in the file.
///
/// It is one object of type GCHeapDump in the form of FastSerialization (PerfView, dotnet-gcdump): the graph first, then facts about the process.
/// All numbers are little-endian.
package struct GCDumpFile: Sendable {
    package let file: MappedFile
    package let types: [GCDumpType]
    /// The node above all roots.
    package let root: UInt32
    package let nodeCount: Int
    /// Where the offsets of the nodes' records in the blob begin in the file: 4 bytes each.
    let offsetsAt: Int
    /// Where the records of the nodes are in the file.
    let blob: Range<Int>
    /// Where the addresses of the nodes begin: 8 bytes each; `nil` when the file ends before them.
    private(set) var addressesAt: Int?
    /// What follows the graph. Where the file ends before it, the values are those of a file that does not say them.
    package private(set) var facts = Facts()
    /// Where the file was cut off; `nil` when it is whole.
    package private(set) var cut: GCDumpError?

    package struct Facts: Sendable {
        /// Of the process.
        package var is64Bit = true
        /// By which counts of a sample are multiplied on the average; 1 for all objects.
        package var countMultiplier: Float = 1
        /// The same by type; empty where there is none.
        package var countMultipliers: [Float] = []
        /// Whether the file says for how many objects each of them stands: one that was cut off before that may be a sample.
        package var areMultipliersKnown = false
        package var segments: [GCDumpSegment] = []
        /// Seconds since 1970; `nil` when the file does not say it. dotnet-gcdump does not.
        package var time: Int64?
        package var process: String?
        package var pid: UInt32?
        package init() {}
    }

    /// The version whose fields are read here. A later one says by the version of its reader whether they are still the same.
    private static let latest = 10

    /// The first bytes of a file: the length of the signature and the signature.
    package static func isOne(_ bytes: RawSpan) -> Bool {
        let mark = Array("\u{14}\u{0}\u{0}\u{0}!FastSerialization.1".utf8)
        return mark.indices.allSatisfy { bytes.u8(at: $0) == mark[$0] }
    }

    package init(_ file: MappedFile) throws(GCDumpError) {
        guard Self.isOne(file.bytes) else { throw .notAGCDump }
        var cursor = FileCursor(file)
        _ = try cursor.take(24)
        cursor.part = "the header"
        var known = KnownTypes()
        let dump = try known.begin(&cursor)
        guard dump.name == "GCHeapDump" else { throw cursor.damaged() }
        guard dump.version >= 9, dump.reader <= Self.latest else { throw .versionUnsupported(dump.version) }
        let graph = try known.begin(&cursor)
        guard graph.name == "Graphs.MemoryGraph" else { throw cursor.damaged() }
        // The sum of all sizes.
        _ = try cursor.i64()
        let root = try cursor.i32()

        cursor.part = "the list of types"
        let typeCount = try cursor.count("the list of types", of: 12)
        var types: [GCDumpType] = []
        types.reserveCapacity(min(typeCount, 1 << 16))
        for place in 0..<typeCount {
            let name = try cursor.text()
            let size = try cursor.i32()
            types.append(GCDumpType(name: name ?? "", module: try cursor.text(), size: size, isFirst: place == 0))
        }

        cursor.part = "the list of nodes"
        nodeCount = try cursor.count("the list of nodes", of: 4)
        offsetsAt = try cursor.take(nodeCount * 4)
        guard root >= 0, Int(root) < nodeCount else {
            throw .implausible(field: "the number of the root node", value: Int64(root), limit: UInt64(nodeCount))
        }
        self.root = UInt32(root)
        cursor.part = "the nodes"
        let blobLength = try cursor.i32()
        guard blobLength >= 0 else {
            throw .implausible(field: "the size of the nodes", value: Int64(blobLength), limit: UInt64(cursor.left))
        }
        let blobAt = cursor.position
        self.file = file
        guard Int(blobLength) <= cursor.left else {
            // The nodes that are there can be counted.
            self.types = types
            blob = blobAt..<file.count
            cut = .truncated(part: cursor.part, needed: UInt64(blobLength), found: UInt64(cursor.left))
            return
        }
        blob = blobAt..<(try cursor.take(Int(blobLength)) + Int(blobLength))
        do throws(GCDumpError) {
            if graph.reader >= 1 { try Self.nameDeferred(&types, &cursor, &known) }
            self.types = types
        } catch {
            guard case .truncated = error else { throw error }
            self.types = types
            cut = error
            return
        }
        do throws(GCDumpError) { try readOn(&cursor, &known) } catch {
            guard case .truncated = error else { throw error }
            cut = error
            return
        }
        if !hasEnd { cut = .truncated(part: "the end of the file", needed: 8, found: 0) }
    }

    /// A file ends with the offset of its table of references and the offset of that offset.
    private var hasEnd: Bool {
        let bytes = file.bytes
        guard let trailer = bytes.u32(at: file.count - 4), let table = bytes.u32(at: file.count - 8) else { return false }
        return Int(trailer) == file.count - 8 && table < trailer
    }

    /// Types of native programs have no name but a number in a module: `TypeID(0x12a8)`.
    private static func nameDeferred(_ types: inout [GCDumpType], _ cursor: inout FileCursor, _ known: inout KnownTypes) throws(GCDumpError)
    {
        cursor.part = "the names of types"
        _ = try cursor.i32()
        let count = try cursor.count("the names of types", of: 9)
        var modules: [UInt32: String] = [:]
        for place in 0..<count {
            let id = UInt32(bitPattern: try cursor.i32())
            let label = cursor.position
            var before: UInt32?
            var module: String?
            if let object = try known.begin(&cursor, before: &before) {
                guard object.name == "Graphs.Module" else { throw cursor.damaged() }
                module = try cursor.text()
                // The base of the image, its size and time, the symbol file with its GUID and age.
                _ = try cursor.take(8 + 4 + 8)
                try cursor.skipText()
                _ = try cursor.take(16 + 4)
                try known.end(&cursor)
                if let label = UInt32(exactly: label) { modules[label] = module }
            } else if let before {
                module = modules[before]
            }
            let suffix = try cursor.text() ?? ""
            if place < types.count, types[place].name.isEmpty {
                types[place] = GCDumpType(
                    name: "TypeID(0x" + String(id, radix: 16) + ")" + suffix, module: types[place].module ?? module ?? "",
                    size: types[place].size, isFirst: false)
            }
        }
        try known.end(&cursor)
    }

    /// What follows the nodes.
    private mutating func readOn(_ cursor: inout FileCursor, _ known: inout KnownTypes) throws(GCDumpError) {
        cursor.part = "the addresses of the nodes"
        let addresses = try cursor.count("the addresses of the nodes", of: 8)
        let at = try cursor.take(addresses * 8)
        if addresses == nodeCount { addressesAt = at }
        cursor.part = "the facts about the process"
        if cursor.file.bytes.u8(at: cursor.position) == SerializedObject.Tag.byte {
            _ = try cursor.take(1)
            facts.is64Bit = try cursor.bool()
        }
        try known.end(&cursor)
        // Whether the process has 64 bits, once more.
        _ = try cursor.bool()
        facts.countMultiplier = try cursor.float()
        facts.areMultipliersKnown = facts.countMultiplier == 1
        // The same for sizes, which follows from those of counts.
        _ = try cursor.float()
        try skipScripts(&cursor, &known)
        try readSegments(&cursor, &known)
        cursor.part = "the facts about the process"
        // The log of the collection may say anything of the machine.
        try cursor.skipText()
        facts.time = Self.seconds(ofTicks: try cursor.i64())
        try cursor.skipText()
        facts.process = try cursor.text().flatMap { $0.isEmpty ? nil : $0 }
        let pid = try cursor.i32()
        if pid > 0 { facts.pid = UInt32(pid) }
        // What the process has committed, and what is in memory.
        _ = try cursor.take(16)
        let multipliers = try cursor.count("the multipliers", of: 4)
        facts.countMultipliers.reserveCapacity(min(multipliers, types.count))
        for _ in 0..<multipliers { facts.countMultipliers.append(try cursor.float()) }
        facts.areMultipliersKnown = true
    }

    /// An object without fields, in files of programs with JavaScript.
    private func skipScripts(_ cursor: inout FileCursor, _ known: inout KnownTypes) throws(GCDumpError) {
        var before: UInt32?
        if try known.begin(&cursor, before: &before) != nil { try known.end(&cursor) }
    }

    private mutating func readSegments(_ cursor: inout FileCursor, _ known: inout KnownTypes) throws(GCDumpError) {
        cursor.part = "the segments of the heap"
        var before: UInt32?
        guard try known.begin(&cursor, before: &before) != nil else { return }
        // Their size.
        _ = try cursor.i64()
        let count = try cursor.count("the segments of the heap", of: 5)
        for _ in 0..<count {
            guard let segment = try known.begin(&cursor, before: &before) else { continue }
            let (start, end) = (try cursor.u64(), try cursor.u64())
            var ends: [UInt64] = []
            for _ in 0..<(segment.version >= 1 ? 5 : 4) { ends.append(try cursor.u64()) }
            facts.segments.append(GCDumpSegment(start: start, end: end, ends: ends))
            try known.end(&cursor)
        }
        try known.end(&cursor)
    }

    /// From ticks of 100 ns since the year 1; `nil` for 0 and for years that no file is of.
    private static func seconds(ofTicks ticks: Int64) -> Int64? {
        // From 2000 to 2200.
        guard (630_822_816_000_000_000...693_937_152_000_000_000).contains(ticks) else { return nil }
        return (ticks - 621_355_968_000_000_000) / 10_000_000
    }

    /// The address of the first object below the node with a type of this name, of which there is one node.
    package func firstObject(below name: String) -> UInt64? {
        guard let type = types.firstIndex(where: { $0.role == .pseudo && $0.name == name }), nodeCount > 0,
            let span = file.bytes.slice(blob.lowerBound, blob.count)
        else { return nil }
        let sizes = types.map(\.size)
        for node in 0..<nodeCount {
            let place = Int(file.bytes.u32(at: offsetsAt + node * 4) ?? 0)
            guard place != 0, var next = NodeRecord.typePlace(span, at: place, type) else { continue }
            guard let record = NodeRecord(span, at: place, sizes), record.childCount > 0 else { return nil }
            next = record.childrenAt
            return compressedNumber(span, &next).flatMap { address(node + Int($0)) }
        }
        return nil
    }

    /// The address of a node's object; `nil` for a node without one.
    package func address(_ node: Int) -> UInt64? {
        guard let addressesAt, node >= 0, node < nodeCount, let address = file.bytes.u64(at: addressesAt + node * 8), address != 0 else {
            return nil
        }
        return address
    }
}
