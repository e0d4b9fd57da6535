import RawMemory

/// Sorts objects into the generations of the file's segments.
struct GenerationPlaces {
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
