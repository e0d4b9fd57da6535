import DumpFormats
import ProcessMemory
import RawMemory

/// What the metadata of a module says that tells what made it: names of types that it defines and to which it refers.
package struct ModuleMarks: Sendable {
    /// Full names of the first types that it defines, without `<Module>`. Nested types have only their own name.
    package let types: [String]
    /// Full names of the first types of other modules to which it refers.
    package let references: [String]
    /// Names of the first assemblies to which it refers.
    package let assemblies: [String]

    /// Enough for every mark that is known, and little to read for each of 10,000 modules.
    private static let typeLimit: UInt32 = 16
    private static let referenceLimit: UInt32 = 256
    private static let assemblyLimit: UInt32 = 64

    init(_ metadata: MetadataTables) {
        types = (2...Self.typeLimit).compactMap { row in row <= metadata.count(.typeDef) ? metadata.typeName(row) : nil }
        references = (1..<min(metadata.count(.typeRef), Self.referenceLimit) + 1).compactMap { row in
            metadata.row(TypeRefRow.self, row).map { $0.namespace.isEmpty ? $0.name : $0.namespace + "." + $0.name }
        }
        assemblies = (1..<min(metadata.count(.assemblyRef), Self.assemblyLimit) + 1).compactMap { metadata.string(.assemblyRef, $0, 6) }
    }
}

extension ManagedModule {
    /// `nil` when the dump does not hold the metadata.
    package var marks: ModuleMarks? { metadata.map(ModuleMarks.init) }

    /// The version of the assembly: `4.0.0.0`. `nil` when the dump does not hold the metadata, and for a module that is no assembly.
    package var assemblyVersion: String? {
        guard let metadata else { return nil }
        let numbers = (1...4).compactMap { metadata.cell(.assembly, 1, $0) }
        return numbers.count == 4 ? numbers.map(String.init).joined(separator: ".") : nil
    }
}

extension DotNetRuntime {
    /// The number of types that a module defines, without `<Module>`; `nil` when the dump does not say it.
    package func definedTypes(of module: ManagedModule) -> UInt64? {
        guard let rows = module.metadata?.count(.typeDef) ?? schema(of: module)?.typeCount else { return nil }
        return UInt64(max(rows, 1) - 1)
    }

    /// The version of a module's file as a minidump lists it: `8.0.3326.5103`; `nil` in cores, and for a file without one.
    package func fileVersion(of module: ManagedModule) -> String? {
        guard let base = module.imageBase, let listed = loadedModules[base] else { return nil }
        return listed.version.map { $0.map(String.init).joined(separator: ".") }
    }

    /// Bytes of the metadata that the runtime wrote for an emitted module; `nil` for other modules, and when the dump does not hold their
    /// number.
    package func emittedBytes(of module: ManagedModule) -> UInt64? {
        guard module.isDynamic, let fields = try? ModuleFields(layout.offsets), let place = fields.dynamicMetadata else { return nil }
        switch place {
        case .inBuffer(let offset, _): return memory.pointer(module.address + offset).flatMap { memory.u32($0) }.map(UInt64.init)
        case .sized(let offset, _): return memory.pointer(module.address + offset).flatMap { memory.u32($0) }.map(UInt64.init)
        }
    }

    /// Whether a module is a part of a single-file app: it lies in the executable's mappings.
    package func isBundled(_ module: ManagedModule) -> Bool {
        guard self.module.isSingleFile, module.origin == .file, let base = module.imageBase else { return false }
        return !dump.files.contains { $0.range.contains(base) && $0.path == module.path }
    }
}
