package import SnapshotModel

extension SnapshotStore {
    /// Some snapshots as the bytes of a store of their own: one plain SQLite file, without a log beside it. Series, labels, baselines and
    /// verdicts come along; ids begin at 1. `change` is applied to each; what it cannot be applied to is left out. The same snapshots give
    /// the same bytes. Throws `noSuchSnapshot` for an id that is not there.
    package func exported(_ ids: Set<Int64>, _ change: ((Snapshot) -> Snapshot)? = nil) throws(StoreError)
        -> (bytes: [UInt8], leftOut: [NewerPart])
    {
        for id in ids.sorted() where !(try holds(id)) { throw try noSuchID(id) }
        let (copy, database) = try SnapshotStore.inMemory(named: path, catalog: catalog)
        let outcome = try copy.importSnapshots(from: self, only: ids, replacing: false, at: 0, change)
        return (try database.contents(), outcome.leftOut)
    }
}
