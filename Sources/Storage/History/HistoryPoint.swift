import SnapshotModel

/// One snapshot on its way into a history: first as it is stored, then decoded, which another thread may do.
struct HistoryPoint: Sendable {
    private(set) var id: Int64 = 0
    /// Why reading ended; what was read before it still counts.
    var failure: StoreError?
    /// `nil` when there is no such snapshot, or it was not read.
    var facts: Facts?
    /// Only the first `partCount` mean anything; the others wait for another snapshot.
    private(set) var parts: [Part] = []
    private(set) var partCount = 0
    private(set) var byteCount = 0

    /// The row of the snapshot.
    struct Facts: Sendable {
        let capture: String
        let trust: String
        let totals: String
        /// `nil` when they cannot be read.
        var decoded: (capture: Capture, totals: Totals)?
    }

    /// One section of it.
    struct Part: Sendable {
        /// Its place in the list of wishes.
        var wish = 0
        fileprivate(set) var record = SectionRecord(snapshot: 0, place: 0, name: "", rowCount: 0)
        var blob: [UInt8] = []
        var section = HistorySection()
        /// Why it cannot be used.
        var fault: String?
        /// A section too large to be kept is decoded when it is its turn.
        var isDecoded = false
    }

    mutating func begin(_ id: Int64) {
        self.id = id
        (failure, facts) = (nil, nil)
        (partCount, byteCount) = (0, 0)
    }

    mutating func append(_ record: SectionRecord, _ blob: [UInt8], wish: Int) {
        if partCount == parts.count { parts.append(Part()) }
        parts[partCount].record = record
        parts[partCount].wish = wish
        parts[partCount].blob = blob
        parts[partCount].isDecoded = false
        partCount += 1
        byteCount += blob.count
    }

    /// Everything that can be done without the store. A section of more cells than `limit` is left for later.
    mutating func decode(_ decoder: inout HistoryDecoder, limit: Int) {
        if let facts, let capture: Capture = SnapshotStore.decoded(facts.capture), let totals: Totals = SnapshotStore.decoded(facts.totals)
        {
            self.facts?.decoded = (capture, totals)
        }
        for part in 0..<partCount { decode(part, &decoder, limit: limit) }
    }

    /// One section, unless that is done.
    mutating func decode(_ part: Int, _ decoder: inout HistoryDecoder, limit: Int = .max) {
        if !parts[part].isDecoded { decoder.decode(&parts[part], limit: limit) }
    }

    mutating func withSection<Result, Failure: Error>(
        _ part: Int, _ body: (inout HistorySection) throws(Failure) -> Result
    ) throws(Failure) -> Result { try body(&parts[part].section) }
}

/// Decodes sections, one after the other in the same memory. Each thread has its own.
struct HistoryDecoder {
    private let wishes: [HistorySectionWish]
    private let decompressor = LZ4Decompressor()
    /// By wish.
    private var buffers: [SectionBuffer]
    private var columns: [HistorySectionWish.Columns?]

    init(_ wishes: [HistorySectionWish]) {
        self.wishes = wishes
        buffers = wishes.map { _ in SectionBuffer() }
        columns = wishes.map { _ in nil }
    }

    mutating func decode(_ part: inout HistoryPoint.Part, limit: Int) {
        let wish = wishes[part.wish]
        part.fault = nil
        do throws(CodecError) {
            var found: HistorySectionWish.Columns?
            let understood = try buffers[part.wish].decode(part.blob, decompressor) { info in
                let columns = wish.columns(info)
                found = columns
                return columns.isWanted
            }
            if let found { columns[part.wish] = found }
            guard let columns = columns[part.wish] else { return }
            guard bytewiseEqual(understood.info.name, wish.name) else {
                part.fault = "the blob is one of section \(understood.info.name)"
                part.isDecoded = true
                return
            }
            guard buffers[part.wish].rowCount * (columns.keys.count + columns.measures.count) <= limit else { return }
            part.section.take(&buffers[part.wish], wish, columns)
        } catch {
            part.fault = error.words
        }
        part.isDecoded = true
    }
}
