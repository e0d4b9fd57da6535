import CoreCLR
import RawMemory
import SnapshotModel

/// The types of the exceptions that the managed threads threw last, by the id of the operating system. Messages are not read: they may hold
/// anything.
struct LastExceptions {
    private(set) var types: [UInt64: String] = [:]
    /// False when the dump says of no living thread whether it threw one.
    private(set) var areKnown = false

    /// In the place of a type that the dump does not hold.
    static let missing = "<not in the dump>"

    init(_ process: DumpedProcess) {
        for thread in process.runtime.threads.value ?? [] where thread.isAlive {
            switch thread.lastThrown {
            case .unknown: types[thread.osID] = Self.missing
            case .nothing: areKnown = true
            case .object(let object):
                areKnown = true
                types[thread.osID] = Self.type(of: object, process) ?? Self.missing
            }
        }
        if !areKnown { types = [:] }
    }

    /// `nil` when the dump does not hold the object or its type, or when it is no exception: a damaged dump may have anything in its place.
    private static func type(of object: Address, _ process: DumpedProcess) -> String? {
        guard let tables = process.runtime.methodTables.value, let table = tables.table(ofObjectAt: object),
            let base = tables.topmostBase(table)
        else { return nil }
        guard let root = process.typeNames?.name(base), root.module == "System.Private.CoreLib.dll" else { return nil }
        // Where the dump lacks the metadata, all names are placeholders.
        guard root.name == "System.Exception" || UnnamedType(root.name) != nil else { return nil }
        return process.typeNames?.name(table).name
    }
}
