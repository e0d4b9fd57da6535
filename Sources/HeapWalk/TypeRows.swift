package import CoreCLR
import RawMemory
package import SnapshotModel

extension HeapCensus {
    /// The rows of the `types` section, one for all method tables of one name and module; by the place of a type, that of its row; and how many
    /// types have a placeholder for a name.
    /// `build`: the build of a module as a text.
    package func typeRows(
        _ names: inout TypeNames, build: @escaping (ManagedModule) -> String? = { _ in nil }
    ) -> (rows: [TypeRow], places: [Int], placeholders: Int) {
        var identities = TypeIdentities(build)
        var rows: [TypeRow] = []
        var places: [Key: Int] = [:]
        var placesOfTypes: [Int] = []
        for type in types {
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
            placesOfTypes.append(place)
            rows[place].add(type.shares)
            identities.add(type.methodTable, &names, row: place)
        }
        for place in rows.indices { (rows[place].token, rows[place].build) = identities.texts(place) }
        return (rows, placesOfTypes, names.placeholders)
    }

    private struct Key: Hashable {
        let name: BytewiseText
        let module: BytewiseText
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
