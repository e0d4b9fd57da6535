package import SnapshotModel

extension SnapshotStore {
    /// Many snapshots, in the order given (a series: the oldest first), reduced to what `SeriesHistory` keeps: the catalog's metrics, and of
    /// the sections in `wanted` the measures named. The same as from the loaded snapshots, without ever holding more than one of them.
    /// Throws `noSuchSnapshot`, or `damaged` when what is stored does not decode.
    package func history(_ ids: [Int64], _ wanted: [String: [String]]) throws(StoreError) -> SeriesHistory {
        try database.reading { () throws(StoreError) in
            let names = NameTable(database)
            var points: [SeriesPoint] = []
            var metrics = catalog.metrics.map { _ in [Int128?]() }
            let sums = HistorySums.wanted(by: catalog.metrics)
            var followed: [HistoryRows] = []
            for name in wanted.keys.sorted(by: bytewise) {
                guard let info = try newestDeclaration(of: name, in: ids) else { continue }
                if let rows = HistoryRows(info, wanted[name] ?? [], pointCount: ids.count) { followed.append(rows) }
            }
            let needed = Set(catalog.metrics.flatMap(\.sections) + followed.map(\.info.name))
            for (point, id) in ids.enumerated() {
                var snapshot = try historyPoint(id, sums)
                points.append(snapshot.point)
                try database.query("SELECT name, data FROM stored_section WHERE snapshot = ? ORDER BY place", .integer(id)) {
                    (row) throws(StoreError) in
                    let name = row.text(0)
                    guard needed.contains(name) else { return true }
                    let section = try section(name, row.blob(1), of: id)
                    for index in followed.indices where followed[index].info.name == name {
                        do throws(CodecError) { try followed[index].add(section, at: point) } catch { throw damaged(name, id, error.words) }
                    }
                    try snapshot.sums.add(section, names) { () throws(StoreError) in throw unknownNames(name, id) }
                    return true
                }
                for (place, metric) in catalog.metrics.enumerated() { metrics[place].append(metric.value(snapshot.sums)) }
            }
            var sections: [SectionHistory] = []
            for index in followed.indices {
                guard let texts = try names.texts(followed[index].nameIDs) else {
                    throw unknownNames(followed[index].info.name, ids.last ?? 0)
                }
                sections.append(followed[index].history(texts))
            }
            return SeriesHistory(
                points: points, metrics: zip(catalog.metrics, metrics).map { MetricHistory(metric: $0, values: $1) }, sections: sections)
        }
    }

    private func historyPoint(_ id: Int64, _ wanted: [HistorySums.Wanted]) throws(StoreError) -> (point: SeriesPoint, sums: HistorySums) {
        var parts: (capture: String, trust: String, totals: String)?
        try database.query("SELECT capture, trust, totals FROM stored_snapshot WHERE id = ?", .integer(id)) { row in
            parts = (row.text(0), row.text(1), row.text(2))
            return false
        }
        guard let parts else { throw try noSuchID(id) }
        let point = SeriesPoint(id: id, capture: try decoded(parts.capture, id), trust: Trust.Level(rawValue: parts.trust) ?? .partial)
        return (point, HistorySums(totals: try decoded(parts.totals, id), wanted))
    }

    /// How the newest of the snapshots that has the section declares it; the others are read in its light.
    private func newestDeclaration(of name: String, in ids: [Int64]) throws(StoreError) -> SectionInfo? {
        for id in ids.reversed() {
            var blob: [UInt8]?
            try database.query("SELECT data FROM stored_section WHERE snapshot = ? AND name = ?", .integer(id), .text(name)) { row in
                blob = row.blob(0)
                return false
            }
            guard let blob else { continue }
            do throws(CodecError) { return catalog.declared(try SectionCodec.declaration(of: blob)) } catch {
                throw damaged(name, id, error.words)
            }
        }
        return nil
    }

    /// The blob of the section `name` as columns; words of text columns are ids of names.
    private func section(_ name: String, _ blob: [UInt8], of id: Int64) throws(StoreError) -> SectionCodec.Section {
        let section: SectionCodec.Section
        do throws(CodecError) { section = try SectionCodec.decode(blob) } catch { throw damaged(name, id, error.words) }
        guard BytewiseText(section.info.name) == BytewiseText(name) else {
            throw damaged(name, id, "the blob is one of section \(section.info.name)")
        }
        return section
    }

    private func unknownNames(_ name: String, _ id: Int64) -> StoreError { damaged(name, id, "it mentions names that are not stored") }

    private func damaged(_ name: String, _ id: Int64, _ what: String) -> StoreError {
        .damaged(path: path, "section \(name) of snapshot @\(id): \(what)")
    }
}
