package import SnapshotModel

/// The result of an import from another store.
package struct ImportOutcome: Equatable, Sendable {
    /// Ids in this store, in the order of the other's.
    package var added: [Int64] = []
    /// Ids of the snapshots that this store had already, and that stay as they are.
    package var known: [Int64] = []
    /// Ids of the snapshots that this store had already, from an older reader or with fewer names: the other's took their place.
    package var renewed: [Int64] = []
    /// Labels that snapshots of this store got.
    package var labels = 0
    /// Labels that have another value in this store, which stays.
    package var keptLabels = 0
    /// New memberships, of new snapshots or of known ones.
    package var memberships = 0
    package var baselines = 0
    package var verdicts = 0
    /// Builds of modules whose types' names this store got.
    package var namedModules = 0
    /// The parts that were left out: a newer heapdrift wrote them, and `change` cannot be applied to them. Each is there once.
    package var leftOut: [NewerPart] = []
}

extension SnapshotStore {
    /// Imports every snapshot of `other` (or those in `only`) that this store does not have, with series, labels, baselines with their
    /// history, and verdicts: all or nothing. Two snapshots are the same when they have the same fingerprint and options of reading, as for
    /// a dump that is given again; a reading by a newer version, or one with more names, takes the place of this store's.
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
                let (names, otherNames, search) = (NameTable(tables), NameTable(other.tables), TwinSearch(self))
                // This store's id by the other's.
                var own: [Int64: Int64] = [:]
                for id in ids {
                    let stored = try other.snapshot(id, otherNames)
                    if let wrong = stored.snapshot.wrongTotal { throw .damaged(path: other.path, "snapshot @\(id): \(wrong)") }
                    let (snapshot, kept) = (change?(stored.snapshot) ?? stored.snapshot, change == nil ? stored.kept : [])
                    if change != nil { for part in stored.newer where !outcome.leftOut.contains(part) { outcome.leftOut.append(part) } }
                    let place: Int64
                    if let known = try search.match(snapshot, kept, series: stored.series) {
                        place = known.id
                        try merge(snapshot, kept, into: known, names, &outcome)
                    } else {
                        place = try insert(snapshot, kept, names)
                        try search.add(place, snapshot)
                        outcome.added.append(place)
                    }
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
                // Names of some snapshots' modules cannot be told from those of others, and names must not get around a redaction.
                if only == nil, change == nil { outcome.namedModules = try importModuleNames(from: other) }
                return outcome
            }
        }
    }

    /// Takes over what is better or missing in a snapshot that this store has: the content of a better reading, labels, and the time for one
    /// that is in no series yet.
    private func merge(
        _ snapshot: Snapshot, _ kept: [KeptSection], into known: TwinSearch.Candidate, _ names: NameTable, _ outcome: inout ImportOutcome
    ) throws(StoreError) {
        let isNewer = ReaderIdentity(snapshot.input.reader).version > known.reader.version
        let isBetter = if isNewer { true } else { try hasLess(known.id, than: snapshot) }
        if isBetter {
            try replace(known.id, with: snapshot, kept, names)
            outcome.renewed.append(known.id)
        } else {
            outcome.known.append(known.id)
        }
        let present = try capture(of: known.id)
        var capture = present
        capture.labels.merge(snapshot.capture.labels) { own, _ in own }
        outcome.labels += capture.labels.count - present.labels.count
        outcome.keptLabels += snapshot.capture.labels.count { key, value in capture.labels[key] != value }
        if try tables.seriesNames(of: known.id).isEmpty { capture.setTime(of: snapshot.capture) }
        try self.change(known.id, from: present, to: capture)
    }

    private func importBaselines(
        _ other: SnapshotStore, _ own: [Int64: Int64], _ replacing: Bool, _ time: Int64, _ outcome: inout ImportOutcome
    ) throws(StoreError) {
        var here: [BaselineIdentity: StoredBaseline] = [:]
        for baseline in try tables.baselines() { here[BaselineIdentity(baseline.series, baseline.name)] = baseline }
        for theirs in try other.tables.baselines() {
            guard let snapshot = own[theirs.snapshot] else { continue }
            guard BaselineName.isValid(theirs.name), !theirs.series.isEmpty else {
                throw .damaged(path: other.path, "a baseline is called '\(theirs.name)'")
            }
            let key = BaselineIdentity(theirs.series, theirs.name)
            let present = here[key]
            if present?.snapshot == snapshot { continue }
            if let present, !replacing {
                throw .baselineExists(
                    .differs(
                        series: theirs.series, name: theirs.name, here: present.snapshot, there: theirs.snapshot,
                        capturedAt: try other.tables.snapshot(theirs.snapshot)?.capturedAt ?? 0, path: other.path))
            }
            let baseline = StoredBaseline(
                series: theirs.series, name: theirs.name, snapshot: snapshot, setAt: theirs.setAt, note: theirs.note)
            try settle(baseline, inPlaceOf: present, endingAt: time)
            here[key] = baseline
            outcome.baselines += 1
        }
    }

    /// The history of baselines as far as it is about snapshots that came along: nothing is known here about others.
    private func importHistory(_ other: SnapshotStore, _ own: [Int64: Int64]) throws(StoreError) {
        var present = Set(try tables.formerBaselines().map(FormerIdentity.init))
        for theirs in try other.tables.formerBaselines() {
            guard let snapshot = own[theirs.former.snapshot], BaselineName.isValid(theirs.name), !theirs.series.isEmpty else { continue }
            let former = theirs.former
            let record = FormerBaselineRecord(
                series: theirs.series, name: theirs.name,
                former: FormerBaseline(snapshot: snapshot, setAt: former.setAt, endedAt: former.endedAt, note: former.note))
            if present.insert(FormerIdentity(record)).inserted { try tables.insert(record) }
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

/// A baseline's series and name: two are one only when their bytes are the same.
private struct BaselineIdentity: Hashable {
    let series: BytewiseText
    let name: BytewiseText

    init(_ series: String, _ name: String) {
        self.series = BytewiseText(series)
        self.name = BytewiseText(name)
    }
}

/// A former baseline as one that is imported once.
private struct FormerIdentity: Hashable {
    let baseline: BaselineIdentity
    let numbers: [Int64]

    init(_ record: FormerBaselineRecord) {
        baseline = BaselineIdentity(record.series, record.name)
        numbers = [record.former.snapshot, record.former.setAt, record.former.endedAt]
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
