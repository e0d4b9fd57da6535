import RawMemory

/// Visits all objects that are alive depth first, from a vertex above all roots. They get numbers in the order in which they are found, from 1 on;
/// the vertex above the roots has 0.
///
/// Of the references those are kept that dominators need. Where one leads to an object that was found later, that object lies below, and the least
/// number is enough. The others are kept one by one.
struct DepthFirst {
    private let graph: HeapGraph
    /// Objects that are alive.
    let count: UInt32
    /// Numbers by place in the order of addresses; 0 for an object that was not found yet.
    let numbers: NumberArray
    let parents: NumberArray
    /// The least number of an object above that refers to this one.
    let above: NumberArray
    /// The last one of the references to an object from objects that were found later, in `edges`.
    let lastEdges: NumberArray
    /// The number of the type and 1; 0 for an object that cannot be read.
    let types: NumberArray
    /// In bytes, or `largeSize`.
    private let sizes: NumberArray
    private var largeSizes: [UInt32: UInt64] = [:]
    private(set) var edges: EdgeLists
    private var found: UInt32 = 0
    private var stack: [UInt64] = []
    private var mostOnStack: Int

    private static let largeSize = UInt32.max
    /// Longer arrays are looked at in pieces, so that the stack stays small.
    private static let piece: UInt64 = 256
    /// In an entry of the stack: an array follows of which more pieces are to be looked at.
    private static let arrayBit: UInt64 = 1 << 31
    /// What the arrays take for each object.
    static let bytesOfObject: UInt64 = 28

    /// `room`: bytes for references and the stack, beside the arrays. `nil` when the system has no memory.
    init?(_ graph: HeapGraph, room: UInt64) {
        self.graph = graph
        let live = graph.map.numberMarked()
        guard live < UInt32(Self.arrayBit) - 1 else { return nil }
        count = live
        func array() -> NumberArray? { NumberArray(count: Int(live) + 1) }
        guard let numbers = array(), let parents = array(), let above = array(), let lastEdges = array(), let types = array(),
            let sizes = array()
        else { return nil }
        (self.numbers, self.parents, self.above, self.lastEdges) = (numbers, parents, above, lastEdges)
        (self.types, self.sizes) = (types, sizes)
        edges = EdgeLists(room: room / 2)
        // The stack is moved when it grows.
        mostOnStack = Int(clamping: room / 2 / 24)
    }

    /// Whether references and stack took more than the room: then nothing of the result may be used.
    var isExceeded: Bool { edges.isExceeded || stack.count > mostOnStack }

    /// Throws `Interrupted`.
    mutating func run(_ roots: [UInt32], _ progress: WorkProgress) throws(Interrupted) {
        for word in roots { stack.append(UInt64(word) << 32) }
        while let entry = stack.popLast() {
            let (word, parent) = (UInt32(entry >> 32), UInt32(truncatingIfNeeded: entry & (Self.arrayBit - 1)))
            if entry & Self.arrayBit != 0 {
                guard let first = stack.popLast(), let (type, size) = graph.object(word) else { continue }
                push(word, type, size, from: first, parent)
                continue
            }
            guard let place = graph.map.number(ofMarked: word) else { continue }
            let number = numbers[place]
            if number == 0 {
                visit(word, place, parent)
                if found & 0xFFFF == 0 {
                    try progress.check()
                    progress.advance(1 << 16)
                }
                if isExceeded { return }
            } else if number > parent {
                above[number] = min(above[number], parent)
            } else if number < parent {
                edges.add(parent, to: number, lastEdges)
            }
        }
    }

    private mutating func visit(_ word: UInt32, _ place: UInt32, _ parent: UInt32) {
        found += 1
        numbers[place] = found
        parents[found] = parent
        above[found] = parent
        guard let (type, size) = graph.object(word) else { return }
        types[found] = UInt32(truncatingIfNeeded: type) + 1
        if size < UInt64(Self.largeSize) {
            sizes[found] = UInt32(truncatingIfNeeded: size)
        } else {
            sizes[found] = Self.largeSize
            largeSizes[found] = size
        }
        push(word, type, size, from: 0, found)
    }

    private mutating func push(_ word: UInt32, _ type: Int, _ size: UInt64, from first: UInt64, _ number: UInt32) {
        // Below the references of the piece: its place is filled when it is known that another piece follows.
        let base = stack.count
        let map = graph.map
        let next = graph.forEachReference(of: word, type, size, from: first, limit: Self.piece) { reference in
            guard reference != 0, let target = map.word(reference), let place = map.number(ofMarked: target) else { return }
            let known = numbers[place]
            if known == 0 {
                stack.append(UInt64(target) << 32 | UInt64(number))
            } else if known < number {
                edges.add(number, to: known, lastEdges)
            } else if known > number {
                above[known] = min(above[known], number)
            }
        }
        guard let next else { return }
        stack.insert(contentsOf: [next, UInt64(word) << 32 | Self.arrayBit | UInt64(number)], at: base)
    }

    /// The exact size of an object in bytes; 0 for one that cannot be read.
    func size(_ number: UInt32) -> UInt64 {
        let size = sizes[number]
        return size == Self.largeSize ? largeSizes[number] ?? 0 : UInt64(size)
    }
}
