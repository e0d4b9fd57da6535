package import DumpFormats
package import ProcessMemory
package import RawMemory

/// The runtime's module in the dumped process: libcoreclr.so, coreclr.dll, or the executable of a single-file app.
package struct RuntimeModule: Sendable {
    package let path: String
    let image: RuntimeImage
    package let version: RuntimeVersion?
    package let isSingleFile: Bool
    /// The range of a GC in a library of its own (`DOTNET_GCName`).
    private let collector: AddressRange?

    /// Finds the module by the mapped files or the list of modules. `number`: which one of several, from 1 on (`RuntimeLibraries`). Throws
    /// `RuntimeError`.
    package init(_ dump: ProcessDump, _ memory: AddressSpace, number: Int? = nil) throws(RuntimeError) {
        let count = max(RuntimeLibraries.count(dump), 1)
        if let number, !(1...count).contains(number) { throw .noSuchRuntime(wanted: number, count: count) }
        switch dump.system {
        case .linux: try self.init(linux: dump, memory, number)
        case .windows: try self.init(windows: dump, memory, number)
        }
    }

    private init(linux dump: ProcessDump, _ memory: AddressSpace, _ number: Int?) throws(RuntimeError) {
        let found: ELFImage
        let library = dump.files.filter { $0.fileName == "libcoreclr.so" }
        let images = RuntimeLibraries.images(dump.files)
        if let first = number.flatMap({ images.isEmpty ? nil : images[$0 - 1] }) ?? library.first(where: {
            $0.fileOffset == 0 && memory.isELF($0.range.start)
        })
            ?? library.min(by: { $0.range.start < $1.range.start })
        {
            guard let image = ELFImage(memory, base: first.range.start) else {
                throw .programHeadersMissing(of: "libcoreclr.so")
            }
            found = image
            path = first.path
            isSingleFile = false
        } else {
            (path, found) = try SingleFileApp.find(dump, memory)
            isSingleFile = true
        }
        image = .elf(found)
        // The embedded text of 3.1 lacks the patch number; the folder of the installation has it.
        let embedded = RuntimeVersion(scanning: image, memory)
        version =
            RuntimeVersion(runtimeInfo: image, memory) ?? embedded.flatMap { $0.major >= 5 ? $0 : nil }
            ?? RuntimeVersion(libraryPath: path) ?? embedded
        collector = dump.files.first { ["libclrgc.so", "libclrgcexp.so"].contains($0.fileName) && $0.fileOffset == 0 }.map {
            ELFImage(memory, base: $0.range.start)?.range ?? Self.extent(of: $0, dump)
        }
    }

    /// The mappings of a library and its .bss, which is mapped after them, when the dump does not hold its program headers.
    private static func extent(of first: FileMapping, _ dump: ProcessDump) -> AddressRange {
        let end = dump.files.filter { $0.path == first.path }.map(\.range.end).max() ?? first.range.end
        let after = dump.segment(containing: end).flatMap { $0.flags & 2 != 0 ? $0.range.end : nil }
        return AddressRange(first.range.start, after ?? end)
    }

    private init(windows dump: ProcessDump, _ memory: AddressSpace, _ number: Int?) throws(RuntimeError) {
        let found: LoadedModule
        let images = RuntimeLibraries.images(dump.modules)
        if let library = number.flatMap({ images.isEmpty ? nil : images[$0 - 1] }) ?? images.first {
            found = library
            image = .pe(PEImage(memory, library))
            isSingleFile = false
            let inFile = library.version.flatMap(RuntimeVersion.init(fileVersion:))
            version = inFile.flatMap { $0.major >= 5 ? $0 : nil } ?? RuntimeVersion(libraryPath: library.path) ?? inFile
        } else {
            let app = try SingleFileApp.find(windows: dump, memory)
            found = app.module
            image = .pe(app.image)
            isSingleFile = true
            version = RuntimeVersion(runtimeInfo: image, memory)
        }
        path = found.path
        collector = dump.modules.first { ["clrgc.dll", "clrgcexp.dll"].contains($0.fileName.lowercased()) }?.range
    }

    /// The address of the runtime library that was loaded first: a library that is loaded later lies lower. `nil` in minidumps and single-file
    /// apps.
    package static func firstBase(_ dump: ProcessDump) -> Address? {
        dump.files.filter { $0.fileName == "libcoreclr.so" && $0.fileOffset == 0 }.map(\.range.start).max()
    }

    /// The folder of the runtime, or of the app when it is a single file, with the separator at its end.
    package var folder: Substring { path[...(path.lastIndex { $0 == "/" || $0 == "\\" } ?? path.startIndex)] }

    /// Whether an address lies in the runtime's image, like its variables and virtual tables.
    func contains(_ address: Address) -> Bool { image.range.contains(address) }

    /// Whether an address lies in the image of the runtime or of a separate GC.
    func containsCollector(_ address: Address) -> Bool { contains(address) || collector?.contains(address) == true }
}

extension AddressSpace {
    fileprivate func isELF(_ address: Address) -> Bool { u32(address) == 0x464C_457F }
}

extension PEImage {
    init(_ memory: AddressSpace, _ module: LoadedModule) { self.init(memory, base: module.range.start, size: module.range.count) }
}
