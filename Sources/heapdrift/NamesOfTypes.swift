import Reduction
import SnapshotModel
import Storage

extension Session {
    /// The sources of type names that a dump lacks: the folders of `--module-path`, and names that the store kept from earlier dumps.
    func typeNameSources() -> TypeNameSources {
        let store = try? storeToRead()
        return TypeNameSources(folders: plan.reduction.modulePaths) { build in (try? store?.moduleNames(build)) ?? nil }
    }

    /// Reads a known input again if its snapshot has types without names that can be named now, from files or from the store. `nil` when no
    /// name can be added.
    func readForNames(_ known: Snapshot, _ input: any ReducibleInput) throws -> Snapshot? {
        let unnamed = known.trust.unnamedTypes
        guard unnamed > 0 else { return nil }
        let names = typeNameSources()
        guard try input.canName(known, plan.reduction, names) else {
            for sentence in names.refused { messages.note(sentence) }
            return nil
        }
        let snapshot = try read(input).snapshot
        return snapshot.trust.unnamedTypes < unnamed ? snapshot : nil
    }
}
