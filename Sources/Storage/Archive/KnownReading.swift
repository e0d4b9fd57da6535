import SnapshotModel

/// A stored snapshot of an input, found for another reading of it.
package struct KnownReading: Equatable, Sendable {
    package let id: Int64
    /// An older reader made it, or it has fewer sections than are wanted now: the other reading takes its place.
    package let isToBeReplaced: Bool
}

extension SnapshotStore {
    /// The snapshot that stands for an input read by `reader` (which includes every option that changes the content). `nil` when there is none.
    ///
    /// A snapshot of `series` comes first, also one of which the wanted sections are a part, or that has a part of them: a series has an
    /// input once. Otherwise it is the newest of those with the same sections. A reading of a newer version is used as it is.
    package func known(fingerprint: String, reader: String, series: String? = nil) throws(StoreError) -> KnownReading? {
        let wanted = ReaderIdentity(reader)
        var readings: [(id: Int64, reader: ReaderIdentity)] = []
        for reading in try tables.readings(fingerprint: fingerprint) { readings.append((reading.id, ReaderIdentity(reading.reader))) }
        // The newest version first; of one version the newest snapshot.
        readings = readings.enumerated().sorted { a, b in
            (b.element.reader.version, a.offset) < (a.element.reader.version, b.offset)
        }.map(\.element)
        if let series {
            var members: [(id: Int64, reader: ReaderIdentity)] = []
            for reading in readings where try tables.seriesNames(of: reading.id).contains(where: { bytewiseEqual($0, series) }) {
                members.append(reading)
            }
            if let same = members.first(where: { $0.reader.readsLike(wanted) }) {
                return KnownReading(id: same.id, isToBeReplaced: same.reader.version < wanted.version)
            }
            // Fewer sections never take the place of more.
            if let fuller = members.first(where: { $0.reader.covers(wanted) }) { return KnownReading(id: fuller.id, isToBeReplaced: false) }
            if let part = members.first(where: { wanted.covers($0.reader) && $0.reader.version <= wanted.version }) {
                return KnownReading(id: part.id, isToBeReplaced: true)
            }
        }
        let same = readings.first { $0.reader.readsLike(wanted) }
        return same.map { KnownReading(id: $0.id, isToBeReplaced: $0.reader.version < wanted.version) }
    }

    /// The member of `series` that has the same dump as a stored snapshot, in the same way or with more sections. `nil` when there is none.
    package func member(of series: String, like id: Int64) throws(StoreError) -> Int64? {
        try tables.reading { () throws(StoreError) in
            guard let record = try tables.snapshot(id), !record.fingerprint.isEmpty,
                let known = try known(fingerprint: record.fingerprint, reader: record.reader, series: series), !known.isToBeReplaced
            else { return nil }
            return try tables.seriesNames(of: known.id).contains { bytewiseEqual($0, series) } ? known.id : nil
        }
    }

    func known(_ input: Input, series: String?) throws(StoreError) -> KnownReading? {
        guard let fingerprint = input.fingerprint else { return nil }
        return try known(fingerprint: fingerprint, reader: input.reader, series: series)
    }
}
