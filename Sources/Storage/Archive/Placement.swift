package import SnapshotModel

/// What a dump gets in the store beside its content.
package struct Placement: Equatable, Sendable {
    /// The series that it joins, by the rule of `SeriesPlace`.
    package var series: String?
    /// They replace labels of the same keys.
    package var labels: [String: String]
    /// The revision of the sources. It is added when the snapshot has none of these labels; a later revision is not that of an earlier dump.
    package var revision: [String: String]
    /// Where the job runs that takes it. They are added when the snapshot has none of them; a later job is not that of an earlier dump.
    package var job: [String: String]
    /// Seconds since 1970; `nil` to leave the time as it is.
    package var time: Int64?
    /// The time of joining, in seconds since 1970.
    package var now: Int64

    package init(
        series: String? = nil, labels: [String: String] = [:], revision: [String: String] = [:], job: [String: String] = [:],
        time: Int64? = nil, now: Int64
    ) {
        self.series = series
        self.labels = labels
        self.revision = revision
        self.job = job
        self.time = time
        self.now = now
    }

    func labels(after present: [String: String]) -> [String: String] {
        let found = [revision, job].filter { found in !present.keys.contains { found[$0] != nil } }
        return found.reduce(present) { $0.merging($1) { own, _ in own } }.merging(labels) { _, given in given }
    }
}

/// A dump that was taken, and what the store has of it now.
package struct Placed: Equatable, Sendable {
    package enum Outcome: Equatable, Sendable {
        /// The store did not have it.
        case taken
        /// Its content is as it was.
        case known
        /// Its content was replaced by that of a better reading.
        case renewed
        /// It is a copy of another snapshot, which is in other series and has another time there. A better reading may have taken the place of
        /// that one too.
        case copied(of: Int64, isRenewed: Bool)
    }

    package let id: Int64
    package let outcome: Outcome
    /// In order of name.
    package let series: [String]
    package let capture: Capture
    /// What changed beside the content; of a copy, since the original. Nothing for a snapshot that was taken.
    package let changes: SnapshotChanges
    /// Its place in the series of the `Placement`. `nil` without one, and for a member whose time did not change.
    package let place: SeriesPlace?
}

extension SnapshotStore {
    /// Stores a snapshot, or uses the one that is already there of the same input: all or nothing, also when another process takes the same
    /// input at the same moment.
    ///
    /// A reading by a newer version, or one with more parts or names, takes the place of the stored one, which keeps its id, series, labels, baselines
    /// and verdicts. A series has the same reading of an input once.
    package func take(_ snapshot: Snapshot, _ placement: Placement) throws(StoreError) -> Placed {
        try tables.transaction { () throws(StoreError) in
            let names = NameTable(tables)
            if let known = try known(snapshot.input, series: placement.series) {
                let isBetter = if known.isToBeReplaced { true } else { try hasLess(known.id, than: snapshot) }
                guard isBetter else { return try arrange(known.id, placement, .known) }
                let before = try capture(of: known.id)
                try replace(known.id, with: snapshot, [], names)
                return try arrange(known.id, placement, .renewed, since: before)
            }
            var snapshot = snapshot
            snapshot.capture.labels = placement.labels(after: snapshot.capture.labels)
            if let time = placement.time { snapshot.capture.setTime(given: time) }
            let latest = try placement.series.flatMap { series throws(StoreError) in try self.latest(of: series) }
            if placement.series != nil { snapshot.capture = snapshot.capture.joining(after: latest?.time, at: placement.now) }
            let id = try insert(snapshot, [], names)
            if let series = placement.series { try tables.add(id, toSeries: series) }
            return try placed(id, .taken, snapshot.capture, SnapshotChanges(), placement, latest)
        }
    }

    /// Gives a stored snapshot another place: all or nothing. `nil` when the snapshot is no longer there.
    ///
    /// A snapshot that gets another time as it joins a series, because of its file's time, keeps its own in the other series that it is in: a
    /// copy of it joins.
    package func place(_ id: Int64, _ placement: Placement) throws(StoreError) -> Placed? {
        try tables.transaction { () throws(StoreError) in
            guard try holds(id) else { return nil }
            return try arrange(id, placement, .known)
        }
    }

