import FoundationEssentials
package import SnapshotModel

extension SnapshotStore {
    /// The newest snapshot of the same input by the same reader (which includes every option that changes the content).
    package func known(fingerprint: String, reader: String) throws(StoreError) -> Int64? {
        try tables.snapshotIDs(fingerprint: fingerprint, reader: reader).first
    }

    /// Stores a snapshot and makes it a member of `series`: all or nothing. Returns its id. Throws `StoreError`.
    package func put(_ snapshot: Snapshot, series: String?) throws(StoreError) -> Int64 {
        try tables.transaction { () throws(StoreError) in
            let id = try insert(snapshot, NameTable(tables))
            if let series { try tables.add(id, toSeries: series) }
            return id
        }
    }

    /// Puts another reading of the same input in the place of a stored snapshot, which keeps its id, series and labels: one that could name
    /// what the first could not. Throws `noSuchSnapshot`.
    package func renew(_ id: Int64, with snapshot: Snapshot) throws(StoreError) {
        try tables.transaction { () throws(StoreError) in
            guard let present = try tables.snapshot(id) else { throw try noSuchID(id) }
            var renewed = present
            (renewed.trust, renewed.trustDetails) = (snapshot.trust.level.rawValue, try json(snapshot.trust))
            renewed.totals = try json(snapshot.totals)
            (renewed.objects, renewed.bytes) = (integer(snapshot.totals.objects), integer(snapshot.totals.bytes))
            try tables.update(renewed)
            try tables.removeSections(of: id)
            try insertSections(snapshot, id, NameTable(tables))
        }
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
    func insert(_ snapshot: Snapshot, _ names: NameTable) throws(StoreError) -> Int64 {
        let (capture, id) = (snapshot.capture, try nextNumber())
        try tables.insert(
            SnapshotRecord(
                id: id, fingerprint: snapshot.input.fingerprint ?? "", reader: snapshot.input.reader, capturedAt: capture.time,
                process: capture.process, pid: integer(capture.pid), runtime: capture.runtime.version, trust: snapshot.trust.level.rawValue,
                objects: integer(snapshot.totals.objects), bytes: integer(snapshot.totals.bytes), input: try json(snapshot.input),
                capture: try json(capture), trustDetails: try json(snapshot.trust), totals: try json(snapshot.totals)),
            labels: capture.labels)
        try insertSections(snapshot, id, names)
        return id
    }

    private func insertSections(_ snapshot: Snapshot, _ id: Int64, _ names: NameTable) throws(StoreError) {
        let ids = try names.ids(snapshot.tables.map(\.texts))
        for (place, table) in snapshot.tables.enumerated() {
            let blob: [UInt8]
            do throws(CodecError) { blob = try SectionCodec.encode(table, ids: ids[place]) } catch {
                throw .cannotOpen(path: path, "section \(table.info.name) cannot be stored: \(error.words)")
            }
            let record = SectionRecord(snapshot: id, place: Int64(place), name: table.info.name, rowCount: Int64(table.rowCount))
            try tables.insert(record, blob)
        }
    }

    /// One above every number that was ever given: `@42` in a log or a history must not come to mean another snapshot.
    private func nextNumber() throws(StoreError) -> Int64 {
        let last = try tables.largestNumber()
        guard (0..<Int64.max).contains(last) else { throw .damaged(path: path, "the numbers of snapshots have come to their end") }
        return last + 1
    }

    /// Values above 2^63 - 1 are stored as that; the JSON beside has the exact number.
    private func integer(_ value: UInt64?) -> Int64? { value.map { Int64(clamping: $0) } }

    private func json(_ value: some Encodable) throws(StoreError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do { return String(decoding: try encoder.encode(value), as: UTF8.self) } catch {
            throw .cannotOpen(path: path, "facts of the snapshot cannot be written as JSON")
        }
    }
}
