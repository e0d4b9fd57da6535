import DumpFormats
import ProcessMemory
package import RawMemory

/// A Module of the runtime.
package struct ManagedModule: Sendable {
    package let address: Address
    /// The file name, the simple name of a dynamic assembly, or the name in the metadata of a module loaded from bytes.
    package let name: String
    /// Empty for a module without a file, and when the dump does not hold it.
    package let path: String
    /// Bytes of the loaded image; 0 without one.
    package let imageSize: UInt64
    /// The address of the image; `nil` when there is none or it is unknown.
    package let imageBase: Address?
    /// Whether the image lies as a loader maps it, so that precompiled code in it can run; otherwise as in its file.
    package let isImageMapped: Bool
    package let origin: Origin
    /// The metadata in the dump; `nil` when the dump does not hold it.
    package let metadata: MetadataTables?

    /// The file or the memory that a module was loaded from.
    package enum Origin: Sendable {
        case file
        /// `Assembly.Load(byte[])` and `AssemblyLoadContext.LoadFromStream`.
        case bytes
        /// Made by Reflection.Emit. There is no image.
        case emitted
        /// The dump does not hold it.
        case unknown
    }

    package var isDynamic: Bool { origin == .emitted }

    /// The longest path that Linux opens.
    private static let pathLimit = 4096

    init(_ at: Address, _ memory: AddressSpace, _ fields: ModuleFields) {
        address = at
        let simpleName = fields.simpleName.flatMap { memory.pointer(at + $0) }.flatMap { memory.cString($0, limit: 1024) } ?? ""
        let assembly = memory.pointer(at + fields.peAssembly)
        let image = assembly.flatMap { $0.isNull ? $0 : memory.pointer($0 + fields.image) }
        guard let image, !image.isNull else {
            // A module without an image was emitted at run time. The runtime rewrites its metadata after each type.
            origin = image == nil ? .unknown : .emitted
            path = ""
            imageSize = 0
            imageBase = nil
            isImageMapped = false
            metadata = fields.dynamicMetadata.flatMap { Self.emitted(at, memory, $0) }.flatMap { MetadataTables($0, memory) }
            name = simpleName.isEmpty ? metadata?.moduleName ?? "" : simpleName
            return
        }
        path = memory.pointer(image + fields.imagePath).flatMap { memory.utf16String($0, limit: Self.pathLimit) } ?? ""
        if !path.isEmpty {
            origin = .file
        } else {
            // An empty SString has 2 bytes, its zero; its buffer is a constant of the runtime's library, which many dumps do not hold.
            origin = memory.u32(image + fields.imagePathBytes).map { $0 <= 2 } == true ? .bytes : .unknown
        }
        var size: UInt64 = 0
        var imageBase: Address?
        var metadata: MetadataTables?
        var isMapped = false
        for place in fields.imageLayouts {
            guard let loaded = memory.pointer(image + place), !loaded.isNull,
                let base = memory.pointer(loaded + fields.layoutBase),
                !base.isNull
            else { continue }
            imageBase = base
            size = memory.u32(loaded + fields.layoutSize).map(UInt64.init) ?? 0
            // Bit 0 means that the image is mapped. The upper bits of a flat layout's flags are not initialized.
            isMapped = (memory.u32(loaded + fields.layoutFlags) ?? 0) & 1 != 0
            metadata = metadataRoot(ImageBytes(memory, base: base), isMapped: isMapped).flatMap { MetadataTables($0, memory) }
            break
        }
        imageSize = size
        self.imageBase = imageBase
        isImageMapped = isMapped
        self.metadata = metadata
        let fileName = path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last.map(String.init)
        name = fileName ?? metadata?.moduleName ?? simpleName
    }

    /// The names of the types that the metadata in the dump defines, and what that says of the build. `nil` when the dump does not hold it
    /// whole.
    package func definitions() -> (names: DefinitionNames, identity: MetadataIdentity?)? {
        guard let metadata, let names = DefinitionNames(metadata) else { return nil }
        return (names, metadata.schema.map { MetadataIdentity(schema: $0, names: metadata.nameDigests) })
    }

    /// The module with the path from the operating system's list, for triage dumps, which do not hold the runtime's path.
    func named(by loaded: LoadedModule?) -> ManagedModule {
        guard let loaded, path.isEmpty, !isDynamic else { return self }
        return ManagedModule(self, path: loaded.path, name: String(loaded.fileName))
    }

    /// The module with the path of the file that is mapped at its image, when the runtime's path is not in the dump.
    func named(by mappings: [Address: FileMapping]) -> ManagedModule {
        guard origin == .unknown, let file = imageBase.flatMap({ mappings[$0] }), file.path.utf8.count < Self.pathLimit else {
            return self
        }
        return ManagedModule(self, path: file.path, name: String(file.fileName))
    }

    private init(_ module: ManagedModule, path: String, name: String) {
        address = module.address
        self.path = path
        self.name = name
        imageSize = module.imageSize
        imageBase = module.imageBase
        isImageMapped = module.isImageMapped
        origin = .file
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

    /// The build of a module as a text: the build id of the executable of a single-file app that holds the module, with the id of the app,
    /// which heap dumps do not hold; or time stamp and size of its image; or what the runtime's copy of its metadata says
    /// (`MetadataIdentity.text`). `nil` when the dump says none of them. In such an app the page with the header of an assembly is often
    /// missing, so the executable comes first: two dumps of one process say the same.
    package func build(of module: ManagedModule) -> String? {
        guard !module.isDynamic, let base = module.imageBase else { return nil }
        let executable = part(ExecutableBuildReader.self).value
        if let executable, executable.holds(base) { return executable.text }
        return identity(of: module)?.text ?? metadataIdentity(of: module)?.text
    }

    /// The modules that the operating system lists (minidumps), by address.
    var loadedModules: [Address: LoadedModule] { part(LoadedModulesReader.self).value ?? [:] }
}

private enum ModulesReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<[ManagedModule]> {
        guard let list = runtime.assemblyList else { return RuntimePart(nil, [runtime.missing(.assemblyListMissing)]) }
        let fields: ModuleFields
        do { fields = try ModuleFields(runtime.layout.offsets) } catch { return RuntimePart(nil, [.fieldUnknown(error)]) }
        guard let path = runtime.layout.assemblyModulePath else {
            return RuntimePart(nil, [.fieldUnknown(RuntimeField("Assembly", "Module"))])
        }
        let (found, unreadable) = AssemblyList(list, runtime.memory, runtime.layout.offsets).modules(path, runtime.memory)
        let loaded = runtime.loadedModules
        let mapped = Dictionary(
            runtime.dump.files.lazy.filter { $0.fileOffset == 0 }.map { ($0.range.start, $0) }, uniquingKeysWith: { first, _ in first })
        let modules = found.map { address in
            let module = ManagedModule(address, runtime.memory, fields)
            return module.named(by: module.imageBase.flatMap { loaded[$0] }).named(by: mapped)
        }
        var problems = unreadable > 0 ? [RuntimeProblem.modulesUnreadable(count: unreadable)] : []
        let unknown = modules.count { $0.origin == .unknown }
        if unknown > 0 { problems.append(.modulePathsMissing(count: UInt64(unknown))) }
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
        // The build id is that of the runtime. Executables of all apps with this runtime have it, so it proves nothing without the app's.
        let app = LoadedBundle(image.segments.filter(\.isWritable).map(\.range), runtime.memory)
        let text = ["elf", id.hexadecimal] + [app?.id].compactMap(\.self)
        return RuntimePart(ExecutableBuild(text: text.joined(separator: "-"), mapped: mapped))
    }
}

private enum LoadedModulesReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<[Address: LoadedModule]> {
        RuntimePart(Dictionary(runtime.dump.modules.map { ($0.range.start, $0) }, uniquingKeysWith: { first, _ in first }))
    }
}
