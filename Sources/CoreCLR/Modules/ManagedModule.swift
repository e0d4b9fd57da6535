import DumpFormats
import ProcessMemory
package import RawMemory

/// A Module of the runtime.
package struct ManagedModule: Sendable {
    package let address: Address
    /// The file name, the simple name of a dynamic assembly, or the name in the metadata of a module loaded from bytes.
    package let name: String
    /// Empty for a dynamic module and for one loaded from bytes.
    package let path: String
    /// Bytes of the loaded image; 0 without one.
    package let imageSize: UInt64
    /// The address of the image; `nil` when there is none or it is unknown.
    package let imageBase: Address?
    package let isDynamic: Bool
    /// The metadata in the dump; `nil` when the dump does not hold it.
    package let metadata: MetadataTables?

    /// The longest path that Linux opens.
    private static let pathLimit = 4096

    init(_ at: Address, _ memory: AddressSpace, _ fields: ModuleFields) {
        address = at
        let simpleName = fields.simpleName.flatMap { memory.pointer(at + $0) }.flatMap { memory.cString($0, limit: 1024) } ?? ""
        let assembly = memory.pointer(at + fields.peAssembly) ?? Address(0)
        let image = memory.pointer(assembly + fields.image) ?? Address(0)
        guard !assembly.isNull, !image.isNull else {
            // A module without an image was emitted at run time. The runtime rewrites its metadata after each type.
            isDynamic = true
            path = ""
            imageSize = 0
            imageBase = nil
            metadata = fields.dynamicMetadata.flatMap { Self.emitted(at, memory, $0) }.flatMap { MetadataTables($0, memory) }
            name = simpleName.isEmpty ? metadata?.moduleName ?? "" : simpleName
            return
        }
        isDynamic = false
        path = memory.pointer(image + fields.imagePath).flatMap { memory.utf16String($0, limit: Self.pathLimit) } ?? ""
        var size: UInt64 = 0
        var imageBase: Address?
        var metadata: MetadataTables?
        for place in fields.imageLayouts {
            guard let loaded = memory.pointer(image + place), !loaded.isNull,
                let base = memory.pointer(loaded + fields.layoutBase),
                !base.isNull
            else { continue }
            imageBase = base
            size = memory.u32(loaded + fields.layoutSize).map(UInt64.init) ?? 0
            // Bit 0 means that the image is mapped. The upper bits of a flat layout's flags are not initialized.
            let isMapped = (memory.u32(loaded + fields.layoutFlags) ?? 0) & 1 != 0
            metadata = metadataRoot(ImageBytes(memory, base: base), isMapped: isMapped).flatMap { MetadataTables($0, memory) }
            break
        }
        imageSize = size
        self.imageBase = imageBase
        self.metadata = metadata
        let fileName = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)
        name = fileName ?? metadata?.moduleName ?? simpleName
    }

    /// The module with the path from the operating system's list, for triage dumps, which do not hold the runtime's path.
    func named(by loaded: LoadedModule?) -> ManagedModule {
        guard let loaded, path.isEmpty, !isDynamic else { return self }
        return ManagedModule(self, path: loaded.path, name: String(loaded.fileName))
    }

    private init(_ module: ManagedModule, path: String, name: String) {
        address = module.address
        self.path = path
        self.name = name
        imageSize = module.imageSize
        imageBase = module.imageBase
        isDynamic = module.isDynamic
        metadata = module.metadata
    }

    /// The root of the metadata that the runtime wrote for a dynamic module.
    private static func emitted(_ module: Address, _ memory: AddressSpace, _ place: ModuleFields.DynamicMetadataPlace) -> Address? {
        switch place {
        case .inBuffer(let offset, let buffer): memory.pointer(module + offset).flatMap { memory.pointer($0 + buffer) }
        case .sized(let offset, let data): memory.pointer(module + offset).map { $0 + data }
        }
    }
}

extension DotNetRuntime {
    /// The modules that the runtime has loaded, in load order.
    package var modules: RuntimePart<[ManagedModule]> { part(ModulesReader.self) }

    /// The build of a module's file; `nil` when the dump does not say it.
    package func identity(of module: ManagedModule) -> ImageIdentity? {
        guard let base = module.imageBase else { return nil }
        let listed = loadedModules[base].map { ImageIdentity(timeStamp: $0.timeStamp, imageSize: UInt32(clamping: $0.range.count)) }
        guard let identity = listed ?? ImageIdentity(memory, base: base), identity.provesBuild else { return nil }
        return identity
    }

    /// The build of a module as a text: the build id of the executable of a single-file app that holds the module, or time stamp and size of
    /// its image. `nil` when the dump does not say it. In such an app the page with the header of an assembly is often missing.
    package func build(of module: ManagedModule) -> String? {
        guard !module.isDynamic, let base = module.imageBase else { return nil }
        let executable = part(ExecutableBuildReader.self).value
        if let executable, executable.holds(base) { return executable.text }
        return identity(of: module)?.text
    }

    /// The modules that the operating system lists (minidumps), by address.
    fileprivate var loadedModules: [Address: LoadedModule] { part(LoadedModulesReader.self).value ?? [:] }
}

private enum ModulesReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<[ManagedModule]> {
        guard let list = runtime.assemblyList else { return RuntimePart(nil, [.assemblyListMissing]) }
        let fields: ModuleFields
        do { fields = try ModuleFields(runtime.layout.offsets) } catch { return RuntimePart(nil, [.fieldUnknown(error)]) }
        guard let path = runtime.layout.assemblyModulePath else {
            return RuntimePart(nil, [.fieldUnknown(RuntimeField("Assembly", "Module"))])
        }
        let (found, unreadable) = AssemblyList(list, runtime.memory, runtime.layout.offsets).modules(path, runtime.memory)
        let loaded = runtime.loadedModules
        let modules = found.map { address in
            let module = ManagedModule(address, runtime.memory, fields)
            return module.named(by: module.imageBase.flatMap { loaded[$0] })
        }
        let problems = unreadable > 0 ? [RuntimeProblem.modulesUnreadable(count: unreadable)] : []
        return modules.isEmpty ? RuntimePart(nil, [.assemblyListMissing] + problems) : RuntimePart(modules, problems)
    }
}

/// The build of the executable of a single-file app on Linux, and the ranges where its file is mapped.
private struct ExecutableBuild: Sendable {
    let text: String
    let mapped: [AddressRange]

    func holds(_ address: Address) -> Bool { mapped.contains { $0.contains(address) } }
}

private enum ExecutableBuildReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<ExecutableBuild> {
        guard runtime.module.isSingleFile, case .elf(let image) = runtime.module.image, let id = image.buildID(runtime.memory) else {
            return RuntimePart(nil)
        }
        let mapped = runtime.dump.files.filter { $0.path == runtime.module.path }.map(\.range)
        return RuntimePart(ExecutableBuild(text: "elf-" + id.hexadecimal, mapped: mapped))
    }
}

private enum LoadedModulesReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<[Address: LoadedModule]> {
        RuntimePart(Dictionary(runtime.dump.modules.map { ($0.range.start, $0) }, uniquingKeysWith: { first, _ in first }))
    }
}
