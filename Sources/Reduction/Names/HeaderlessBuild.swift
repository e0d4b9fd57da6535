import CoreCLR
import RawMemory
import SnapshotModel

/// The build of a module of which the dump does not hold the header of the image, as kernel cores with coredump_filter 0x33 and dumps of gdb.
/// The runtime's own records of the module say what a file must agree with.
///
/// A build is proved when all numbers of its metadata are the same (rows of every table, sizes of the heaps) and so are the runtime's hashes
/// of the names of all types. A precompiled module has these hashes in its file alone. Then a build with renamed or swapped types cannot be
/// told apart, and the names are said to be not proved.
struct HeaderlessBuild {
    /// The module's file name.
    let file: String
    let schema: ModuleSchema
    private let hashes: ModuleTypeNames?

    /// `nil` when the dump does not hold the runtime's copy of the metadata's schema.
    init?(_ module: ManagedModule, _ runtime: DotNetRuntime) {
        guard let numbers = runtime.schema(of: module) else { return nil }
        let hashes = runtime.typeNameHashes(of: module, numbers)
        guard let schema = ModuleSchema(MetadataIdentity(schema: numbers, names: hashes?.outermostNames).text) else { return nil }
        file = module.name
        self.schema = schema
        self.hashes = hashes
    }

    enum Refusal: Error {
        /// The numbers of the metadata are others.
        case otherBuild
        /// The numbers are the same, but the names of the types are others.
        case otherNames
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
