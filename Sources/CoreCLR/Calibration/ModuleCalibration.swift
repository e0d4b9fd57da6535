import DumpFormats
import ProcessMemory
import RawMemory

extension Calibration {
    /// On CoreLib's Module, which every process has and whose name is known.
    func moduleLayout(_ coreLib: Address) throws(RuntimeError) -> RuntimeLayout.ModuleLayout {
        let places = stride(from: 0 as UInt64, to: 0x200, by: 8)
        // Its simple name lies in the image's metadata, which heap dumps of some systems lack: then the file names must do.
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
        // The loaded layout comes last, behind the flat one.
        let layouts = stride(from: 0x90 as UInt64, through: 0x40, by: -8).filter { isImageLayout(memory.pointer(image + $0)) }
        return RuntimeLayout.ModuleLayout(
            simpleName: simpleName, peAssembly: peAssembly, dynamicMetadata: nil, imageLayouts: layouts)
    }

    private func image(of assembly: Address) -> Address? {
        memory.pointer(assembly + RuntimeLayout.ModuleLayout.peAssemblyImage).flatMap { $0.isNull ? nil : $0 }
    }

    private func path(of image: Address) -> String? {
        memory.pointer(image + RuntimeLayout.ModuleLayout.imagePath).flatMap { memory.utf16String($0, limit: 4096) }
    }

    /// A virtual table in the runtime, the base of a PE image (or of a module that the dump lists), a size.
    private func isImageLayout(_ layout: Address?) -> Bool {
        guard let layout, !layout.isNull, let table = memory.pointer(layout), runtime.contains(table),
            let base = memory.pointer(layout + RuntimeLayout.ModuleLayout.layoutBase),
            let size = memory.u32(layout + RuntimeLayout.ModuleLayout.layoutSize), size >= 512, size < 1 << 30
        else { return false }
        return memory.u16(base) == 0x5A4D || dump.modules.contains { $0.range.start == base }
            || dump.files.contains { $0.range.start == base }
    }

    /// Where the list of assemblies is, and the way from its elements to their modules.
    func assemblies(_ coreLib: Address) -> (list: Address, path: [UInt64])? {
        var best: (list: Address, path: [UInt64], score: Int)?
        var tried = Set<Address>()
        // Of 8 up to seven other variables lie a little before the same list in memory: the list counts, not what it was found from.
        for domain in globals.appDomain.map({ [$0] }) ?? globals.values {
            for offset in stride(from: 0 as UInt64, to: 0x1400, by: 8) {
                let list = domain + offset
                guard let count = memory.u32(list), count >= 2, count <= AssemblyList.limit, memory.u32(list + 16) == 5,
                    tried.insert(list).inserted
                else { continue }
                let assemblies = AssemblyList(list, memory)
                guard assemblies.unreadable == 0, assemblies.elements.count >= 2, assemblies.elements.allSatisfy({ memory.isMapped($0) })
                else { continue }
                for path in Self.paths {
                    let found = assemblies.modules(path, memory).modules
                    guard found.contains(coreLib) else { continue }
                    let score = found.filter { memory.pointer($0).map { runtime.contains($0) } ?? false }.count
                    if score > best?.score ?? 0 { best = (list, path, score) }
                }
            }
        }
        return best.map { ($0.list, $0.path) }
    }

    /// An element is a DomainAssembly that holds its Module, or leads to an Assembly that does, or is itself an Assembly.
    private static let paths: [[UInt64]] =
        stride(from: 0 as UInt64, through: 0x78, by: 8).map { [$0] }
        + stride(from: 0 as UInt64, through: 0x78, by: 8).flatMap { outer in
            stride(from: 0 as UInt64, through: 0x38, by: 8).map { [outer, $0] }
        }

    /// On the first dynamic module: a word that leads to metadata.
    func dynamicMetadata(_ modules: [Address], _ layout: RuntimeLayout.ModuleLayout) -> RuntimeLayout.DynamicMetadataPlace? {
        let root: UInt32 = 0x424A_5342
        for module in modules where (memory.pointer(module + layout.peAssembly).flatMap(image)) == nil {
            for place in stride(from: 0x100 as UInt64, to: 0xA00, by: 8) {
                guard let data = memory.pointer(module + place), !data.isNull else { continue }
                if memory.u32(data + 4) == root { return .inline(place) }
                if let buffer = memory.pointer(data + 0x10), memory.u32(buffer) == root { return .buffer(place) }
            }
        }
        return nil
    }
}
