import SnapshotModel
import Storage

extension Session {
    /// The snapshot of a file that `store export` wrote. The file must hold exactly one. The snapshot has no id, because it is not in the
    /// store.
    func loadArchive(_ path: String) throws -> Loaded {
        let file = try SnapshotStore.openForeign(path)
        defer { file.close() }
        let listed = try file.list(series: nil)
        let ids = Set(listed.map(\.id)).sorted()
        guard ids.count == 1 else {
            let advice = "'heapdrift store import \(path)' takes them into the store, where each has a name"
            guard !ids.isEmpty else { throw Failure(.input, "no-snapshot", "\(path): holds no snapshot") }
            let shown = ids.prefix(8).compactMap { id in
                listed.first { $0.id == id }.map { "\($0.series.map { $0 + " " } ?? "")of \(utcText($0.time))" }
            }
            let more = ids.count > shown.count ? " and \(ids.count - shown.count) more" : ""
            throw Failure(
                .usage, "several-snapshots", "\(path): holds \(ids.count) snapshots (\(shown.joined(separator: ", "))\(more)); \(advice)")
        }
        let found = try file.load(ids[0])
        noteUnusedReading(path)
        note(found.newer)
        return Loaded(snapshot: found.snapshot, id: nil, series: found.series.first, wasKnown: true, kept: found.kept, newer: found.newer)
    }

    /// The id of the snapshot that a reference names. The snapshot is put into the store if it is not there yet.
    func keep(_ reference: Reference) throws -> Int64 {
        let loaded = try load(reference)
        if let id = loaded.id { return id }
        let store = try storeToWrite()
        return try store.twin(of: loaded.snapshot, keeping: loaded.kept) ?? store.put(loaded.snapshot, keeping: loaded.kept, series: nil)
    }
}