    /// Whether a stored snapshot of the same reader lacks more that another reading may have: parts that were left out for want of memory, and
    /// names of types.
    func hasLess(_ id: Int64, than snapshot: Snapshot) throws(StoreError) -> Bool {
        guard let record = try tables.snapshot(id), bytewiseEqual(record.reader, snapshot.input.reader) else { return false }
        let (own, other): (Trust, Trust) = (try decoded(record.trustDetails, id), snapshot.trust)
        if other.leftOut.count != own.leftOut.count { return other.leftOut.count < own.leftOut.count }
        return other.unnamedTypes < own.unnamedTypes
    }

    func capture(of id: Int64) throws(StoreError) -> Capture {
        guard let record = try tables.snapshot(id) else { throw try noSuchID(id) }
        return try decoded(record.capture, id)
    }

    /// Inside of a transaction. `since`: the capture before the content was replaced.
    private func arrange(
        _ id: Int64, _ placement: Placement, _ outcome: Placed.Outcome, since before: Capture? = nil
    ) throws(StoreError) -> Placed {
        let present = try capture(of: id)
        var capture = present
        capture.labels = placement.labels(after: present.labels)
        if let time = placement.time { capture.setTime(given: time) }
        let series = try tables.seriesNames(of: id)
        guard let joined = placement.series else {
            try change(id, from: present, to: capture)
            return try placed(id, outcome, capture, SnapshotChanges(from: before ?? present, to: capture), placement, nil)
        }
        let isMember = series.contains { bytewiseEqual($0, joined) }
        let latest = try latest(of: joined, but: id)
        let own = capture
        if !isMember { capture = capture.joining(after: latest?.time, at: placement.now) }
        var changes = SnapshotChanges(from: before ?? present, to: capture)
        if !isMember { changes.joined = joined }
        if capture.time != own.time, !series.isEmpty {
            let names = NameTable(tables)
            let stored = try snapshot(id, names)
            var copy = stored.snapshot
            copy.capture = capture
            let member = try insert(copy, stored.kept, names)
            try tables.add(member, toSeries: joined)
            return try placed(member, .copied(of: id, isRenewed: outcome == .renewed), capture, changes, placement, latest)
        }
        try change(id, from: present, to: capture)
        if !isMember { try tables.add(id, toSeries: joined) }
        return try placed(id, outcome, capture, changes, placement, isMember && changes.time == nil ? nil : .some(latest))
    }

    /// `latest`: the latest of the others in the series; `nil` when its place there is not asked for.
    private func placed(
        _ id: Int64, _ outcome: Placed.Outcome, _ capture: Capture, _ changes: SnapshotChanges, _ placement: Placement,
        _ latest: SeriesPlace.Latest??
    ) throws(StoreError) -> Placed {
        let place = placement.series.flatMap { series in
            latest.map { SeriesPlace(of: id, capture, series, latest: $0, at: placement.now) }
        }
        return Placed(
            id: id, outcome: outcome, series: try tables.seriesNames(of: id), capture: capture, changes: changes, place: place)
    }

    /// Writes another time and other labels of a snapshot. Inside of a transaction.
    func change(_ id: Int64, from present: Capture, to capture: Capture) throws(StoreError) {
        guard capture != present, var record = try tables.snapshot(id) else { return }
        guard case .members(var facts) = try decoded(record.capture, id) as StoredFact else { throw unreadableFacts(id) }
        facts[Capture.CodingKeys.time.rawValue] = .integer(capture.time)
        facts[Capture.CodingKeys.timeSource.rawValue] = .text(capture.timeSource.rawValue)
        facts[Capture.CodingKeys.fileTime.rawValue] = capture.fileTime.map { .integer($0) }
        facts[Capture.CodingKeys.isTimeInName.rawValue] = capture.isTimeInName.map { .flag($0) }
        facts[Capture.CodingKeys.labels.rawValue] = .members(capture.labels.mapValues { .text($0) })
        record.capturedAt = capture.time
        record.capture = try json(StoredFact.members(facts))
        try tables.update(record)
        try tables.replaceLabels(of: id, with: capture.labels)
    }
}
