/// A module of a made-up process. `address` is that of its Module.
package struct SyntheticModule {
    let index: Int
    package let address: UInt64
}

/// The way in which a module is loaded.
package enum ModuleLayout: Sendable {
    /// The image lies in memory as in its file.
    case flat
    /// Sections at their virtual addresses, as in precompiled images.
    case mapped
    /// Emitted at run time: no image, metadata in a buffer.
    case dynamic
}

struct ModuleRecord {
    let address: UInt64
    let domainAssembly: UInt64
    let peImage: UInt64
    let layout: ModuleLayout
    let path: String
    /// The address of the image, or of the metadata of a dynamic module.
    let place: UInt64
    /// The PEImageLayout, or the SBuffer of a dynamic module.
    let holder: UInt64
    var metadata: MetadataBuilder
    /// The number of bytes of metadata that are written; zeros follow.
    var metadataLimit: Int?
}

extension SyntheticProcess {
    /// Declares a module and adds it to the assembly list. An empty `path` means loaded from bytes.
    @discardableResult
    package func module(
        _ name: String, path: String? = nil, layout: ModuleLayout = .flat, simpleName: String? = nil
    ) -> SyntheticModule {
        let path = layout == .dynamic ? "" : path ?? "/app/" + name
        let address = memory.allocate(CLR8.Module.size, in: nativeHeap)
        // C++ objects begin with the address of a virtual table in the library.
        memory.write(library.base + 0x100, at: address)
        let domainAssembly = memory.allocate(CLR8.DomainAssembly.size, in: nativeHeap)
        let assembly = memory.allocate(CLR8.Assembly.size, in: nativeHeap)
        let peAssembly = memory.allocate(CLR8.PEAssembly.size, in: nativeHeap)
        let simple = [UInt8].cString(simpleName ?? (name.hasSuffix(".dll") ? String(name.dropLast(4)) : name))
        let simplePlace = memory.allocate(simple.count, in: nativeHeap)
        memory.write(simple, at: simplePlace)
        for (value, place) in [
            (library.vtable, address), (systemDomain + 0xA00, address + CLR8.Module.loaderAllocator),
            (simplePlace, address + CLR8.Module.simpleName), (peAssembly, address + CLR8.Module.peAssembly),
            (assembly, address + CLR8.Module.assembly), (library.vtable, assembly), (address, assembly + CLR8.Assembly.module),
            (assembly, domainAssembly + CLR8.DomainAssembly.assembly), (appDomain, domainAssembly + CLR8.DomainAssembly.appDomain),
            (peAssembly, domainAssembly + CLR8.DomainAssembly.peAssembly), (address, domainAssembly + CLR8.DomainAssembly.module),
            (library.vtable, peAssembly),
        ] { memory.write(value, at: place) }

        let place = 0x7F20_0000_0000 + UInt64(modules.count) * 0x100_0000
        _ = memory.area(place, flags: layout == .dynamic ? 6 : 4)
        var metadata = MetadataBuilder(moduleName: name)
        var peImage: UInt64 = 0
        let holder: UInt64
        if layout == .dynamic {
            metadata.tableStream = "#-"
            holder = memory.allocate(CLR8.Buffer.size, in: nativeHeap)
            memory.write(place, at: holder + CLR8.Buffer.data)
            memory.write(holder, at: address + CLR8.Module.dynamicMetadata)
        } else {
            peImage = memory.allocate(CLR8.PEImage.size, in: nativeHeap)
            holder = memory.allocate(CLR8.PEImageLayout.bytes, in: nativeHeap)
            memory.write(library.base + 0x200, at: holder)
            let text = [UInt8].utf16String(path)
            let textPlace = memory.allocate(text.count, in: nativeHeap)
            memory.write(text, at: textPlace)
            memory.write(UInt32(text.count), at: peImage + CLR8.PEImage.pathBytes)
            memory.write(textPlace, at: peImage + CLR8.PEImage.pathBuffer)
            memory.write(holder, at: peImage + CLR8.PEImage.flatLayout)
            memory.write(holder, at: peImage + CLR8.PEImage.loadedLayout)
            memory.write(peImage, at: peAssembly + CLR8.PEAssembly.image)
            memory.write(library.vtable, at: holder)
            memory.write(place, at: holder + CLR8.PEImageLayout.base)
            // The upper bits of a flat layout's flags are not initialized.
            memory.write(layout == .mapped ? 1 : 0x170 as UInt32, at: holder + CLR8.PEImageLayout.flags)
        }
        modules.append(
            ModuleRecord(
                address: address, domainAssembly: domainAssembly, peImage: peImage, layout: layout, path: path, place: place,
                holder: holder, metadata: metadata))
        assemblySlots.append(domainAssembly)
        return SyntheticModule(index: modules.count - 1, address: address)
    }

