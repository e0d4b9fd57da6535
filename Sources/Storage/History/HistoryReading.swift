package import SnapshotModel

extension SnapshotStore {
    /// Many snapshots, in the order given (a series: the oldest first), reduced to what `SeriesHistory` keeps: the catalog's metrics, and of
    /// the sections in `wanted` the measures named. The same as from the loaded snapshots, without ever holding more than one of them.
    /// Throws `noSuchSnapshot`, or `damaged` when what is stored does not decode.
    package func history(_ ids: [Int64], _ wanted: [String: [String]]) throws(StoreError) -> SeriesHistory {
        try tables.reading { () throws(StoreError) in
            let names = NameTable(tables)
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
                for record in try tables.sections(of: id) where needed.contains(record.name) {
                    let section = try section(record)
                    for index in followed.indices where followed[index].info.name == record.name {
                        do throws(CodecError) { try followed[index].add(section, at: point) } catch { throw damaged(record, error.words) }
                    }
                    try snapshot.sums.add(section, names) { () throws(StoreError) in throw unknownNames(record) }
                }
                for (place, metric) in catalog.metrics.enumerated() { metrics[place].append(metric.value(snapshot.sums)) }
            }
            var sections: [SectionHistory] = []
            for index in followed.indices {
                guard let texts = try names.texts(followed[index].nameIDs) else {
                    let name = followed[index].info.name
                    throw unknownNames(SectionRecord(snapshot: ids.last ?? 0, place: 0, name: name, rowCount: 0))
                }
                sections.append(followed[index].history(texts))
            }
            return SeriesHistory(
                points: points, metrics: zip(catalog.metrics, metrics).map { MetricHistory(metric: $0, values: $1) }, sections: sections)
        }
    }

    private func historyPoint(_ id: Int64, _ wanted: [HistorySums.Wanted]) throws(StoreError) -> (point: SeriesPoint, sums: HistorySums) {
        guard let record = try tables.snapshot(id) else { throw try noSuchID(id) }
        let point = SeriesPoint(id: id, capture: try decoded(record.capture, id), trust: Trust.Level(rawValue: record.trust) ?? .partial)
        return (point, HistorySums(totals: try decoded(record.totals, id), wanted))
    }

    /// How the newest of the snapshots that has the section declares it; the others are read in its light.
    private func newestDeclaration(of name: String, in ids: [Int64]) throws(StoreError) -> SectionInfo? {
        for id in ids.reversed() {
            guard let record = try tables.sections(of: id).first(where: { bytewiseEqual($0.name, name) }) else { continue }
            let blob = try tables.blob(of: record)
            do throws(CodecError) { return catalog.declared(try SectionCodec.declaration(of: blob)) } catch {
                throw damaged(record, error.words)
            }
        }
        return nil
    }
}
