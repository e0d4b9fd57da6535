package import SnapshotModel

/// The result of an import from another store.
package struct ImportOutcome: Equatable, Sendable {
    /// Ids in this store, in the order of the other's.
    package var added: [Int64] = []
    /// Ids of the snapshots that this store had already.
    package var known: [Int64] = []
    /// New memberships, of new snapshots or of known ones.
    package var memberships = 0
    package var baselines = 0
    package var verdicts = 0
    /// The parts that were left out: a newer heapdrift wrote them, and `change` cannot be applied to them. Each is there once.
    package var leftOut: [NewerPart] = []
}

extension SnapshotStore {
    /// Imports every snapshot of `other` (or those in `only`) that this store does not have, with series, labels, baselines with their
    /// history, and verdicts: all or nothing. Two snapshots are the same when they have the same fingerprint, reader and capture.
    ///
    /// Each snapshot is decoded, its totals are compared with the sums of its types, and it is encoded anew; sections that are not understood
    /// are kept as they are. `change` is applied to each snapshot; what it cannot be applied to is left out.
    /// `time`: seconds since 1970, when a replaced baseline ended. Throws `baselineExists` where a baseline of one series and name is
    /// another snapshot here, unless `replacing`; `damaged` with the other's path when something of it cannot be right.
    package func importSnapshots(
        from other: SnapshotStore, only: Set<Int64>? = nil, replacing: Bool, at time: Int64, _ change: ((Snapshot) -> Snapshot)? = nil
    ) throws(StoreError) -> ImportOutcome {
        try other.tables.reading { () throws(StoreError) in
            try tables.transaction { () throws(StoreError) in
                var outcome = ImportOutcome()
                let ids = try other.tables.snapshotIDs().filter { only?.contains($0) ?? true }
                let (names, otherNames) = (NameTable(tables), NameTable(other.tables))
                // This store's id by the other's.
                var own: [Int64: Int64] = [:]
                for id in ids {
                    let stored = try other.snapshot(id, otherNames)
                    if let wrong = stored.snapshot.wrongTotal { throw .damaged(path: other.path, "snapshot @\(id): \(wrong)") }
                    let (snapshot, kept) = (change?(stored.snapshot) ?? stored.snapshot, change == nil ? stored.kept : [])
                    if change != nil { for part in stored.newer where !outcome.leftOut.contains(part) { outcome.leftOut.append(part) } }
                    let known = try twin(of: snapshot, keeping: kept)
                    let place = if let known { known } else { try insert(snapshot, kept, names) }
                    if known == nil { outcome.added.append(place) } else { outcome.known.append(place) }
                    own[id] = place
                    let present = Set(try tables.seriesNames(of: place).map(BytewiseText.init))
                    for series in stored.series where !present.contains(BytewiseText(series)) {
                        if series.isEmpty { throw .damaged(path: other.path, "snapshot @\(id): a series without a name") }
                        try tables.add(place, toSeries: series)
                        outcome.memberships += 1
                    }
                }
                try importBaselines(other, own, replacing, time, &outcome)
                try importHistory(other, own)
                try importVerdicts(other, own, &outcome)
                return outcome
            }
        }
    }

    /// The id of the same snapshot here.
    package func twin(of snapshot: Snapshot, keeping kept: [KeptSection] = []) throws(StoreError) -> Int64? {
        for (id, reader) in try tables.readings(fingerprint: snapshot.input.fingerprint ?? "")
        where bytewiseEqual(reader, snapshot.input.reader) {
            guard let record = try tables.snapshot(id) else { continue }
            let capture: Capture = try decoded(record.capture, id)
            guard capture == snapshot.capture else { continue }
            // Without a fingerprint, only the content tells one from another.
            if snapshot.input.fingerprint != nil { return id }
            let own = try load(id)
            if own.snapshot == snapshot && own.kept == kept { return id }
        }
        return nil
    }

    private func importBaselines(
        _ other: SnapshotStore, _ own: [Int64: Int64], _ replacing: Bool, _ time: Int64, _ outcome: inout ImportOutcome
    ) throws(StoreError) {
        for theirs in try other.tables.baselines() {
            guard let snapshot = own[theirs.snapshot] else { continue }
            guard BaselineName.isValid(theirs.name), !theirs.series.isEmpty else {
                throw .damaged(path: other.path, "a baseline is called '\(theirs.name)'")
            }
            let present = try baseline(named: theirs.name, of: theirs.series)
            if present == snapshot { continue }
            if let present, !replacing {
                throw .baselineExists(
                    .differs(
                        series: theirs.series, name: theirs.name, here: present, there: theirs.snapshot,
                        capturedAt: try other.tables.snapshot(theirs.snapshot)?.capturedAt ?? 0, path: other.path))
            }
            try settle(
                StoredBaseline(series: theirs.series, name: theirs.name, snapshot: snapshot, setAt: theirs.setAt, note: theirs.note),
                endingAt: time)
            outcome.baselines += 1
        }
    }

    /// The history of baselines as far as it is about snapshots that came along: nothing is known here about others.
    private func importHistory(_ other: SnapshotStore, _ own: [Int64: Int64]) throws(StoreError) {
        var present = try tables.formerBaselines()
        for theirs in try other.tables.formerBaselines() {
            guard let snapshot = own[theirs.former.snapshot], BaselineName.isValid(theirs.name), !theirs.series.isEmpty else { continue }
            let former = theirs.former
            let isKnown = present.contains { known in
                bytewiseEqual(known.series, theirs.series) && bytewiseEqual(known.name, theirs.name) && known.former.snapshot == snapshot
                    && known.former.setAt == former.setAt && known.former.endedAt == former.endedAt
            }
            if isKnown { continue }
            let record = FormerBaselineRecord(
                series: theirs.series, name: theirs.name,
                former: FormerBaseline(snapshot: snapshot, setAt: former.setAt, endedAt: former.endedAt, note: former.note))
            try tables.insert(record)
            present.append(record)
        }
    }

    private func importVerdicts(_ other: SnapshotStore, _ own: [Int64: Int64], _ outcome: inout ImportOutcome) throws(StoreError) {
        var present = Set(try tables.verdicts().map(VerdictIdentity.init))
        for theirs in try other.tables.verdicts() {
            guard let snapshot = own[theirs.snapshot], !theirs.series.isEmpty else { continue }
            guard StoredVerdict(rawValue: theirs.verdict) != nil else {
                throw .damaged(path: other.path, "a verdict on snapshot @\(theirs.snapshot) is none of pass, fail and inconclusive")
            }
            var record = theirs
            record.snapshot = snapshot
            guard present.insert(VerdictIdentity(record)).inserted else { continue }
            try tables.insert(record)
            outcome.verdicts += 1
        }
    }
}

/// A verdict as one that is imported once: two series or budgets are one only when their bytes are the same.
private struct VerdictIdentity: Hashable {
    let snapshot: Int64
    let texts: [BytewiseText]
    let checkedAt: Int64

    init(_ record: VerdictRecord) {
        snapshot = record.snapshot
        texts = [record.series, record.budget, record.verdict].map(BytewiseText.init)
        checkedAt = record.checkedAt
    }
}
