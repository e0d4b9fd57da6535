package import CoreCLR
import RawMemory
package import SnapshotModel

extension HeapCensus {
    /// The rows of the `types` section, one for all method tables of one name and module, and how many types have a placeholder for a name.
    /// `build`: the build of a module as a text.
    package func typeRows(
        _ names: inout TypeNames, build: @escaping (ManagedModule) -> String? = { _ in nil }
    ) -> (rows: [TypeRow], placeholders: Int) {
        var identities = TypeIdentities(build)
        var rows: [TypeRow] = []
        var places: [Key: Int] = [:]
        for type in types where type.shares.count > 0 {
            let (name, module) = names.name(type.methodTable)
            let key = Key(name: BytewiseText(name), module: BytewiseText(module))
            let place = places[key] ?? rows.count
            if place == rows.count {
                places[key] = place
                var row = TypeRow()
                row.name = name
                row.module = module
                rows.append(row)
            }
            rows[place].add(type.shares)
            identities.add(type.methodTable, &names, row: place)
        }
        for place in rows.indices { (rows[place].token, rows[place].build) = identities.texts(place) }
        return (rows, names.placeholders)
    }

    private struct Key: Hashable {
        let name: BytewiseText
        let module: BytewiseText
    }
}

/// The tokens and builds of the method tables of each row.
private struct TypeIdentities {
    private let build: (ManagedModule) -> String?
    private var builds: [Address: String] = [:]
    /// By row. Nearly every row has one.
    private var known: [[(token: String, build: String)]] = []

    /// More definitions of one name than any process has.
    private static let limit = 16
    private static let lengthLimit = 32_768

    init(_ build: @escaping (ManagedModule) -> String?) { self.build = build }

    mutating func add(_ table: Address, _ names: inout TypeNames, row: Int) {
        while known.count <= row { known.append([]) }
        guard known[row].count <= Self.limit, let tokens = names.tokens(of: table) else { return }
        var words: [String] = []
        for module in tokens.modules { words.append(build(of: module, &names)) }
        let build = words.joined(separator: ", ")
        if known[row].contains(where: { bytewiseEqual($0.token, tokens.text) && $0.build == build }) { return }
        known[row].append((tokens.text, build))
    }

    private mutating func build(of address: Address, _ names: inout TypeNames) -> String {
        if let found = builds[address] { return found }
        let found = build(names.module(at: address)) ?? "*"
        builds[address] = found
        return found
    }

    func texts(_ row: Int) -> (token: String, build: String) {
        guard known[row].count <= Self.limit else { return ("", "") }
        let sorted = known[row].sorted { bytewiseEqual($0.token, $1.token) ? $0.build < $1.build : bytewise($0.token, $1.token) }
        let (tokens, builds) = (sorted.map(\.token).joined(separator: "|"), sorted.map(\.build).joined(separator: "|"))
        return max(tokens.utf8.count, builds.utf8.count) <= Self.lengthLimit ? (tokens, builds) : ("", "")
    }
}

extension TypeRow {
    fileprivate mutating func add(_ shares: GenerationShares) {
        func added(_ share: Share, _ generation: Generation) -> Share {
            Share(count: share.count.saturatingAdd(shares[generation].count), bytes: share.bytes.saturatingAdd(shares[generation].bytes))
        }
        gen0 = added(gen0, .gen0)
        gen1 = added(gen1, .gen1)
        gen2 = added(gen2, .gen2)
        loh = added(loh, .loh)
        poh = added(poh, .poh)
        frozen = added(frozen, .frozen)
        count = count.saturatingAdd(shares.count)
        bytes = bytes.saturatingAdd(shares.bytes)
        methodTables += 1
    }
}
