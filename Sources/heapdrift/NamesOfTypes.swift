import Reduction
import Snapshot
import SnapshotStore

extension Invocation {
    /// Where names come from that a dump does not hold: the folders of `--module-path`, and what the store learnt before.
    func moduleNames() -> ModuleNames {
        let store = try? storeToRead()
        return ModuleNames(folders: plan.reduction.modulePaths) { build in (try? store?.moduleNames(build)) ?? nil }
    }

    /// Reads a known input once more when its snapshot has types without names and folders are given that may name them. Whether they did:
    /// then the snapshot has them now, under its old id.
    func renewNames(_ id: Int64, _ known: Snapshot, _ input: OpenedInput) throws -> Bool {
        let unnamed = known.unnamedTypes
        guard unnamed > 0, !plan.reduction.modulePaths.isEmpty else { return false }
        let snapshot = try read(input)
        guard snapshot.unnamedTypes < unnamed else { return false }
        try storeToWrite().renew(id, with: snapshot)
        messages.note("'\(input.path)' was known as @\(id); its types have names now")
        return true
    }
}

extension Snapshot {
    fileprivate var unnamedTypes: UInt64 { trust.diagnostics.first { $0.code == "types-unnamed" }?.count ?? 0 }
}
