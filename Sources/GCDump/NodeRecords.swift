import RawMemory

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
