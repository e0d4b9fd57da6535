package import SnapshotModel

/// What several snapshots say of the builds that they are of.
package struct Builds: Sendable {
    /// Whether they are of several builds.
    package let differ: Bool
    /// The modules that a later build calls by another name, with that name. Most of the types of such a module have moved there, and no snapshot
    /// has both names.
    package let renamed: [BytewiseText: String]

    /// All of one build.
    package static let same = Builds(differ: false, renamed: [:])

    /// `snapshots`: oldest first.
    package init(_ snapshots: [Snapshot]) {
        let types = snapshots.compactMap { $0.table(TypeRow.section.info.name) }
        let renamed = Builds.renamed(types)
        self.init(differ: !renamed.isEmpty || Builds.areSeveral(types), renamed: renamed)
    }

    private init(differ: Bool, renamed: [BytewiseText: String]) {
        self.differ = differ
        self.renamed = renamed
    }

    /// The snapshots with names by which rows of several builds can be told to be the same. Rows may have equal keys then.
    package func joining(_ snapshots: [Snapshot]) -> [Snapshot] {
        guard differ else { return snapshots }
        var joined = snapshots
        let lives = ProcessLife.lives(snapshots.map(\.capture))
        for name in Set(snapshots.flatMap { $0.tables.map(\.info.name) }) {
            let places = snapshots.indices.compactMap { stage in
                snapshots[stage].tables.firstIndex { $0.info.name == name }.map { (stage: stage, table: $0) }
            }
            let matching = RowMatching(places.map { snapshots[$0.stage].tables[$0.table] }, lives: places.map { lives[$0.stage] })
            for (place, table) in zip(places, RebuiltNames(matching, self).tables) { joined[place.stage].tables[place.table] = table }
        }
        return joined
    }

    // MARK: Builds

    /// Whether a module is certainly of another build in one of these tables than in another one.
    private static func areSeveral(_ types: [Table]) -> Bool {
        guard types.count > 1, let columns = MatchedColumns(types) else { return false }
        // Most snapshots are of one build, and many rows say so in the same words.
        let said = types.map { table -> Set<BytewiseText> in
            guard let column = columns.position(columns.identity.build, .attribute, table), let words = table.columns[column] else {
                return []
            }
            return Set(Set(words).map { BytewiseText(table.texts[Int($0)]) })
        }
        if said.allSatisfy({ $0 == said[0] }) { return false }
        var known: [BytewiseText: SaidBuild] = [:]
        for table in types {
            for (module, build) in MatchedSide(table, columns, life: 0).builds {
                if let earlier = known[module], build.isSurelyOther(than: earlier) { return true }
                known[module] = build
            }
        }
        return false
    }

    // MARK: Renamed modules

    private static func renamed(_ types: [Table]) -> [BytewiseText: String] {
        guard let first = types.first, let last = types.last, types.count > 1 else { return [:] }
        let modules = types.map { Set(texts($0, "module")) }
        guard let earliest = modules.first, let latest = modules.last else { return [:] }
        let (gone, new) = (earliest.subtracting(latest), latest.subtracting(earliest))
        if gone.isEmpty || new.isEmpty { return [:] }
        let (before, after) = (names(first, of: gone), names(last, of: new))
        var places: [BytewiseText: [BytewiseText]] = [:]
        for (module, types) in after { for type in types { places[type, default: []].append(module) } }
        var renamed: [BytewiseText: String] = [:]
        for (old, types) in before where types.count >= leastTypes {
            var shared: [BytewiseText: Int] = [:]
            for type in types {
                // What many modules have says nothing of one.
                guard let own = places[type], own.count <= mostModules else { continue }
                for module in own { shared[module, default: 0] += 1 }
            }
            // Most types of both.
            let best = shared.filter { $0.value * 2 > types.count && $0.value * 2 > after[$0.key]?.count ?? .max }
            guard let successor = best.keys.first, best.count == 1 else { continue }
            // In one snapshot they are two modules.
            guard !modules.contains(where: { $0.contains(old) && $0.contains(successor) }) else { continue }
            renamed[old] = successor.text
        }
        // Several that became one are types that moved.
        let successors = renamed.values.reduce(into: [:] as [String: Int]) { $0[$1, default: 0] += 1 }
        return renamed.filter { successors[$0.value] == 1 }
    }

    /// With fewer types of a module equal names may be chance.
    private static let leastTypes = 2
    private static let mostModules = 8

    /// Every program has `Program`, and names that a compiler made.
    private static func isTelling(_ name: String) -> Bool {
        !name.hasPrefix("<") && !name.contains("+<") && name != "Program"
    }

    private static func texts(_ table: Table, _ column: String) -> [BytewiseText] {
        guard let place = table.info.position(column), let words = table.columns[place] else { return [] }
        return Set(words).map { BytewiseText(table.texts[Int($0)]) }
    }

    private static func names(_ table: Table, of modules: Set<BytewiseText>) -> [BytewiseText: Set<BytewiseText>] {
        guard let name = table.info.position("name"), let module = table.info.position("module") else { return [:] }
        var names: [BytewiseText: Set<BytewiseText>] = [:]
        for row in 0..<table.rowCount {
            let own = BytewiseText(table.text(module, row))
            let type = table.text(name, row)
            guard modules.contains(own), UnnamedType(type) == nil, isTelling(type) else { continue }
            names[own, default: []].insert(BytewiseText(type))
        }
        return names
    }
}
