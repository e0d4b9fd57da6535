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

/// Sorts objects into the generations of the file's segments.
private struct GenerationPlaces {
    private let dump: GCDumpFile
    private let isObject: [Bool]
    private let segments: [GCDumpSegment]
    private var last = 0
    private(set) var isComplete: Bool
    private(set) var shares: [[(count: UInt64, bytes: UInt64)]] = []

    init(_ dump: GCDumpFile) {
        self.dump = dump
        segments = dump.facts.segments.sorted { $0.start < $1.start }
        isObject = dump.types.map { $0.role == .object }
        isComplete = !segments.isEmpty && dump.addressesAt != nil
        if isComplete {
            shares = [[(count: UInt64, bytes: UInt64)]](repeating: .init(repeating: (0, 0), count: 5), count: dump.types.count)
        }
    }

    mutating func add(_ node: Int, _ record: NodeRecord) {
        guard isComplete, isObject[record.type] else { return }
        guard let address = dump.address(node), let generation = generation(address), generation < 5 else {
            isComplete = false
            return
        }
        shares[record.type][generation].count += 1
        shares[record.type][generation].bytes = shares[record.type][generation].bytes.saturatingAdd(UInt64(record.size))
    }

    private mutating func generation(_ address: UInt64) -> Int? {
        if !(segments[last].start..<max(segments[last].start, segments[last].end)).contains(address) {
            last = max(0, segments.partitioningIndex { $0.start > address } - 1)
        }
        return segments[last].generation(of: address)
    }
}

extension GCDumpFile {
    /// What became of a node.
    enum Outcome {
        case record(NodeRecord)
        case undefined, lost, unreadable
    }

    /// Looks at the record of each node. The records of a whole file do not overlap, so all of them together are no longer than the blob: the records
    /// of nodes beyond that count as unreadable, and a hostile file cannot make the work longer than it is. Throws `Interrupted`.
    func forEachRecord(_ progress: WorkProgress, _ body: (Int, Outcome) -> Void) throws(Interrupted) {
        let bytes = file.bytes
        guard let span = bytes.slice(blob.lowerBound, blob.count) else { return }
        let sizes = types.map(\.size)
        let text = facts.is64Bit ? types.firstIndex { $0.name == "System.String" } ?? -1 : -1
        var room = blob.count
        for node in 0..<nodeCount {
            if node & 0xFFFF == 0 {
                try progress.check()
                progress.advance(node == 0 ? 0 : 1 << 16)
            }
            let place = Int(bytes.u32(at: offsetsAt + node * 4) ?? 0)
            guard place != 0 else {
                body(node, .undefined)
                continue
            }
            guard var record = NodeRecord(span, at: place, sizes), record.childCount < room else {
                body(node, cut != nil && isBehindEnd(place) ? .lost : .unreadable)
                continue
            }
            if record.type == text, record.size == Self.sizeOfEmptyText { record.size = Self.leastSize }
            room -= record.childCount + 1
            body(node, .record(record))
        }
    }

    /// The empty text of CoreCLR has a size of 22 bytes and takes 24, as every object does at least.
    private static let sizeOfEmptyText: UInt32 = 22
    private static let leastSize: UInt32 = 24

    /// Whether a record may lie behind the end of the file: it begins there, or so near that it may not end before.
    private func isBehindEnd(_ place: Int) -> Bool { blob.upperBound == file.count && place >= 0 && place + longestHead > blob.count }

    /// The bytes of a record before its children.
    private var longestHead: Int { 15 }
}
