import Reduction
import SnapshotModel
import Storage

extension Session {
    /// The sources of type names that a dump lacks: the folders of `--module-path`, and names that the store kept from earlier dumps.
    func typeNameSources() -> TypeNameSources {
        let store = try? storeToRead()
        return TypeNameSources(folders: plan.reduction.modulePaths) { build in (try? store?.moduleNames(build)) ?? nil }
    }

    /// Reads a known input again if its snapshot has types without names that can be named now, from files or from the store. The new
    /// snapshot replaces the known one under the same id. `nil` when no name can be added.
    func renewNames(_ id: Int64, _ known: Snapshot, _ input: any ReducibleInput) throws -> Snapshot? {
        let unnamed = known.unnamedTypes
        guard unnamed > 0 else { return nil }
        let names = typeNameSources()
        guard try input.canName(known, plan.reduction, names) else {
            for sentence in names.refused { messages.note(sentence) }
            return nil
        }
        var snapshot = try read(input).snapshot
        guard snapshot.unnamedTypes < unnamed else { return nil }
        snapshot.capture = known.capture
        messages.note("'\(input.path)' was known as @\(id); its types have names now")
        do throws(StoreError) { try storeToWrite().renew(id, with: snapshot) } catch {
            messages.note("\(error.advised); the names are not kept")
        }
        return snapshot
    }
}

extension Snapshot {
    fileprivate var unnamedTypes: UInt64 { trust.diagnostics.first { $0.code == "types-unnamed" }?.count ?? 0 }
}
