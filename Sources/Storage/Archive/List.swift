package import SnapshotModel
import Wording

/// What a list shows of a stored snapshot. One that belongs to several series is listed once for each.
package struct SnapshotSummary: Equatable, Sendable {
    package let id: Int64
    package let series: String?
    /// Seconds since 1970.
    package let time: Int64
    package let process: String
    package let runtime: String?
    package let trust: Trust.Level
    package let objects: UInt64?
    package let bytes: UInt64?
    package let labels: [String: String]
}

extension SnapshotStore {
    /// By series, then by time; those without a series first. `series`: only that one's. Throws `noSuchSnapshot` for an unknown series.
    package func list(series: String?) throws(StoreError) -> [SnapshotSummary] {
        try database.reading { () throws(StoreError) in try summaries(series) }
    }

    private func summaries(_ series: String?) throws(StoreError) -> [SnapshotSummary] {
        let names = try seriesNames()
        if let series, !names.contains(where: { BytewiseText($0) == BytewiseText(series) }) { throw noSuchSeries(series, names) }
        var labels: [Int64: [String: String]] = [:]
        try database.query("SELECT snapshot, key, value FROM stored_label") { row in
            labels[row.integer(0), default: [:]][row.text(1)] = row.text(2)
            return true
        }
        var summaries: [SnapshotSummary] = []
        let sql = """
            SELECT s.id, r.name, s.captured_at, s.process, s.runtime, s.trust, s.objects, s.bytes
            FROM stored_snapshot s LEFT JOIN stored_member m ON m.snapshot = s.id LEFT JOIN stored_series r ON r.id = m.series
            WHERE ?1 IS NULL OR r.name = ?1 ORDER BY r.name, s.captured_at, s.id
            """
        try database.query(sql, series.map { .text($0) } ?? .null) { row in
            summaries.append(
                SnapshotSummary(
                    id: row.integer(0), series: row.optionalText(1), time: row.integer(2), process: row.text(3),
                    runtime: row.optionalText(4),
                    trust: Trust.Level(rawValue: row.text(5)) ?? .partial, objects: row.optionalInteger(6).map { UInt64(clamping: $0) },
                    bytes: row.optionalInteger(7).map { UInt64(clamping: $0) }, labels: labels[row.integer(0)] ?? [:]))
            return true
        }
        return summaries
    }

    /// The id that a reference means. Throws `noSuchSnapshot` that says what there is.
    package func resolve(_ reference: SnapshotReference) throws(StoreError) -> Int64 {
        switch reference {
        case .id(let id): return id
        case .latest(let series, let back):
            let members = try members(of: series)
            guard back < members.count else {
                throw .noSuchSnapshot(
                    "\(series)@latest~\(back): the series has \(members.count) snapshots; the oldest is \(series)@latest~\(members.count - 1)"
                )
            }
            return members[members.count - 1 - Int(back)].id
        case .at(let series, let time):
            let members = try members(of: series)
            guard let found = members.last(where: { $0.time <= time }) else {
                throw .noSuchSnapshot(
                    "\(series): no snapshot that early; the oldest is \(series)@latest~\(members.count - 1) ('heapdrift store ls \(series)')"
                )
            }
            return found.id
        case .baseline(let series, let name):
            if let found = try baseline(named: name, of: series) { return found }
            throw try noSuchBaseline(name, series)
        }
    }

    func seriesNames() throws(StoreError) -> [String] {
        var names: [String] = []
        try database.query("SELECT name FROM stored_series ORDER BY name") { row in
            names.append(row.text(0))
            return true
        }
        return names
    }

    /// The snapshots of a series, the oldest first: by capture time, then by id. Throws `noSuchSnapshot` when there are none.
    package func members(of series: String) throws(StoreError) -> [SnapshotSummary] {
        let members = try list(series: series)
        guard !members.isEmpty else { throw .noSuchSnapshot("\(series): the series has no snapshots") }
        return members
    }

    /// Names those that there are, the one that was probably meant first.
    func noSuchSeries(_ series: String, _ names: [String]) -> StoreError {
        .noSuchSnapshot(
            "\(series): no such series in \(path); "
                + (names.isEmpty ? "it holds none ('heapdrift snap --series')" : "it holds \(nearestFirst(series, names))"))
    }

    private func noSuchBaseline(_ name: String, _ series: String) throws(StoreError) -> StoreError {
        let known = try seriesNames()
        let names = try baselines(series: series).map(\.name)
        if names.isEmpty && !known.contains(where: { BytewiseText($0) == BytewiseText(series) }) { return noSuchSeries(series, known) }
        let meant = nearestWord(to: name, among: ["latest"]).map { "; did you mean '\(series)@\($0)'?" }
        let present =
            names.isEmpty
            ? "; the series has none ('heapdrift baseline set \(series)@latest')" : "; it has \(nearestFirst(name, names))"
        return .noSuchSnapshot("\(series)@\(name): the series \(series) has no baseline '\(name)'" + (meant ?? present))
    }

    /// At most eight.
    private func nearestFirst(_ word: String, _ names: [String]) -> String {
        let nearest = names.map { (name: $0, edits: distance(word, $0)) }
            .sorted { $0.edits != $1.edits ? $0.edits < $1.edits : bytewise($0.name, $1.name) }
        return nearest.prefix(8).map(\.name).joined(separator: ", ") + (names.count > 8 ? " and \(names.count - 8) more" : "")
    }

    /// Case aside; the first 64 letters are looked at.
    private func distance(_ a: String, _ b: String) -> Int {
        editDistance(Array(a.lowercased().unicodeScalars.prefix(64)), Array(b.lowercased().unicodeScalars.prefix(64)))
    }
}
