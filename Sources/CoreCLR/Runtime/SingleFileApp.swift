import DumpFormats
import ProcessMemory
import RawMemory

/// Finds a runtime that is linked into the executable.
enum SingleFileApp {
    /// The path and the image of the executable. Throws `RuntimeError` for NativeAOT, and when there is no .NET runtime.
    static func find(_ dump: ProcessDump, _ memory: AddressSpace) throws(RuntimeError) -> (path: String, image: ELFImage) {
        let images = candidates(dump, memory)
        for (row, image) in images where image.symbol("DotNetRuntimeDebugHeader", memory) != nil { throw .nativeAOT(path: row.path) }
        for (row, image) in images where exports.contains(where: { image.symbol($0, memory) != nil }) { return (row.path, image) }
        // A heap dump lacks the executable's export table. createdump records the runtime's address. Otherwise the bundle reveals it: its
        // assemblies are mapped from the executable's file outside of its image (10.0.14 has 20 such rows).
        if let base = CreatedumpNote.runtimeBase(memory), let (row, image) = images.first(where: { $0.image.base == base }) {
            return (row.path, image)
        }
        for (row, image) in images
        where dump.files.contains(where: { $0.path == row.path && $0.fileOffset > 0 && !image.range.contains($0.range.start) }) {
            return (row.path, image)
        }
        if let name = executableWithoutHeaders(dump, memory) { throw .programHeadersMissing(of: name) }
        throw .noRuntime
    }

    /// The name of the executable when the dump does not hold the beginning of its file but the text of a runtime's version in its data.
    private static func executableWithoutHeaders(_ dump: ProcessDump, _ memory: AddressSpace) -> String? {
        guard let program = dump.process.programHeaders, !memory.isMapped(program),
            let main = dump.files.first(where: { $0.range.contains(program) })
        else { return nil }
        let ranges = dump.files.filter { $0.path == main.path }.map(\.range)
        return RuntimeVersionText.first(in: ranges, memory).map { _ in String(main.fileName) }
    }

    /// The module and the image of the executable. Throws `RuntimeError`.
    static func find(windows dump: ProcessDump, _ memory: AddressSpace) throws(RuntimeError) -> (module: LoadedModule, image: PEImage) {
        // The executable comes first. If another program hosts the app, the app is one of its libraries.
        let images = dump.modules.prefix(moduleLimit).map { (module: $0, image: PEImage(memory, $0)) }
        for (module, image) in images where image.symbol("DotNetRuntimeDebugHeader", memory) != nil {
            throw .nativeAOT(path: module.path)
        }
        guard let found = images.first(where: { app in exports.contains { app.image.symbol($0, memory) != nil } }) else {
            throw .noRuntime
        }
        return found
    }

    private static let exports = ["DotNetRuntimeInfo", "g_dacTable", ContractDescriptor.exportName]
    private static let moduleLimit = 2048

    /// ELF images at the beginnings of mapped files, the executable first. A single-file app maps the entries of its bundle as rows of
    /// their own, some below the image; only the row with offset 0 begins with an ELF header.
    private static func candidates(_ dump: ProcessDump, _ memory: AddressSpace) -> [(row: FileMapping, image: ELFImage)] {
        let program = dump.process.programHeaders
        let images = dump.files.filter { $0.fileOffset == 0 }.compactMap { row in
            ELFImage(memory, base: row.range.start).map { (row: row, image: $0) }
        }
        let isProgram = images.map { image in program.map { image.image.range.contains($0) } ?? false }
        return zip(images, isProgram).filter(\.1).map(\.0) + zip(images, isProgram).filter { !$0.1 }.map(\.0)
    }
}

/// The page that createdump of .NET 7 and later adds to a dump, at an address that no process has: "DIAGINFOHEADER", a version at 0x10,
/// and from version 2 on the runtime's base at 0x20.
enum CreatedumpNote {
    static let address = Address(0x7FFF_FFF1_0000)

    static func runtimeBase(_ memory: AddressSpace) -> Address? {
        guard memory.cString(address, limit: 16) == "DIAGINFOHEADER", let version = memory.u32(address + 0x10), version >= 2,
            let base = memory.pointer(address + 0x20), !base.isNull
        else { return nil }
        return base
    }
}
