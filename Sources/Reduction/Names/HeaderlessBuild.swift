import CoreCLR
import RawMemory
import SnapshotModel

/// The build of a module of which the dump does not hold the header of the image, as kernel cores with coredump_filter 0x33 and dumps of gdb.
/// The runtime's own records of the module say what a file must agree with.
///
/// A build is proved when all numbers of its metadata are the same (rows of every table, sizes of the heaps) and so are the runtime's hashes
/// of the names of all types. A precompiled module has these hashes in its file alone. Then the types that the process has loaded must be
/// defined as they are (base types, fields, methods), which tells most builds with swapped types apart; one with renamed types cannot be told
/// apart, so the names are said to be not proved. Sizes of objects follow from the kinds of the fields.
struct HeaderlessBuild {
    /// The module's file name.
    let file: String
    let schema: ModuleSchema
    private let hashes: ModuleTypeNames?
    private let loaded: LoadedTypes?

    /// `nil` when the dump does not hold the runtime's copy of the metadata's schema.
    init?(_ module: ManagedModule, _ runtime: DotNetRuntime) {
        guard let numbers = runtime.schema(of: module) else { return nil }
        let hashes = runtime.typeNameHashes(of: module, numbers)
        let names = hashes?.nameDigests(runtime.module.version)
        guard let schema = ModuleSchema(MetadataIdentity(schema: numbers, names: names).text) else { return nil }
        file = module.name
        self.schema = schema
        self.hashes = hashes
        loaded = runtime.loadedTypes(of: module, numbers)
    }

    enum Refusal: Error {
        /// The numbers of the metadata are others.
        case otherBuild
        /// The numbers are the same, but the names of the types are others.
        case otherNames
        /// The numbers are the same, but types that the process has loaded are defined otherwise.
        case otherTypes
    }

    /// Whether a file with this metadata defines the loaded types as they are. Throws when it does not.
    func compare(_ metadata: MetadataTables) throws(Refusal) {
        guard loaded?.agree(with: metadata) ?? true else { throw .otherTypes }
    }

    /// Whether the build with these names is proved to be this one. Throws when it is another.
    func isProved(_ other: ModuleSchema, _ names: DefinitionNames) throws(Refusal) -> Bool {
        switch schema.likeness(to: other) {
        case .different: throw schema.hasSameNumbers(as: other) ? .otherNames : .otherBuild
        case .same:
            guard hashes?.agrees(with: names.names) ?? true else { throw .otherNames }
            return true
        case .sameNumbers:
            guard hashes?.agrees(with: names.names) ?? true else { throw .otherNames }
            return false
        }
    }
}
