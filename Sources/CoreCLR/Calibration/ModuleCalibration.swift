import DumpFormats
import ProcessMemory
import RawMemory

extension Calibration {
    /// The fields of a Module and its PEImage, found on CoreLib's module, which every process has and whose name is known.
    func moduleOffsets(_ coreLib: Address) throws(RuntimeError) -> FieldOffsets {
        let places = stride(from: 0 as UInt64, to: 0x200, by: 8)
        // The simple name lies in the image's metadata, which heap dumps of some systems lack. Then file names are used.
        let simpleName = places.first { place in
            memory.pointer(coreLib + place).flatMap { memory.cString($0, limit: 22) } == "System.Private.CoreLib"
        }
        let peAssembly = places.first { place in
            guard let assembly = memory.pointer(coreLib + place), let image = image(of: assembly) else { return false }
            return path(of: image)?.hasSuffix("System.Private.CoreLib.dll") ?? false
        }
        guard let peAssembly, let image = memory.pointer(coreLib + peAssembly).flatMap(image) else {
            throw .layoutMismatch("calibration: CoreLib's module has no image with a path")
        }
        var found: FieldOffsets = ["Module": ["PEAssembly": peAssembly]]
        found["Module", "SimpleName"] = simpleName
        // The loaded layout is the last one, after the flat one and, in 3.1, the mapped one.
        let layouts = stride(from: 0x90 as UInt64, through: 0x40, by: -8).filter { isImageLayout(memory.pointer(image + $0)) }
        let names = layouts.count == 2 ? ["LoadedImageLayout", "FlatImageLayout"] : ModuleFields.layoutNames
        for (name, place) in zip(names, layouts) { found["PEImage", name] = place }
        return found
    }

    private func image(of assembly: Address) -> Address? {
        pointer(assembly, "PEAssembly", "PEImage").flatMap { $0.isNull ? nil : $0 }
    }

    private func path(of image: Address) -> String? {
        pointer(image, "PEImage", "Path").flatMap { memory.utf16String($0, limit: 4096) }
    }

    /// The pointer in a field whose offset is the same in all runtimes.
    private func pointer(_ at: Address, _ structure: String, _ field: String) -> Address? {
        FieldOffsets.shared[structure, field].flatMap { memory.pointer(at + $0) }
    }

    /// Whether `layout` has a virtual table in the runtime, the base of a PE image or of a listed module, and a plausible size.
    private func isImageLayout(_ layout: Address?) -> Bool {
        guard let layout, !layout.isNull, let table = memory.pointer(layout), runtime.contains(table),
            let base = pointer(layout, "PEImageLayout", "Base"),
            let size = FieldOffsets.shared["PEImageLayout", "Size"].flatMap({ memory.u32(layout + $0) }), size >= 512, size < 1 << 30
        else { return false }
        return memory.u16(base) == 0x5A4D || dump.modules.contains { $0.range.start == base }
            || dump.files.contains { $0.range.start == base }
    }

    /// The path from an element of the list of assemblies to its Module.
    struct ModulePath {
        /// The offsets of the pointers to follow.
        let steps: [UInt64]

        /// The path as fields. An element is a DomainAssembly that has the Module, or whose Assembly has it.
        var offsets: FieldOffsets {
            steps.count == 1
                ? ["DomainAssembly": ["Module": steps[0]]] : ["DomainAssembly": ["Assembly": steps[0]], "Assembly": ["Module": steps[1]]]
        }
    }

    /// The list of assemblies, and the path from its elements to their modules.
    func assemblies(_ coreLib: Address) -> (list: Address, path: ModulePath)? {
        var best: (list: Address, path: ModulePath, score: Int)?
        var tried = Set<Address>()
        // In 8 up to seven other variables point a little before the same list. So each list is tried once.
        for domain in globals.appDomain.map({ [$0] }) ?? globals.values {
            for offset in stride(from: 0 as UInt64, to: 0x1400, by: 8) {
                let list = domain + offset
                guard let count = memory.u32(list), count >= 2, count <= AssemblyList.limit, memory.u32(list + 16) == 5,
                    tried.insert(list).inserted
                else { continue }
                let assemblies = AssemblyList(list, memory, .shared)
                guard assemblies.unreadable == 0, assemblies.elements.count >= 2, assemblies.elements.allSatisfy({ memory.isMapped($0) })
                else { continue }
                for path in Self.paths {
                    let found = assemblies.modules(path.steps, memory).modules
                    guard found.contains(coreLib) else { continue }
                    let score = found.filter { memory.pointer($0).map { runtime.contains($0) } ?? false }.count
                    if score > best?.score ?? 0 { best = (list, path, score) }
                }
            }
        }
        return best.map { ($0.list, $0.path) }
    }

    private static let paths: [ModulePath] =
        stride(from: 0 as UInt64, through: 0x78, by: 8).map { ModulePath(steps: [$0]) }
        + stride(from: 0 as UInt64, through: 0x78, by: 8).flatMap { outer in
            stride(from: 0 as UInt64, through: 0x38, by: 8).map { ModulePath(steps: [outer, $0]) }
        }

    /// The field of a Module that points to emitted metadata, found on a dynamic module; `nil` when there is none.
    func dynamicMetadata(_ modules: [Address], _ fields: ModuleFields) -> FieldOffsets? {
        guard let sizedData = FieldOffsets.from9["DynamicMetadata", "Data"], let bufferData = FieldOffsets.to8["SBuffer", "Buffer"] else {
            return nil
        }
        let root: UInt32 = 0x424A_5342
        for module in modules where memory.pointer(module + fields.peAssembly).flatMap(image) == nil {
            for place in stride(from: 0x100 as UInt64, to: 0xA00, by: 8) {
                guard let data = memory.pointer(module + place), !data.isNull else { continue }
                if memory.u32(data + sizedData) == root {
                    return ["Module": ["DynamicMetadata": place], "DynamicMetadata": ["Data": sizedData]]
                }
                if let buffer = memory.pointer(data + bufferData), memory.u32(buffer) == root {
                    return ["Module": ["DynamicMetadata": place], "SBuffer": ["Buffer": bufferData]]
                }
            }
        }
        return nil
    }
}
