import RawMemory

/// Sync blocks: `syncblk`, with `-all` those whose lock nobody holds too.
package struct SyncBlocks: Sendable, Equatable {
    package var types: [String: Count] = [:]
    /// `Total 264`: the numbers that were given out, those that are free again included.
    package var total: UInt64?
    package var free: UInt64?
    /// Wrappers of COM objects and for COM, and factories of COM classes: `CCW 4`.
    package var wrappers: [(name: String, count: UInt64)] = []
    /// Rows of `-all` that are free.
    package var listedFree: UInt64 = 0

    package struct Count: Sendable, Equatable {
        package var count: UInt64 = 0
        package var held: UInt64 = 0
        package var waiting: UInt64 = 0
    }

    package static func == (a: SyncBlocks, b: SyncBlocks) -> Bool {
        a.types == b.types && a.total == b.total && a.free == b.free && a.listedFree == b.listedFree
            && a.wrappers.elementsEqual(b.wrappers) { $0 == $1 }
    }
}

/// `Index         SyncBlock MonitorHeld Recursion Owning Thread Info          SyncBlock Owner`, and rows
/// `   41 000000000143D038          603         1 00007F2B542D28C0 1dc1d  20   00007f2e90080fb8 System.Object`. MonitorHeld is 1 for the thread that holds
/// the lock and 2 more for each that waits. Without an owner `none` stands in place of two columns.
struct SyncBlocksGrammar: TableGrammar {
    private var blocks = SyncBlocks()

    init?(opening line: TextLine, _ context: TextContext) { if !Self.isHeading(line) { return nil } }

    var content: TableContent? { .syncBlocks(blocks) }

    private static func isHeading(_ line: TextLine) -> Bool {
        line.isWord(0, "Index") && line.isWord(1, "SyncBlock") && line.isWord(2, "MonitorHeld")
    }

    private static let wrappers: [(Phrase, String)] = [("CCW", "CCW"), ("RCW", "RCW"), ("ComClassFactory", "ComClassFactory")]

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if Self.isHeading(line) { return blocks == SyncBlocks() ? .taken : .foreign }
        if line.words.count == 1, line.word(0).allSatisfy({ $0 == UInt8(ascii: "-") }) { return .taken }
        if line.words.count == 2, let count = line.decimal(1) {
            if line.isWord(0, "Total") {
                blocks.total = count
            } else if let name = Self.wrappers.first(where: { line.isWord(0, $0.0) })?.1 {
                blocks.wrappers.append((name, count))
            } else if line.isWord(0, "Free") {
                blocks.free = count
                return .last
            } else {
                return .foreign
            }
            return .taken
        }
        guard line.words.count >= 5, line.decimal(0) != nil, line.address(1, digits: 8) != nil else { return .foreign }
        guard let monitor = line.decimal(2), line.decimal(3) != nil, let owner = Self.owner(line) else { return .rejected }
        if line.isWord(owner, "Free") || line.address(owner - 1, digits: 1) == 0 {
            blocks.listedFree = blocks.listedFree.saturatingAdd(1)
            return .taken
        }
        let type = context.names.name(line.restBytes(from: owner))
        var count = blocks.types[type] ?? .init()
        count.count = count.count.saturatingAdd(1)
        count.held = count.held.saturatingAdd(monitor & 1)
        count.waiting = count.waiting.saturatingAdd(monitor >> 1)
        blocks.types[type] = count
        return .taken
    }

    /// The first word of the type: behind the address of the object, which follows the numbers of the thread or `none`.
    private static func owner(_ line: TextLine) -> Int? {
        let place = line.isWord(5, "none") ? 7 : 8
        return line.words.count > place && line.address(place - 1, digits: 1) != nil ? place : nil
    }
}
