import FoundationEssentials
package import SnapshotModel

extension SnapshotStore {
    /// Stores a snapshot and makes it a member of `series`: all or nothing. `kept`: sections of it that are not understood. Returns its id.
    package func put(_ snapshot: Snapshot, keeping kept: [KeptSection] = [], series: String?) throws(StoreError) -> Int64 {
        try tables.transaction { () throws(StoreError) in
            let id = try insert(snapshot, kept, NameTable(tables))
            if let series { try tables.add(id, toSeries: series) }
            return id
        }
    }

    /// Puts another reading of the same input in the place of a stored snapshot, which keeps its id, series, labels, baselines and verdicts.
    /// Its time stays too, unless the input says it now and no one has given it. Sections of the stored one that this program does not know
    /// stay as they are. Inside of a transaction, for which `names` was made.
    func replace(_ id: Int64, with snapshot: Snapshot, _ kept: [KeptSection], _ names: NameTable) throws(StoreError) {
        guard let present = try tables.snapshot(id) else { throw try noSuchID(id) }
        let past: Capture = try decoded(present.capture, id)
        var snapshot = snapshot
        snapshot.capture.labels = past.labels
        if snapshot.capture.timeSource != .dump || past.timeSource == .given { snapshot.capture.setTime(of: past) }
        let unknown = try self.snapshot(id, names).kept.filter { section in
            snapshot.table(section.name) == nil && !kept.contains { bytewiseEqual($0.name, section.name) }
        }
        try tables.update(try record(of: snapshot, id))
        try tables.removeSections(of: id)
        try insertSections(snapshot, kept + unknown, id, names)
    }

    /// Makes a stored snapshot a member of a series too; a snapshot may be in several. Nothing happens when it is one already.
    /// Throws `noSuchSnapshot` for an id that the store does not hold.
    package func add(_ id: Int64, to series: String) throws(StoreError) {
        try tables.transaction { () throws(StoreError) in
            guard try holds(id) else { throw try noSuchID(id) }
            try tables.add(id, toSeries: series)
        }
    }

    /// Inside of a transaction, for which `names` was made.
    func insert(_ snapshot: Snapshot, _ kept: [KeptSection], _ names: NameTable) throws(StoreError) -> Int64 {
        let id = try nextNumber()
        try tables.insert(try record(of: snapshot, id), labels: snapshot.capture.labels)
        try insertSections(snapshot, kept, id, names)
        return id
    }

    private func record(of snapshot: Snapshot, _ id: Int64) throws(StoreError) -> SnapshotRecord {
        let capture = snapshot.capture
        return SnapshotRecord(
            id: id, fingerprint: snapshot.input.fingerprint ?? "", reader: snapshot.input.reader, capturedAt: capture.time,
            process: capture.process, pid: integer(capture.pid), runtime: capture.runtime.version, trust: snapshot.trust.level.rawValue,
            objects: integer(snapshot.totals.objects), bytes: integer(snapshot.totals.bytes), input: try json(snapshot.input),
            capture: try json(capture), trustDetails: try json(snapshot.trust), totals: try json(snapshot.totals))
    }

    /// The tables in their order, each as it is kept where it is; then the kept sections that have no table.
    private func insertSections(_ snapshot: Snapshot, _ kept: [KeptSection], _ id: Int64, _ names: NameTable) throws(StoreError) {
        let tablesToEncode = snapshot.tables.map { table in
            (table: table, kept: kept.first { bytewiseEqual($0.name, table.info.name) })
        }
        let others = kept.filter { section in !snapshot.tables.contains { bytewiseEqual($0.info.name, section.name) } }
        let lists = tablesToEncode.map { $0.kept?.names ?? $0.table.texts } + others.map(\.names)
        let ids = try names.ids(lists)
        for (place, (table, kept)) in tablesToEncode.enumerated() {
            let record = SectionRecord(
                snapshot: id, place: Int64(place), name: table.info.name, rowCount: kept?.rowCount ?? Int64(table.rowCount))
            try insert(record) { () throws(CodecError) in
                if let kept { return try SectionCodec.encodeReadable(SectionCodec.Moved(names: ids[place], rest: kept.rest)) }
                return try SectionCodec.encode(table, ids: ids[place])
            }
        }
        for (offset, section) in others.enumerated() {
            let place = snapshot.tables.count + offset
            try insert(SectionRecord(snapshot: id, place: Int64(place), name: section.name, rowCount: section.rowCount)) {
                () throws(CodecError) in try SectionCodec.encodeReadable(SectionCodec.Moved(names: ids[place], rest: section.rest))
            }
        }
    }

    private func insert(_ record: SectionRecord, _ encode: () throws(CodecError) -> [UInt8]) throws(StoreError) {
        let blob: [UInt8]
        do throws(CodecError) { blob = try encode() } catch {
            throw .cannotOpen(path: path, "section \(record.name) cannot be stored: \(error.words)")
        }
        try tables.insert(record, blob)
    }

    /// One above every number that was ever given: `@42` in a log or a history must not come to mean another snapshot.
    private func nextNumber() throws(StoreError) -> Int64 {
        let last = try tables.largestNumber()
        guard (0..<Int64.max).contains(last) else { throw .damaged(path: path, "the numbers of snapshots have come to their end") }
        return last + 1
    }

    /// Values above 2^63 - 1 are stored as that; the JSON beside has the exact number.
    private func integer(_ value: UInt64?) -> Int64? { value.map { Int64(clamping: $0) } }

    func json(_ value: some Encodable) throws(StoreError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return String(decoding: try encoder.encode(value), as: UTF8.self) } catch {
            throw .cannotOpen(path: path, "facts of the snapshot cannot be written as JSON")
        }
    }
}
