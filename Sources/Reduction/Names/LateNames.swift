import CoreCLR
import RawMemory
package import SnapshotModel

/// Gives names to the types of a stored snapshot that has placeholders for them, from names that the store has learnt since.
package struct LateNames {
    private let builds: [String: [ModuleBuild]]
    private let schemas: [ModuleBuild: ModuleSchema]
    private let names: (ModuleBuild) -> [String]?

    /// An image in memory is larger than its file by the parts of pages that its few sections leave unused.
    private static let pageWaste: UInt64 = 0x8000

    /// `builds`: those of which the store knows the names; `schemas`: what it knows of their metadata.
    package init(
        builds: [ModuleBuild], schemas: [ModuleBuild: ModuleSchema] = [:], names: @escaping (ModuleBuild) -> [String]?
    ) {
        self.builds = Dictionary(grouping: builds, by: \.file)
        self.schemas = schemas
        self.names = names
    }

    /// The snapshot with the names that could be given, and the diagnostics that go with them.
    package func named(_ snapshot: Snapshot) -> Snapshot {
        let named = names(of: snapshot)
        if named.names.isEmpty { return snapshot }
        var changed = snapshot
        changed.tables = snapshot.tables.map { $0.info.identity != nil ? LateNames.renamed($0, named.names) : $0 }
        let code = ReadingProblem.typesUnnamed(count: 0).entry.diagnostic.code
        let unnamed = named.left > 0 ? [ReadingProblem.typesUnnamed(count: named.left).entry.diagnostic] : []
        var diagnostics = snapshot.trust.diagnostics.filter { $0.code != code } + unnamed
        if named.proved > 0 { diagnostics.append(ReadingProblem.namesFromStore(modules: named.proved).entry.diagnostic) }
        if named.unproved > 0 { diagnostics.append(ReadingProblem.namesUnproved(modules: named.unproved).entry.diagnostic) }
        if named.assumed > 0 { diagnostics.append(ReadingProblem.namesAssumed(modules: named.assumed).entry.diagnostic) }
        changed.trust = Trust(layout: snapshot.trust.layout, diagnostics: diagnostics)
        return changed
    }

    /// What was found for the rows of a snapshot.
    package struct Found {
        /// By placeholder and module, the name.
        package internal(set) var names: [Key: String] = [:]
        /// Rows that still have placeholders.
        var left: UInt64 = 0
        /// Modules whose builds are proved, those of which all numbers of the metadata are the same, and those whose builds are assumed.
        var proved: UInt64 = 0
        var unproved: UInt64 = 0
        var assumed: UInt64 = 0

        package struct Key: Hashable {
            package let name: BytewiseText
            package let module: BytewiseText
            package init(name: String, module: String) {
                self.name = BytewiseText(name)
                self.module = BytewiseText(module)
            }
        }
    }

    package func names(of snapshot: Snapshot) -> Found {
        var found = Found()
        let code = ReadingProblem.typesUnnamed(count: 0).entry.diagnostic.code
        guard !builds.isEmpty, snapshot.trust.diagnostics.contains(where: { $0.code == code }),
            let table = snapshot.table(TypeRow.section.info.name)
        else { return found }
        let modules: [ModuleRow] = snapshot.table(ModuleRow.section.info.name)?.rows() ?? []
        var known: [ModuleBuild: [String]] = [:]
        var matched: [ModuleBuild: Match] = [:]
        for row: TypeRow in table.rows() where UnnamedType(row.name) != nil {
            let own = LateNames.builds(of: row)
            let name = UnnamedType.completed(row.name) { module, place in
                let found =
                    own[BytewiseText(module)].map { stated(module, $0, &known) }
                    ?? onlyBuild(module, modules).map { (build: $0, match: Match.assumed) }
                guard let found, let name = definitions(found.build, &known)?.name(place) else { return nil }
                matched[found.build] = max(matched[found.build] ?? .proved, found.match)
                return name
            } instance: {
                GenericName.format($0, $1)
            }
            if !bytewiseEqual(name, row.name) { found.names[Found.Key(name: row.name, module: row.module)] = name }
            if UnnamedType(name) != nil { found.left += 1 }
        }
        func count(_ match: Match) -> UInt64 { UInt64(matched.values.count { $0 == match }) }
        (found.proved, found.unproved, found.assumed) = (count(.proved), count(.unproved), count(.assumed))
        return found
    }

    /// How a build was found; the least certain way comes last.
    private enum Match: Comparable { case proved, unproved, assumed }

    private func definitions(_ build: ModuleBuild, _ known: inout [ModuleBuild: [String]]) -> DefinitionNames? {
        if known[build] == nil { known[build] = names(build) ?? [] }
        return known[build].map(DefinitionNames.init)
    }

    /// The build that a row says: by time stamp and size, or by the numbers of its metadata. Several builds of the same numbers must name the
    /// types alike.
    private func stated(_ module: String, _ words: String, _ known: inout [ModuleBuild: [String]]) -> (build: ModuleBuild, match: Match)? {
        if let build = ModuleBuild(file: module, words: words) { return (build, .proved) }
        guard let schema = ModuleSchema(words) else { return nil }
        let like = (builds[module.lowercased()] ?? []).map { ($0, schemas[$0]?.likeness(to: schema) ?? .different) }
        let same = like.filter { $0.1 == .same }.map(\.0)
        let candidates = same.isEmpty ? like.filter { $0.1 == .sameNumbers }.map(\.0) : same
        guard let first = candidates.first else { return nil }
        let names = definitions(first, &known)
        return candidates.allSatisfy { definitions($0, &known) == names } ? (first, same.isEmpty ? .unproved : .proved) : nil
    }

    /// The builds that a row says, by module.
    private static func builds(of row: TypeRow) -> [BytewiseText: String] {
        guard let token = row.token.split(separator: "|").first, let words = row.build.split(separator: "|").first,
            let modules = UnnamedType(String(token))?.modules
        else { return [:] }
        let builds = words.split(separator: ",").map { String($0.drop { $0 == " " }) }
        guard builds.count == modules.count else { return [:] }
        return Dictionary(zip(modules.map(BytewiseText.init), builds), uniquingKeysWith: { first, _ in first })
    }

    /// The only known build of a module's file of the size that a snapshot gives, where the snapshot does not say the build.
    private func onlyBuild(_ module: String, _ rows: [ModuleRow]) -> ModuleBuild? {
        let known = builds[module.lowercased()] ?? []
        guard !known.isEmpty, let row = rows.first(where: { bytewiseEqual($0.name, module) }), row.count == 1, row.size > 0 else {
            return nil
        }
        let same = known.filter { UInt64($0.imageSize) == row.size }
        if !same.isEmpty { return same.count == 1 ? same[0] : nil }
        // The runtime reads an assembly without native code as its file, whose size it records then.
        let like = known.filter { UInt64($0.imageSize) > row.size && UInt64($0.imageSize) - row.size <= Self.pageWaste }
        return like.count == 1 ? like[0] : nil
    }

    private static func renamed(_ table: Table, _ names: [Found.Key: String]) -> Table {
        let keys = table.info.positions(.key).filter { table.info.columns[$0].type == .text }
        guard let column = keys.first, let words = table.columns[column] else { return table }
        let module = keys.dropFirst().first
        var texts = TextPool()
        for text in table.texts { _ = texts.intern(text) }
        var columns = table.columns
        columns[column] = words.indices.map { row in
            let key = Found.Key(name: table.text(column, row), module: module.map { table.text($0, row) } ?? "")
            return names[key].map { UInt64(texts.intern($0)) } ?? words[row]
        }
        return Table(info: table.info, rowCount: table.rowCount, columns: columns, texts: texts.texts)
    }
}

extension ModuleBuild {
    /// Reads `beadf6da-c8e000`; `nil` for anything else, like the build id of an executable.
    fileprivate init?(file: String, words: String) {
        let parts = words.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let timeStamp = UInt32(parts[0], radix: 16), let imageSize = UInt32(parts[1], radix: 16) else { return nil }
        self.init(file: file, timeStamp: timeStamp, imageSize: imageSize)
    }
}
