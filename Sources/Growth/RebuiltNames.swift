import SnapshotModel

/// The tables of a section of several builds of a program, with names by which their rows can be joined.
///
/// Situation: the baseline of a service is of last week's build. Since then a method was added to `Cart`, so that the closures of all later methods have
/// other numbers, and `Order` moved to another assembly. Without this, the old rows are gone and the new ones have grown from nothing.
///
/// - The numbers of what the compiler made are `#` where the names of a class differ between tables: `12_0` may be another closure now, so the
///   closures of the class are compared as one row.
/// - A type whose name every table has in one module alone has the module of the latest table. So has the path of a module.
/// - A module that a later build calls by another name (`Builds.renamed`) has the later one.
/// - Names of which it is unknown whether another table has them (`RowMatching.unmatched`) stay, and so do those of their group.
struct RebuiltNames {
    private(set) var tables: [Table]
    private let unmatched: Set<BytewiseText>

    /// The same build may have moved to another folder.
    init(_ matching: RowMatching, _ builds: Builds) {
        let tables = matching.tables
        self.tables = tables
        unmatched = Set(matching.unmatched.map(\.name))
        guard tables.count > 1, let info = tables.last?.info, tables.allSatisfy({ $0.info.positions(.key) == info.positions(.key) }) else {
            return
        }
        let keys = info.positions(.key).filter { info.columns[$0].type == .text && info.columns[$0].isName }
        let said = info.identity.flatMap { identity in info.columns.firstIndex { $0.name == identity.build } }
        if builds.differ { for key in keys { foldNumbers(key, builds: said) } }
        guard keys.count == 2, info.positions(.key).first == keys[0] else { return }
        let place = info.columns[keys[1]].name
        if place == "path" || builds.differ && place == "module" {
            rename(place == "path" ? keys[0] : keys[1], builds.renamed)
            followMoves(name: keys[0], place: keys[1])
        }
    }

    // MARK: Numbers

    private mutating func foldNumbers(_ column: Int, builds: Int?) {
        var groups: [BytewiseText: [Members]] = [:]
        for (place, table) in tables.enumerated() {
            guard let words = table.columns[column] else { return }
            let folded = table.texts.map { CompilerNames.withoutNumbers($0).map { BytewiseText($0) } }
            if folded.allSatisfy({ $0 == nil }) { continue }
            for row in 0..<table.rowCount {
                guard let name = folded[Int(words[row])] else { continue }
                groups[name, default: [Members](repeating: Members(), count: tables.count)][place].names.insert(
                    BytewiseText(table.text(column, row)))
                if let builds { groups[name]?[place].builds.insert(BytewiseText(table.text(builds, row))) }
            }
        }
        let renumbered = Set(
            groups.filter { _, members in
                members.contains { $0.names != members[0].names } && (builds == nil || members.contains { $0.builds != members[0].builds })
                    && members.allSatisfy { $0.names.isDisjoint(with: unmatched) }
            }.keys)
        if renumbered.isEmpty { return }
        tables = tables.map { table in
            table.renaming(column) { _, text in
                CompilerNames.withoutNumbers(text).flatMap { renumbered.contains(BytewiseText($0)) ? $0 : nil }
            }
        }
    }

    /// The names of a group in one table.
    private struct Members {
        var names: Set<BytewiseText> = []
        var builds: Set<BytewiseText> = []
    }

    // MARK: Moves

    private mutating func rename(_ module: Int, _ renamed: [BytewiseText: String]) {
        if renamed.isEmpty { return }
        tables = tables.map { table in table.renaming(module) { _, name in renamed[BytewiseText(name)] } }
    }

    private mutating func followMoves(name: Int, place: Int) {
        var places: [BytewiseText: [Set<BytewiseText>]] = [:]
        for (index, table) in tables.enumerated() {
            if table.columns[name] == nil || table.columns[place] == nil { return }
            for row in 0..<table.rowCount where UnnamedType(table.text(name, row)) == nil {
                places[BytewiseText(table.text(name, row)), default: [Set<BytewiseText>](repeating: [], count: tables.count)][index].insert(
                    BytewiseText(table.text(place, row)))
            }
        }
        var moved: [BytewiseText: String] = [:]
        for (name, sets) in places where !unmatched.contains(name) && sets.allSatisfy({ $0.count <= 1 }) {
            let known = sets.compactMap(\.first)
            if let latest = known.last, known.contains(where: { $0 != latest }) { moved[name] = latest.text }
        }
        if moved.isEmpty { return }
        tables = tables.map { table in table.renaming(place) { row, _ in moved[BytewiseText(table.text(name, row))] } }
    }
}

extension Table {
    /// `name` gives the new text of a row; `nil` where it stays. Rows that become equal are joined by their keys later.
    fileprivate func renaming(_ column: Int, _ name: (Int, String) -> String?) -> Table {
        guard let words = columns[column] else { return self }
        var pool = TextPool()
        for text in texts { _ = pool.intern(text) }
        var (columns, isSame) = (columns, true)
        columns[column] = (0..<rowCount).map { row in
            guard let new = name(row, text(column, row)) else { return words[row] }
            isSame = false
            return UInt64(pool.intern(new))
        }
        return isSame ? self : Table(info: info, rowCount: rowCount, columns: columns, texts: pool.texts)
    }
}
