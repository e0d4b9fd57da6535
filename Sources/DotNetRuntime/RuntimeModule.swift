package import AddressSpace
package import DumpFormats
import RawMemory

/// libcoreclr.so in the dumped process.
package struct RuntimeModule: Sendable {
    package let path: String
    package let image: ELFImage
    package let version: RuntimeVersion?

    /// Finds it by the mapped files. Throws `RuntimeError`: what is there instead, when it is something known.
    package init(_ core: ELFCore, _ memory: AddressSpace) throws(RuntimeError) {
        let rows = core.notes.files.filter { $0.fileName == "libcoreclr.so" }
        guard let first = rows.min(by: { $0.range.start < $1.range.start }) else {
            throw RuntimeModule.recognise(core, memory)
        }
        guard let image = ELFImage(memory, base: first.range.start) else {
            throw .runtimePagesMissing("the program headers of libcoreclr.so")
        }
        path = first.path
        self.image = image
        version = RuntimeVersion(scanning: image, memory) ?? RuntimeVersion(libraryPath: first.path)
    }

    /// A process without libcoreclr.so: NativeAOT, a single-file app, or no .NET at all.
    private static func recognise(_ core: ELFCore, _ memory: AddressSpace) -> RuntimeError {
        var seen = Set<String>()
        for row in core.notes.files where row.fileOffset == 0 && seen.insert(row.path).inserted {
            guard let image = ELFImage(memory, base: row.range.start) else { continue }
            if image.symbol("DotNetRuntimeDebugHeader", memory) != nil { return .nativeAOT(path: row.path) }
            if image.symbol("DotNetRuntimeInfo", memory) != nil || image.symbol("g_dacTable", memory) != nil {
                return .singleFile(path: row.path)
            }
        }
        return .noRuntime
    }

    /// Whether an address lies in the runtime's image: what a pointer to one of its variables or vtables must do.
    func contains(_ address: Address) -> Bool { image.range.contains(address) }
}
