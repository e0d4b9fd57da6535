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
        guard let info = tables.last?.info, let identity = info.followed?.identity else { return nil }
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

/// One type in the numbers of its modules' builds.
struct RowIdentity: Hashable {
    let token: BytewiseText
    let builds: BytewiseText
}

/// A row of a table, as far as matching needs it.
struct MatchedRow {
    var key: RowName
    /// `nil` when the name is whole.
    var unnamed: UnnamedType?
    /// Several when definitions of one name are one row; none when they are unknown.
    let identities: [RowIdentity]
    /// The modules of the first identity with their builds.
    let builds: [BytewiseText: String]

    init(_ key: RowName, tokens: String, builds: String) {
        self.key = key
        unnamed = UnnamedType(key.name.text, module: key.module.text)
        let tokenList = tokens.split(separator: "|").map(String.init)
        let buildList = builds.split(separator: "|").map(String.init)
        let isKnown = !tokens.isEmpty && tokenList.count == buildList.count && !builds.contains("*")
        identities = isKnown ? zip(tokenList, buildList).map { RowIdentity(token: BytewiseText($0), builds: BytewiseText($1)) } : []
        var known: [BytewiseText: String] = [:]
        if isKnown, let token = tokenList.first, let modules = UnnamedType(token)?.modules {
            let words = buildList[0].split(separator: ",").map { String($0.trimmed) }
            if modules.count == words.count { for (module, build) in zip(modules, words) { known[BytewiseText(module)] = build } }
        }
        self.builds = known
    }

    /// The builds of the modules whose names are missing; `nil` when the name is whole or a build is unknown.
    var openBuilds: [String]? {
        guard let unnamed, !unnamed.hasAddress else { return nil }
        let known = unnamed.modules.compactMap { builds[BytewiseText($0)] }
        return known.count == unnamed.modules.count ? known : nil
    }

    /// Whether the two are of the same builds. Then their tokens decide whether they are one type.
    func isOfSameBuilds(as other: MatchedRow) -> Bool {
        !builds.isEmpty && !other.builds.isEmpty
            && (builds == other.builds || Set(builds.keys) != Set(other.builds.keys))
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
        let modules = names.filter { !UnnamedType.isOfPlatform($0) } + names.filter { UnnamedType.isOfPlatform($0) }
        self.init(section: section, rows: rows.count, modules: modules, isOfOtherBuilds: rows.contains { $0.isOfOtherBuilds })
    }

    /// `types without names that cannot be matched …: 165, of App.dll, System.Private.CoreLib.dll and 4 more modules, of which …`.
    package var words: String {
        let shown = modules.prefix(3)
        let more = modules.count - shown.count
        let list = shown.joined(separator: ", ") + (more > 0 ? " and \(QuantityText.grouped(Int128(more))) more modules" : "")
        return "\(section) without names that cannot be matched with those of the other snapshot: \(QuantityText.grouped(Int128(rows)))"
            + (modules.isEmpty ? "" : ", of \(list)")
            + (isOfOtherBuilds ? ", of which it has other builds" : ", whose builds are not known")
    }
}
