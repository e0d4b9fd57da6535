import CoreCLR
import RawMemory

/// Invocation lists that are too long to be read whenever a field refers to them, and their reading by all workers.
struct LongLists {
    struct List: Hashable, Sendable {
        let publisher: Int
        let array: UInt64
        let length: UInt64
    }

    /// In an order that depends on the dump alone, with the number of fields that refer to each.
    private var lists: [(list: List, fields: UInt64)] = []
    /// Lists that are not read, because all together have more elements than the dump has words: they share their arrays.
    private(set) var unread: UInt64 = 0

    private static let chunk: UInt64 = 1 << 15

    /// `order`: the place of each publisher in an order that depends on the dump alone. `limit`: the most elements to read.
    init(_ found: [List: UInt64], order: [Int], limit: UInt64) {
        let sorted = found.sorted { a, b in
            (order[a.key.publisher], a.key.array, a.key.length) < (order[b.key.publisher], b.key.array, b.key.length)
        }
        var elements: UInt64 = 0
        for (list, fields) in sorted {
            let sum = elements.saturatingAdd(list.length)
            if sum > limit {
                unread = unread.saturatingAdd(1)
            } else {
                elements = sum
                lists.append((list, fields))
            }
        }
    }

    /// Reads the lists with `workers` threads; each has the counting that `counting` makes. The order of the result means nothing.
    func read(
        workers: Int, _ progress: WorkProgress, _ counting: @escaping @Sendable () -> DelegateCounting
    ) throws(Interrupted) -> [DelegateCounting] {
        var parts: [(list: List, part: Range<UInt64>, fields: UInt64)] = []
        for (list, fields) in lists {
            for start in stride(from: 0, to: list.length, by: Int(Self.chunk)) {
                parts.append((list, start..<min(start + Self.chunk, list.length), fields))
            }
        }
        if parts.isEmpty { return [] }
        progress.begin("reading delegates", total: parts.reduce(0) { $0.saturatingAdd($1.part.upperBound - $1.part.lowerBound) })
        let next = WorkCursor()
        let finished = FinishedWork<DelegateCounting>()
        let work = parts
        runWorkers(max(1, min(workers, work.count))) { _ in
            var own = counting()
            while !progress.isStopped, let index = next.take(below: work.count) {
                let (list, part, fields) = work[index]
                own.countList(list.publisher, list.array, part, times: fields)
                progress.advance(part.upperBound - part.lowerBound)
            }
            finished.add(own)
        }
        try progress.check()
        return finished.all
    }
}
