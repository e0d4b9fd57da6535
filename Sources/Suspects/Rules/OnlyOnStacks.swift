import SnapshotModel

/// Objects of the runtime's own arrays and of stacks, outside of collections: their holder is not known.
///
/// Situation: a method makes results while it runs. That may be work in progress, so it is never more than a warning. A collection that a method keeps in a
/// local variable is one like any other (`Collections`), since programs keep their state in variables of Main.
struct OnlyOnStacks: Rule {
    let name = Cause.unknown.rawValue

    private static let roots: Set = ["stack", "runtime", "frozen"]

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let contents = try investigation.contents()
        let looked = investigation.places
        let taken = investigation.take { point, contents in
            guard OnlyOnStacks.roots.contains(contents.forest.root(point.node).root) else { return false }
            let isOnStack = contents.forest.root(point.node).root == HolderRow.stack
            return !(isOnStack && contents.isInCollection(point))
        }
        investigation.found += Draft.grouped(.unknown, taken, by: { contents.holder($0).field }, contents, .takeAnotherSnapshot)
        return looked
    }
}
