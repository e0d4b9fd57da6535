/// Snapshots of .gcdump files and of dumps side by side.
///
/// A .gcdump holds no garbage and names no declaring types. So only what is alive is compared, by the names that both have: a row of a .gcdump has the name
/// of the dump's row with the same module, last part of the name and arguments. Where several have them, all of these are one row, whose name says so.
package enum MixedInputs {
    /// Whether some of them are of .gcdump files and some are not.
    package static func areMixed(_ snapshots: [Snapshot]) -> Bool {
        snapshots.contains { isGraph($0) } && snapshots.contains { !isGraph($0) }
    }

    /// What is compared of inputs of several forms; `nil` for those of one.
    package static func words(_ snapshots: [Snapshot]) -> String? {
        guard areMixed(snapshots) else { return InputForm.difference(snapshots.map(\.input.form)) }
        let unknown = snapshots.filter { !isGraph($0) && !saysWhatIsAlive($0) }.map(\.input.form)
        guard let form = unknown.first else { return "a .gcdump holds only what is alive: the same is compared of the dump" }
        return "a .gcdump holds only what is alive, and the \(form.rawValue) does not say what is: their objects are not compared"
    }

    /// The snapshots as they can be compared. They stay as they are when all are of one kind.
    package static func comparable(_ snapshots: [Snapshot]) -> [Snapshot] {
        guard areMixed(snapshots) else { return snapshots }
        guard snapshots.allSatisfy({ isGraph($0) || saysWhatIsAlive($0) }) else { return snapshots.map(withoutObjects) }
        let names = JointNames(snapshots)
        return snapshots.map { snapshot in
            var snapshot = isGraph(snapshot) ? snapshot : alive(snapshot)
            snapshot.tables = snapshot.tables.compactMap { table in
                // The ways of one have fields, and those of the other have types.
                if table.info.name == HolderRow.section.info.name { return nil }
                return table.info.name == TypeRow.section.info.name ? names.renamed(table, isGraph: isGraph(snapshot)) : table
            }
            return snapshot
        }
    }

    private static func isGraph(_ snapshot: Snapshot) -> Bool { snapshot.input.form == .gcdump }

    private static func saysWhatIsAlive(_ snapshot: Snapshot) -> Bool {
        guard let types = snapshot.table(TypeRow.section.info.name) else { return false }
        return types.sum("live_count") != nil && types.sum("live_bytes") != nil
    }

    private static func withoutObjects(_ snapshot: Snapshot) -> Snapshot {
        var snapshot = snapshot
        (snapshot.totals.objects, snapshot.totals.bytes) = (nil, nil)
        snapshot.tables = snapshot.tables.filter { ![TypeRow.section.info.name, HolderRow.section.info.name].contains($0.info.name) }
        return snapshot
    }

    /// A dump without its garbage.
    private static func alive(_ snapshot: Snapshot) -> Snapshot {
        guard let place = snapshot.tables.firstIndex(where: { $0.info.name == TypeRow.section.info.name }) else { return snapshot }
        let table = snapshot.tables[place]
        guard let live = table.sum("live_count"), let bytes = table.sum("live_bytes") else { return snapshot }
        var snapshot = snapshot
        (snapshot.totals.objects, snapshot.totals.bytes) = (live, bytes)
        (snapshot.totals.freeObjects, snapshot.totals.freeBytes) = (nil, nil)
        var rows = table.rows(as: TypeRow.self).filter { $0.liveCount > 0 }
        for row in rows.indices { (rows[row].count, rows[row].bytes) = (rows[row].liveCount, rows[row].liveBytes) }
        var absent = Set(table.absentColumns + ["retained_count", "retained_bytes"])
        for name in ["gen0", "gen1", "gen2", "loh", "poh", "frozen"] { absent.formUnion([name + "_count", name + "_bytes"]) }
        snapshot.tables[place] = Table(rows, absent: absent)
        return snapshot
    }
}

/// The names of types that dumps and .gcdump files have for the same.
private struct JointNames {
    private struct Key: Hashable {
        let short: BytewiseText
        let module: BytewiseText
    }

    /// The names in dumps.
    private var names: [Key: Set<BytewiseText>] = [:]

    init(_ snapshots: [Snapshot]) {
        for snapshot in snapshots where snapshot.input.form != .gcdump {
            let rows: [TypeRow] = snapshot.table(TypeRow.section.info.name)?.rows() ?? []
            for row in rows { names[key(row), default: []].insert(BytewiseText(row.name)) }
        }
    }

    private func key(_ row: TypeRow) -> Key {
        Key(short: BytewiseText(ShortTypeName(row.name)?.text ?? row.name), module: BytewiseText(row.module))
    }

    func renamed(_ table: Table, isGraph: Bool) -> Table {
        var rows = table.rows(as: TypeRow.self)
        for place in rows.indices {
            let key = key(rows[place])
            guard let known = names[key] else { continue }
            if known.count > 1 {
                rows[place].name = key.short.text + " (of several types)"
            } else if isGraph, let only = known.first {
                rows[place].name = only.text
            }
        }
        return Table(rows, absent: Set(table.absentColumns))
    }
}
