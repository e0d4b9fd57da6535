import SnapshotModel

/// A collection without a bound: everything else that accumulates at a field or handle.
///
/// Situation: sessions are put into a static dictionary and never taken out. Keys, arrays, texts and buffers below are dragged along.
struct Collections: Rule {
    let name = Cause.collection.rawValue

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let contents = try investigation.contents()
        let looked = investigation.places
        let taken = investigation.take { _, _ in true }
        investigation.found += Draft.grouped(.collection, taken, by: { contents.holder($0).field }, contents, .boundCollection)
        return looked
    }
}
