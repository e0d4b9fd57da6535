package import SnapshotModel

/// Another series, other labels or another time for stored snapshots.
package struct Relabelling: Equatable, Sendable {
    /// The series that they move to.
    package var series: String?
    /// They replace labels of the same keys.
    package var labels: [String: String]
    package var removedLabels: [String]
    /// Seconds since 1970.
    package var time: Int64?

    package init(series: String? = nil, labels: [String: String] = [:], removedLabels: [String] = [], time: Int64? = nil) {
        self.series = series
        self.labels = labels
        self.removedLabels = removedLabels
        self.time = time
    }

    package var isEmpty: Bool { self == Relabelling() }
}

/// A snapshot that was relabelled, or would be.
package struct Relabelled: Equatable, Sendable {
    package let id: Int64
    package let changes: SnapshotChanges
    /// Labels that were to be removed and are not there.
    package let missingLabels: [String]
    /// The verdicts of checks in the series that it left. They go, because they are none in the other series.
    package let verdicts: Int
    /// The baselines of the series that it left which it still is.
    package let baselines: [StoredBaseline]
}

extension SnapshotStore {
    /// Changes series, labels and time of snapshots: all or nothing. Their content, ids and baselines stay.
    ///
    /// A snapshot moves from the series of its reference, or from its only one; `which` series is not known otherwise, which throws
    /// `severalSeries`. Throws `sameInput` when the other series has the same input already, and `noSuchSnapshot`. With `isTrial`, nothing is
    /// changed.
    package func relabel(
        _ references: [SnapshotReference], _ relabelling: Relabelling, isTrial: Bool
    ) throws(StoreError) -> [Relabelled] {
        if isTrial { return try tables.reading { () throws(StoreError) in try relabelled(references, relabelling) { _, _, _ in } } }
        return try tables.transaction { () throws(StoreError) in
            try relabelled(references, relabelling) { (relabelled, present, capture) throws(StoreError) in
                try change(relabelled.id, from: present, to: capture)
                if let joined = relabelled.changes.joined { try tables.add(relabelled.id, toSeries: joined) }
                if let left = relabelled.changes.left {
                    try tables.remove(relabelled.id, fromSeries: left)
                    try tables.removeVerdicts(on: relabelled.id, inSeries: left)
                }
            }
        }
    }

    /// Each snapshot once. `apply` gets it with its capture as it is and as it becomes.
    private func relabelled(
        _ references: [SnapshotReference], _ relabelling: Relabelling,
        _ apply: (Relabelled, Capture, Capture) throws(StoreError) -> Void
    ) throws(StoreError) -> [Relabelled] {
        // References of one series may mean others once the first has moved.
        var targets: [(id: Int64, series: String?)] = []
        for reference in references {
            let id = try resolve(reference)
            guard try holds(id) else { throw try noSuchID(id) }
            if !targets.contains(where: { $0.id == id }) { targets.append((id, reference.series)) }
        }
        var results: [Relabelled] = []
        for target in targets {
            let present = try capture(of: target.id)
            var capture = present
            capture.labels = present.labels.filter { label in !relabelling.removedLabels.contains { bytewiseEqual($0, label.key) } }
                .merging(relabelling.labels) { _, given in given }
            if let time = relabelling.time, time != present.time || present.timeSource != .given { capture.setTime(given: time) }
            var changes = SnapshotChanges(from: present, to: capture)
            if let series = relabelling.series {
                (changes.left, changes.joined) = try move(target.id, from: target.series, to: series, results)
            }
            let result = Relabelled(
                id: target.id, changes: changes,
                missingLabels: relabelling.removedLabels.filter { key in !present.labels.keys.contains { bytewiseEqual($0, key) } },
                verdicts: try tables.verdicts().count { $0.snapshot == target.id && isSame($0.series, changes.left) },
                baselines: try tables.baselines().filter { $0.snapshot == target.id && isSame($0.series, changes.left) })
            try apply(result, present, capture)
            results.append(result)
        }
        return results
    }

    private func isSame(_ series: String, _ left: String?) -> Bool { left.map { bytewiseEqual($0, series) } ?? false }

    /// The series that a snapshot leaves and the one that it joins; `nil` where nothing changes. `moved`: the snapshots that move before it.
    private func move(_ id: Int64, from given: String?, to series: String, _ moved: [Relabelled]) throws(StoreError)
        -> (left: String?, joined: String?)
    {
        let present = try tables.seriesNames(of: id)
        let others = present.filter { !bytewiseEqual($0, series) }
        let isMember = others.count < present.count
        let left: String?
        if let given, bytewiseEqual(given, series) {
            left = nil
        } else if let given, others.contains(where: { bytewiseEqual($0, given) }) {
            left = given
        } else {
            guard others.count <= 1 || isMember else { throw .severalSeries(id, others) }
            left = isMember ? nil : others.first
        }
        guard !isMember else { return (left, nil) }
        if let other = try sameInput(as: id, in: series, moved.map(\.id)) { throw .sameInput(id, other, series: series) }
        return (left, series)
    }

    /// A snapshot of the same reading of the same input in a series, or among those that join it before.
    private func sameInput(as id: Int64, in series: String, _ joining: [Int64]) throws(StoreError) -> Int64? {
        guard let record = try tables.snapshot(id), !record.fingerprint.isEmpty else { return nil }
        let reader = ReaderIdentity(record.reader)
        for other in try tables.readings(fingerprint: record.fingerprint)
        where other.id != id && ReaderIdentity(other.reader).readsLike(reader) {
            if joining.contains(other.id) { return other.id }
            if try tables.seriesNames(of: other.id).contains(where: { bytewiseEqual($0, series) }) { return other.id }
        }
        return nil
    }
}
