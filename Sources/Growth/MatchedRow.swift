package import SnapshotModel

/// The two keys of a row that is matched.
struct RowName: Hashable {
    var name: BytewiseText
    var module: BytewiseText
}

/// The columns by which rows are matched.
struct MatchedColumns {
    let name: String
    let module: String?
    let identity: SectionInfo.FollowedRows.Identity

    /// `nil` when the rows of the section have no identity or no names.
    init?(_ tables: [Table]) {
        guard let info = tables.last?.info, let identity = info.identity else { return nil }
        let keys = info.positions(.key).map { info.columns[$0] }.filter { $0.type == .text }.map(\.name)
        guard let name = keys.first else { return nil }
        self.name = name
        module = keys.dropFirst().first
        self.identity = identity
    }

    func position(_ column: String?, _ role: ColumnRole, _ table: Table) -> Int? {
        table.info.columns.indices.first {
            table.info.columns[$0].name == column && table.info.columns[$0].role == role && table.info.columns[$0].type == .text
        }
    }

    func hasUnnamed(_ table: Table) -> Bool {
        guard let column = position(name, .key, table), let words = table.columns[column] else { return false }
        return words.contains { UnnamedType(table.texts[Int($0)]) != nil }
    }
}

/// One type in the numbers of its modules: of their builds, or of one life of a process.
struct RowIdentity: Hashable {
    let token: BytewiseText
    /// `nil` when the identity holds in one life alone.
    private let builds: BytewiseText?
    private let life: Int?

    var isProved: Bool { builds != nil }

    static func all(token: String, builds: String, life: Int) -> [RowIdentity] {
        let token = BytewiseText(token)
        let inLife = RowIdentity(token: token, builds: nil, life: life)
        guard words(builds).allSatisfy(SaidBuild.isProof) else { return [inLife] }
        return [RowIdentity(token: token, builds: BytewiseText(builds), life: nil), inLife]
    }

    static func words(_ builds: String) -> [String] { builds.split(separator: ",").map { String($0.trimmed) } }
}

/// The best names of types that any table has: the one of which the fewest parts are missing.
struct BestNames {
    private var best: [RowIdentity: (key: RowName, unknown: Int)] = [:]

    mutating func add(_ row: MatchedRow) {
        let found = (key: row.key, unknown: row.unnamed?.unknownParts ?? 0)
        for identity in row.definitions.joined() where best[identity].map({ BestNames.isBetter(found, than: $0) }) ?? true {
            best[identity] = found
        }
    }

    /// `nil` when no table has a name, or when definitions that are one row have several.
    func name(_ definitions: some Collection<[RowIdentity]>) -> RowName? {
        let names = Set(
            definitions.compactMap { definition in
                definition.compactMap { best[$0] }.min { BestNames.isBetter($0, than: $1) }?.key
            })
        return names.count == 1 ? names.first : nil
    }

    private static func isBetter(_ a: (key: RowName, unknown: Int), than b: (key: RowName, unknown: Int)) -> Bool {
        a.unknown != b.unknown ? a.unknown < b.unknown : bytewise(a.key.name.text, b.key.name.text)
    }
}

/// A row of a table, as far as matching needs it.
struct MatchedRow {
    var key: RowName
    /// `nil` when the name is whole.
    var unnamed: UnnamedType?
    /// By definition, all that say which type it is. Several definitions of one name are one row; none when they are unknown.
    private(set) var definitions: [[RowIdentity]]
    /// The modules of the first definition with their builds. Without definitions those whose names are missing.
    let builds: [BytewiseText: SaidBuild]

    /// `life`: a number that tables of one life of a process share.
    init(_ key: RowName, tokens: String, builds: String, life: Int) {
        self.key = key
        let unnamed = UnnamedType(key.name.text, module: key.module.text)
        self.unnamed = unnamed
        let tokenList = tokens.split(separator: "|").map(String.init)
        let buildList = builds.split(separator: "|").map(String.init)
        let isKnown = !tokens.isEmpty && tokenList.count == buildList.count
        definitions = isKnown ? zip(tokenList, buildList).map { RowIdentity.all(token: $0, builds: $1, life: life) } : []
        var known: [BytewiseText: SaidBuild] = [:]
        hasSeveralBuilds = isKnown && buildList.contains { $0 != buildList[0] }
        if isKnown, let token = tokenList.first, let modules = UnnamedType(token)?.modules {
            let words = RowIdentity.words(buildList[0])
            if modules.count == words.count {
                for (module, word) in zip(modules, words) {
                    known[BytewiseText(module)] = hasSeveralBuilds ? .several : SaidBuild(word, life: life)
                }
            }
        } else {
            for module in unnamed?.modules ?? [] { known[BytewiseText(module)] = SaidBuild("", life: life) }
        }
        self.builds = known
    }

    /// Whether its definitions are of several builds.
    let hasSeveralBuilds: Bool

    /// Forgets what the row says of its type only because of the life of its process, where that process has loaded several builds of one of
    /// these modules.
    mutating func doubt(_ modules: Set<BytewiseText>) {
        if modules.isDisjoint(with: builds.keys) { return }
        definitions = definitions.map { $0.filter(\.isProved) }
    }

    /// The builds of the modules whose names are missing; `nil` when the name is whole.
    var openBuilds: [SaidBuild]? {
        guard let unnamed, !unnamed.hasAddress else { return nil }
        let known = unnamed.modules.compactMap { builds[BytewiseText($0)] }
        return known.count == unnamed.modules.count ? known : nil
    }

    /// Whether the two are of the same builds. Then their tokens decide whether they are one type.
    func isOfSameBuilds(as other: MatchedRow) -> Bool {
        guard !builds.isEmpty, !other.builds.isEmpty else { return false }
        // A type of other modules is another type.
        guard builds.keys == other.builds.keys else { return !definitions.isEmpty && !other.definitions.isEmpty }
        return builds.allSatisfy { module, build in other.builds[module].map { build.isSame(as: $0) } ?? false }
    }

    /// Whether a module is certainly another build in the other row.
    func isSurelyOfOtherBuilds(than other: MatchedRow) -> Bool {
        builds.contains { module, build in other.builds[module].map { build.isSurelyOther(than: $0) } ?? false }
    }
}

/// A row without a name that cannot be compared.
struct UnmatchedRow {
    let modules: [String]
    /// Whether the other snapshot has another build of a module.
    let isOfOtherBuilds: Bool
}

extension MatchingGap {
    /// `nil` when there is no such row.
    init?(section: String, _ rows: [UnmatchedRow]) {
        if rows.isEmpty { return nil }
        let names = Set(rows.flatMap(\.modules).map(BytewiseText.init)).map(\.text).sorted(by: bytewise)
        let modules = names.filter { !ModuleOwner.isDotNet($0) } + names.filter { ModuleOwner.isDotNet($0) }
        self.init(section: section, rows: rows.count, modules: modules, isOfOtherBuilds: rows.contains { $0.isOfOtherBuilds })
    }

    /// `types without names that cannot be matched: 165, of App.dll and 4 more modules, whose builds differ between the snapshots`.
    package var words: String {
        let shown = modules.prefix(3)
        let more = modules.count - shown.count
        let list = shown.joined(separator: ", ") + (more > 0 ? " and \(QuantityText.grouped(Int128(more))) more modules" : "")
        return "\(section) without names that cannot be matched: \(QuantityText.grouped(Int128(rows)))"
            + (modules.isEmpty ? "" : ", of \(list)")
            + (isOfOtherBuilds ? ", whose builds differ between the snapshots" : ", whose builds are not known")
    }
}
