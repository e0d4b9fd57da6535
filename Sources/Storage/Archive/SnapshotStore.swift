import SnapshotModel

/// An archive of snapshots: put, find, load, list, compare over time. One object is one connection and belongs to one thread; many
/// processes may use one store at once.
package final class SnapshotStore {
    let tables: any StoreTables
    /// The sections and metrics that this program knows.
    let catalog: Catalog
    /// What `load` has read of the names, for the next snapshot of the same state: `diff` loads two.
    private var known: (state: [Int64], names: NameTable)?

    init(_ tables: any StoreTables, _ catalog: Catalog = .standard) {
        self.tables = tables
        self.catalog = catalog
    }

    package var path: String { tables.path }

    /// Moves the write-ahead log into the store and removes it, so that a store at rest is one file. While others have the store open, the
    /// last of them to close does that. Everything after it throws.
    package func close() { tables.close() }

    /// Inside of `reading`.
    func names() throws(StoreError) -> NameTable {
        guard let state = try tables.state() else { return NameTable(tables) }
        if let known, known.state == state { return known.names }
        let names = NameTable(tables)
        known = (state, names)
        return names
    }

    /// The size of the store in bytes, unused space included.
    package func size() throws(StoreError) -> Int64 { try tables.size() }

    /// Gives the space of what was removed back to the disk. Needs as much free space as the store takes; throws `diskFull` without it.
    package func compact() throws(StoreError) { try tables.compact() }
}
