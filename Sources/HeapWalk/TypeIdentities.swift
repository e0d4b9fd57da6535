package import CoreCLR
package import RawMemory
import SnapshotModel

/// The tokens and builds of the method tables of each row of a table: by which rows of types are known again in other inputs
/// (`TypeRow.token`, `TypeRow.build`).
package struct TypeIdentities {
    private let build: (ManagedModule) -> String?
    private var builds: [Address: String] = [:]
    /// By row. Nearly every row has one.
    private var known: [[(token: String, build: String)]] = []

    /// More definitions of one name than any process has.
    private static let limit = 16
    private static let lengthLimit = 32_768

    package init(_ build: @escaping (ManagedModule) -> String?) { self.build = build }

    package mutating func add(_ table: Address, _ names: inout TypeNames, row: Int) {
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

    package func texts(_ row: Int) -> (token: String, build: String) {
        guard row < known.count, known[row].count <= Self.limit else { return ("", "") }
        let sorted = known[row].sorted { bytewiseEqual($0.token, $1.token) ? $0.build < $1.build : bytewise($0.token, $1.token) }
        let (tokens, builds) = (sorted.map(\.token).joined(separator: "|"), sorted.map(\.build).joined(separator: "|"))
        return max(tokens.utf8.count, builds.utf8.count) <= Self.lengthLimit ? (tokens, builds) : ("", "")
    }
}
