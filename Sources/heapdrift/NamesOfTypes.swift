import CommandLineTable
import Growth
import Reduction
import SnapshotModel
import Storage

extension Session {
    /// The sources of type names that a dump lacks: the folders of `--module-path`, and names that the store kept from earlier dumps.
    func typeNameSources() -> TypeNameSources {
        let store = try? storeToRead()
        let keepsNames = plan.store.file != nil
        var known: Set<ModuleBuild>?
        return TypeNameSources(folders: plan.reduction.modulePaths) { build in
            (try? store?.moduleNames(build)) ?? nil
        } schemas: {
            (try? store?.moduleSchemas()) ?? [:]
        } isKnown: { build in
            let builds = known ?? Set((try? store?.moduleBuilds()) ?? [])
            known = builds
            return !keepsNames || builds.contains(build)
        }
    }

    /// Says once which folders of `--module-path` are none, whether or not names are wanted.
    func noteFolderFaults() {
        guard folderFaults == nil else { return }
        let faults = plan.reduction.modulePaths.compactMap(TypeNameSources.fault)
        folderFaults = faults
        for sentence in faults { messages.note("\(Option.modulePath.spelling): \(sentence)") }
    }

    /// Says why files give no names.
    func noteRefused(_ names: TypeNameSources) {
        for sentence in names.refused where folderFaults?.contains(sentence) != true { messages.note(sentence) }
    }

    /// A stored snapshot with the names of its types that the store has learnt since it was taken. What is stored does not change.
    func named(_ snapshot: Snapshot, _ store: SnapshotStore) -> Snapshot {
        guard snapshot.trust.unnamedTypes > 0 else { return snapshot }
        return lateNames(store).named(snapshot)
    }

    func lateNames(_ store: SnapshotStore) -> LateNames {
        LateNames(builds: (try? store.moduleBuilds()) ?? [], schemas: (try? store.moduleSchemas()) ?? [:]) { build in
            (try? store.moduleNames(build)) ?? nil
        }
    }

    /// The history of stored snapshots, with its types matched where some snapshots have no names for them.
    func history(_ ids: [Int64], _ wanted: [String: [String]] = Catalog.standard.followedMeasures) throws -> SeriesHistory {
        let store = try storeToRead()
        let history = try store.history(ids, wanted)
        guard var matching = HistoryMatching(history) else { return history }
        let late = lateNames(store)
        for id in ids {
            let snapshot = try store.load(id).snapshot
            let names = late.names(of: snapshot).names
            matching.add(snapshot) { names[LateNames.Found.Key(name: $0, module: $1)] }
        }
        return matching.matched()
    }

    /// Reads a known input again if parts of its snapshot were left out for want of memory that is there now. `nil` when it is not.
    func readForParts(_ known: Snapshot, _ input: any ReducibleInput) throws -> Snapshot? {
        let leftOut = known.trust.leftOut
        guard let least = leftOut.min(), least <= MemoryLimit(given: plan.reduction.maxMemory).bytes else { return nil }
        let snapshot = try read(input).snapshot
        return snapshot.trust.leftOut.count < leftOut.count ? snapshot : nil
    }

    /// Reads a known input again if its snapshot has types without names that can be named now, from files or from the store. `nil` when no
    /// name can be added.
    func readForNames(_ known: Snapshot, _ input: any ReducibleInput) throws -> Snapshot? {
        noteFolderFaults()
        let unnamed = known.trust.unnamedTypes
        guard unnamed > 0 else { return nil }
        let names = typeNameSources()
        guard try input.canName(known, plan.reduction, names) else {
            noteRefused(names)
            return nil
        }
        let snapshot = try read(input).snapshot
        return snapshot.trust.unnamedTypes < unnamed ? snapshot : nil
    }
}
