extension SeriesHistory {
    /// Makes the history of snapshots in memory, oldest first. `wanted` holds the measures to keep, by section; when it is `nil`, they are
    /// those that the catalog follows. A section has no rows to follow when its keys are not text or when it is compared by its sums.
    package init(
        _ snapshots: [(id: Int64?, snapshot: Snapshot)], _ wanted: [String: [String]]? = nil, catalog: Catalog = .standard
    ) {
        let wanted = wanted ?? catalog.followedMeasures
        gaps = []
        points = snapshots.map {
            SeriesPoint(id: $0.id, capture: $0.snapshot.capture, trust: $0.snapshot.trust, form: $0.snapshot.input.form)
        }
        metrics = catalog.metrics.map { metric in MetricHistory(metric: metric, values: snapshots.map { metric.value($0.snapshot) }) }
        sections = wanted.keys.sorted(by: bytewise).compactMap { name in
            SectionHistory(name, wanted[name] ?? [], snapshots.map { $0.snapshot.table(name) })
        }
    }
}

extension SectionHistory {
    /// `tables` holds the section at each point, and `nil` for a point that lacks it.
    init?(_ section: String, _ measures: [String], _ tables: [Table?]) {
        guard let info = tables.last(where: { $0 != nil })??.info, info.comparison == .byKey else { return nil }
        let keyInfos = info.positions(.key).map { info.columns[$0] }
        guard !keyInfos.isEmpty, keyInfos.allSatisfy({ $0.type == .text }) else { return nil }
        let infos = measures.compactMap { name in info.columns.first { $0.name == name && $0.role == .measure && $0.type == .integer } }
        var rows: [[BytewiseText]: Int] = [:]
        var keys: [[BytewiseText]] = []
        var cells = SeriesCells(measureCount: infos.count, pointCount: tables.count)
        for (point, table) in tables.enumerated() {
            guard let table else { continue }
            let columns = keyInfos.map { table.info.position($0.name) }
            let places = (0..<table.rowCount).map { row in
                let key = columns.map { BytewiseText($0.map { table.text($0, row) } ?? "") }
                if let known = rows[key] { return known }
                rows[key] = keys.count
                keys.append(key)
                cells.addRow()
                return keys.count - 1
            }
            cells.add(infos.map { info in table.number(info.name).flatMap { table.columns[$0] } }, places, at: point)
        }
        cells.end()
        let order = keys.indices.sorted { a, b in
            for (x, y) in zip(keys[a], keys[b]) where x != y { return bytewise(x.text, y.text) }
            return false
        }
        cells.arrange(order)
        self.init(
            section: section, rowUnit: info.rowUnit, followed: info.followed, keyNames: keyInfos.map(\.name),
            keys: keyInfos.indices.map { column in order.map { keys[$0][column].text } }, measures: infos, cells: cells,
            isGiven: infos.map { measure in
                tables.map { table in table.flatMap { table in table.number(measure.name).map { !table.isAbsent($0) } } ?? false }
            })
    }
}

extension Table {
    /// The position of the column with that name; `nil` when it does not hold numbers, which an older declaration may say.
    fileprivate func number(_ name: String) -> Int? {
        info.position(name).flatMap { info.columns[$0].type == .integer ? $0 : nil }
    }
}