    /// A slot of the assembly list whose assembly was unloaded.
    package func unloadedAssembly() { assemblySlots.append(0) }

    /// Changes how a module's metadata is written.
    package func metadata(of module: SyntheticModule, _ change: (inout MetadataBuilder) -> Void) { change(&modules[module.index].metadata) }

    /// Writes only the first `count` bytes of a module's metadata; zeros follow.
    package func cutMetadata(of module: SyntheticModule, to count: Int) { modules[module.index].metadataLimit = count }

    /// The address of a module's metadata.
    package func metadataRoot(of module: SyntheticModule) -> UInt64 {
        let record = modules[module.index]
        return record.layout == .dynamic ? record.place : record.place + ImageBuilder.metadataOffset(isMapped: record.layout == .mapped)
    }

    package func metadataSize(of module: SyntheticModule) -> Int { modules[module.index].metadata.bytes().count }
    package func peImage(of module: SyntheticModule) -> UInt64 { modules[module.index].peImage }
    /// The PEImageLayout, or the SBuffer of a dynamic module.
    package func layoutRecord(of module: SyntheticModule) -> UInt64 { modules[module.index].holder }
    package func domainAssembly(of module: SyntheticModule) -> UInt64 { modules[module.index].domainAssembly }
    package func image(of module: SyntheticModule) -> UInt64 { modules[module.index].place }

    /// The file from which a module was loaded.
    package func file(of module: SyntheticModule) -> [UInt8] {
        ImageBuilder.bytes(metadata: modules[module.index].metadata.bytes(), isMapped: false)
    }

    /// Removes the metadata of a module from the dump. The header of its image stays, as in heap dumps of 3.1.
    package func removeMetadata(of module: SyntheticModule) { poke(0 as UInt32, at: metadataRoot(of: module)) }

    /// The size of an image in its PEImageLayout.
    package func imageSize(of module: SyntheticModule) -> Int { imageBytes(modules[module.index]).count }

    private func imageBytes(_ module: ModuleRecord) -> [UInt8] {
        var metadata = module.metadata.bytes()
        if let limit = module.metadataLimit, limit < metadata.count {
            metadata.replaceSubrange(limit..., with: repeatElement(0, count: metadata.count - limit))
        }
        return module.layout == .dynamic ? metadata : ImageBuilder.bytes(metadata: metadata, isMapped: module.layout == .mapped)
    }

    func writeModules(_ memory: inout SyntheticMemory) {
        for module in modules {
            let bytes = imageBytes(module)
            memory.replace(module.place, bytes)
            let size = UInt32(bytes.count)
            memory.write(size, at: module.layout == .dynamic ? module.holder : module.holder + CLR8.PEImageLayout.size)
        }
    }

    /// The rows of NT_FILE.
    package var mappedFiles: [ELFNote.FileRow] { library.fileRows + moduleFileRows }

    var moduleFileRows: [ELFNote.FileRow] {
        modules.filter { !$0.path.isEmpty }.map { module in
            let size = UInt64(imageBytes(module).count + 4095) & ~4095
            return .init(module.place, module.place + size, path: module.path)
        }
    }

    var assemblyList: UInt64 { appDomain + CLR8.AppDomain.assemblies }

    /// Writes a first block of five slots, then blocks of ten.
    func writeAssemblyList(_ memory: inout SyntheticMemory) {
        memory.write(UInt32(assemblySlots.count), at: assemblyList + CLR8.AssemblyList.count)
        var block = assemblyList + CLR8.AssemblyList.firstBlock
        var rest = assemblySlots[...]
        var size = CLR8.AssemblyList.slotsInPlace
        while true {
            memory.write(UInt32(size), at: block + CLR8.AssemblyBlock.slotCount)
            for (index, slot) in rest.prefix(size).enumerated() {
                memory.write(slot, at: block + CLR8.AssemblyBlock.slots + UInt64(index) * 8)
            }
            rest = rest.dropFirst(size)
            if rest.isEmpty { return }
            size = CLR8.AssemblyList.slotsABlock
            let next = memory.allocate(16 + size * 8, in: nativeHeap)
            memory.write(next, at: block + CLR8.AssemblyBlock.next)
            block = next
        }
    }

    /// The address of the list, for tests that overwrite it.
    package var assemblyListAddress: UInt64 { assemblyList }
}
