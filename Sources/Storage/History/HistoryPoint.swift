import SnapshotModel

/// One snapshot on its way into a history: first as it is stored, then decoded, which another thread may do.
struct HistoryPoint: Sendable {
    private(set) var id: Int64 = 0
    /// The error that ended the reading. The parts that were read before it still count.
    var failure: StoreError?
    /// `nil` when there is no such snapshot, or it was not read.
    var facts: Facts?
    /// Only the first `partCount` mean anything; the others wait for another snapshot.
    private(set) var parts: [Part] = []
    private(set) var partCount = 0
    private(set) var byteCount = 0

    /// The row of the snapshot.
    struct Facts: Sendable {
        let form: InputForm
        let capture: String
        let trust: String
        let totals: String
        /// `nil` when they cannot be read.
        var decoded: (capture: Capture, trust: Trust, totals: Totals)?
    }

    /// One section of it.
    struct Part: Sendable {
        /// Its place in the list of wanted sections.
        var wanted = 0
        fileprivate(set) var record = SectionRecord(snapshot: 0, place: 0, name: "", rowCount: 0)
        var blob: [UInt8] = []
        var section = HistorySection()
        /// The reason why it cannot be used.
        var fault: String?
        /// A section too large to be kept is decoded when it is its turn.
        var isDecoded = false
    }

    mutating func begin(_ id: Int64) {
        self.id = id
        (failure, facts) = (nil, nil)
        (partCount, byteCount) = (0, 0)
    }

    mutating func append(_ record: SectionRecord, _ blob: [UInt8], wanted: Int) {
        if partCount == parts.count { parts.append(Part()) }
        parts[partCount].record = record
        parts[partCount].wanted = wanted
        parts[partCount].blob = blob
        parts[partCount].isDecoded = false
        partCount += 1
        byteCount += blob.count
    }

    /// Everything that can be done without the store. A section of more cells than `limit` is left for later.
    mutating func decode(_ decoder: inout HistoryDecoder, limit: Int) {
        if let facts, let capture: Capture = SnapshotStore.decoded(facts.capture), let trust: Trust = SnapshotStore.decoded(facts.trust),
            let totals: Totals = SnapshotStore.decoded(facts.totals)
        {
            self.facts?.decoded = (capture, trust, totals)
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
    private let wantedSections: [WantedSection]
    private let decompressor = LZ4Decompressor()
    /// By wanted section, with the places of its columns in the declaration that the buffer has read last.
    private var buffers: [SectionBuffer]
    private var columns: [WantedSection.Columns]

    init(_ wantedSections: [WantedSection]) {
        self.wantedSections = wantedSections
        buffers = wantedSections.map { _ in SectionBuffer() }
        columns = wantedSections.map { _ in WantedSection.Columns(keys: [], measures: [], isWanted: []) }
    }

    mutating func decode(_ part: inout HistoryPoint.Part, limit: Int) {
        part.fault = nil
        part.isDecoded = true
        let wanted = wantedSections[part.wanted]
        let name: String
        do throws(CodecError) { name = try decode(part.blob, part.wanted) } catch {
            part.fault = error.words
            return
        }
        guard bytewiseEqual(name, wanted.name) else {
            part.fault = "the blob is one of section \(name)"
            return
        }
        let columns = columns[part.wanted]
        guard buffers[part.wanted].rowCount * (columns.keys.count + columns.measures.count) <= limit else {
            part.isDecoded = false
            return
        }
        part.section.take(&buffers[part.wanted], wanted, columns)
    }

    /// The name in the blob. The places of columns are those of the buffer's declaration even when the rest of the blob is damaged.
    private mutating func decode(_ blob: [UInt8], _ place: Int) throws(CodecError) -> String {
        var found: WantedSection.Columns?
        defer { if let found { columns[place] = found } }
        let wanted = wantedSections[place]
        return try buffers[place].decode(blob, decompressor) { info in
            let columns = wanted.columns(info)
            found = columns
            return columns.isWanted
        }.info.name
    }
}
