import RawMemory
import Synchronization

/// Some consecutive snapshots of a history, decoded by several threads. The next ones take over the memory.
final class HistoryBatch: Sendable {
    private let points: [Slot]
    private let filled = Atomic<Int>(0)
    private let next = Atomic<Int>(0)

    private final class Slot: Sendable {
        let point = Mutex(HistoryPoint())
    }

    /// Bytes of blobs that are read ahead, besides the snapshot that exceeds them.
    private static let byteLimit = 1 << 23
    /// Words that a decoded section may have to be kept until its turn: a heap of 170,000 types.
    private static let wordLimit = 1 << 20

    init(size: Int) { points = (0..<size).map { _ in Slot() } }

    var isEmpty: Bool { filled.load(ordering: .relaxed) == 0 }

    /// Fills the batch anew, with what `read` makes of each of `ids`. Stops after a snapshot that cannot be read.
    func fill(_ ids: inout ArraySlice<Int64>, _ read: (inout HistoryPoint) -> Void) {
        var (count, bytes) = (0, 0)
        while count < points.count, bytes < HistoryBatch.byteLimit, let id = ids.popFirst() {
            points[count].point.withLock { point in
                point.begin(id)
                read(&point)
                bytes += point.byteCount
                if point.failure != nil { ids = [] }
            }
            count += 1
        }
        filled.store(count, ordering: .relaxed)
        next.store(0, ordering: .relaxed)
    }

    /// Decodes snapshots until none is left that no thread has begun.
    func decode(_ decoder: inout HistoryDecoder) {
        while true {
            let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
            guard index < filled.load(ordering: .relaxed) else { return }
            points[index].point.withLock { $0.decode(&decoder, limit: HistoryBatch.wordLimit) }
        }
    }

    /// The snapshots in their order.
    func eachPoint(_ body: (inout HistoryPoint) throws(StoreError) -> Void) throws(StoreError) {
        for index in 0..<filled.load(ordering: .relaxed) {
            var failure: StoreError?
            points[index].point.withLock { point in
                do throws(StoreError) { try body(&point) } catch { failure = error }
            }
            if let failure { throw failure }
        }
    }
}

/// The decoders of all threads.
final class HistoryDecoders: Sendable {
    private let decoders: [One]

    private final class One: Sendable {
        let decoder: Mutex<HistoryDecoder>
        init(_ wantedSections: [WantedSection]) { decoder = Mutex(HistoryDecoder(wantedSections)) }
    }

    init(_ wantedSections: [WantedSection], count: Int) { decoders = (0..<count).map { _ in One(wantedSections) } }

    var count: Int { decoders.count }

    func decode(_ batch: HistoryBatch, worker: Int) { decoders[worker].decoder.withLock { batch.decode(&$0) } }
}
