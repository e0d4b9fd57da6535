package import SnapshotModel

extension Finding {
    /// Rows without names that a rule's patterns may match, and what would name them.
    package struct MissingNames: Equatable, Sendable {
        /// The number of the rows.
        package let rows: Int
        /// How many of them have no name because a redaction replaced it. No file would name them.
        package let replaced: Int
        package let unit: Unit
        /// The modules whose files would name them, the program's own first.
        package let modules: [Module]
        /// Whether the input does not say the module of some.
        package let hasUnknownModules: Bool

        package struct Module: Equatable, Sendable {
            /// The file's name.
            package let name: String
            /// The path from which the process loaded it; empty when it is unknown.
            package let path: String

            package init(name: String, path: String) {
                self.name = name
                self.path = path
            }
        }

        package init(rows: Int, replaced: Int = 0, of unit: Unit, modules: [Module], hasUnknownModules: Bool = false) {
            self.rows = rows
            self.replaced = replaced
            self.unit = unit
            self.modules = modules
            self.hasUnknownModules = hasUnknownModules
        }
    }
}

extension Evaluation {
    /// The obstacle that rows without names are; `nil` when there are none. `rows`: how many there are, when a row may be there several
    /// times. `snapshots`: where they are, the latest last.
    func obstacle(_ unnamed: [UnnamedType], rows: Int? = nil, of section: SectionInfo, in snapshots: [Snapshot]) -> Finding.Obstacle? {
        if unnamed.isEmpty { return nil }
        var names: [BytewiseText] = []
        let lacking = unnamed.filter { !$0.isReplaced }
        for name in lacking.flatMap(\.modules).map(BytewiseText.init) where !names.contains(name) { names.append(name) }
        let paths = modulePaths(snapshots)
        let modules = names.map { Finding.MissingNames.Module(name: input.shown($0.text), path: input.shown(paths[$0] ?? "")) }
        let own = zip(names, modules).filter { !ModuleOwner.isDotNet($0.0.text) }.map(\.1)
        let platform = zip(names, modules).filter { ModuleOwner.isDotNet($0.0.text) }.map(\.1)
        return .namesMissing(
            Finding.MissingNames(
                rows: rows ?? unnamed.count, replaced: min(unnamed.count - lacking.count, rows ?? unnamed.count), of: section.rowUnit,
                modules: own + platform, hasUnknownModules: lacking.contains(where: \.hasUnknownModule)))
    }

    private func modulePaths(_ snapshots: [Snapshot]) -> [BytewiseText: String] {
        var paths: [BytewiseText: String] = [:]
        for snapshot in snapshots {
            let rows: [ModuleRow] = snapshot.table(ModuleRow.section.info.name)?.rows() ?? []
            for row in rows where !row.path.isEmpty { paths[BytewiseText(row.name)] = row.path }
        }
        return paths
    }
}
