package import SnapshotModel

/// Finds the stored snapshots that snapshots from elsewhere are, each for one of them at most. Looks a fingerprint up once, so the time is
/// proportional to the number of snapshots.
///
/// An object must not outlive the transaction that it was made for.
final class TwinSearch {
    private let store: SnapshotStore
    private var known: [String: Readings] = [:]

    init(_ store: SnapshotStore) { self.store = store }

    /// A stored reading of an input.
    struct Candidate {
        let id: Int64
        let reader: ReaderIdentity
        let capture: Capture
    }

    private struct Identity: Hashable {
        let reader: BytewiseText
        let capture: Capture
    }

    /// What the store has of one fingerprint.
    private struct Readings {
        var exact: [Identity: [Int64]] = [:]
        /// Those that no snapshot from elsewhere is yet.
        var unmatched: [Candidate] = []
    }

    /// The stored snapshot that `snapshot` is, which is none for another one then.
    ///
    /// One of the same reader and capture comes first. Else it is one of the same input and options, whatever labels it has, that is in a
    /// series of `series`, or in none; or in other series with the same time. Without a fingerprint only the content tells.
    func match(_ snapshot: Snapshot, _ kept: [KeptSection], series: [String]) throws(StoreError) -> Candidate? {
        let fingerprint = snapshot.input.fingerprint ?? ""
        let identity = Identity(reader: BytewiseText(snapshot.input.reader), capture: snapshot.capture)
        let found = try readings(of: fingerprint)
        for id in found.exact[identity] ?? [] {
            if snapshot.input.fingerprint == nil {
                let own = try store.load(id)
                guard own.snapshot == snapshot, own.kept == kept else { continue }
            }
            return use(Candidate(id: id, reader: ReaderIdentity(snapshot.input.reader), capture: snapshot.capture), fingerprint)
        }
        guard snapshot.input.fingerprint != nil else { return nil }
        let wanted = ReaderIdentity(snapshot.input.reader)
        let names = Set(series.map(BytewiseText.init))
        var best: (candidate: Candidate, sharesSeries: Bool)?
        for candidate in found.unmatched where candidate.reader.readsLike(wanted) {
            // In a snapshot whose names were replaced, the process has another name.
            guard candidate.capture.hasProcessName(of: snapshot.capture), candidate.capture.pid == snapshot.capture.pid else { continue }
            let own = Set(try store.tables.seriesNames(of: candidate.id).map(BytewiseText.init))
            let sharesSeries = !own.isDisjoint(with: names)
            guard sharesSeries || own.isEmpty || names.isEmpty || candidate.capture.time == snapshot.capture.time else { continue }
            if let best {
                if best.sharesSeries, !sharesSeries { continue }
                if best.sharesSeries == sharesSeries, best.candidate.reader.version >= candidate.reader.version { continue }
            }
            best = (candidate, sharesSeries)
        }
        return best.map { use($0.candidate, fingerprint) }
    }

    /// Makes known what was stored just now, as one that is another's already.
    func add(_ id: Int64, _ snapshot: Snapshot) throws(StoreError) {
        let fingerprint = snapshot.input.fingerprint ?? ""
        _ = try readings(of: fingerprint)
        let identity = Identity(reader: BytewiseText(snapshot.input.reader), capture: snapshot.capture)
        if known[fingerprint]?.exact[identity]?.contains(id) != true { known[fingerprint]?.exact[identity, default: []].append(id) }
        _ = use(Candidate(id: id, reader: ReaderIdentity(snapshot.input.reader), capture: snapshot.capture), fingerprint)
    }

    private func use(_ candidate: Candidate, _ fingerprint: String) -> Candidate {
        known[fingerprint]?.unmatched.removeAll { $0.id == candidate.id }
        return candidate
    }

    private func readings(of fingerprint: String) throws(StoreError) -> Readings {
        if let found = known[fingerprint] { return found }
        var found = Readings()
        // The newest first.
        for (id, reader) in try store.tables.readings(fingerprint: fingerprint) {
            let capture = try store.capture(of: id)
            found.exact[Identity(reader: BytewiseText(reader), capture: capture), default: []].append(id)
            found.unmatched.append(Candidate(id: id, reader: ReaderIdentity(reader), capture: capture))
        }
        known[fingerprint] = found
        return found
    }
}

extension SnapshotStore {
    /// The id of the stored snapshot that a snapshot from elsewhere is.
    package func twin(of snapshot: Snapshot, keeping kept: [KeptSection] = []) throws(StoreError) -> Int64? {
        try tables.reading { () throws(StoreError) in try TwinSearch(self).match(snapshot, kept, series: [])?.id }
    }
}
