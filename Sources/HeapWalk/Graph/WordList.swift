/// Words of the heap in blocks, so that a list of millions grows without being moved.
struct WordList: Sendable {
    private(set) var blocks: [[UInt32]] = []
    private var last: [UInt32] = []
    private static let blockSize = 1 << 15
    static let bytesOfBlock = blockSize * 4

    var isEmpty: Bool { blocks.isEmpty && last.isEmpty }
    var count: Int { blocks.count * Self.blockSize + last.count }

    /// Whether a block is full now.
    @discardableResult
    @inline(__always)
    mutating func append(_ word: UInt32) -> Bool {
        last.append(word)
        guard last.count == Self.blockSize else { return false }
        seal()
        return true
    }

    private mutating func seal() {
        blocks.append(last)
        last = []
        last.reserveCapacity(Self.blockSize)
    }

    /// All blocks, the last one among them.
    consuming func finished() -> [[UInt32]] { last.isEmpty ? blocks : blocks + [last] }
}
