package import AddressSpace
package import DumpFormats
import RawMemory

/// libcoreclr.so in the dumped process.
package struct RuntimeModule: Sendable {
    package let path: String
    package let image: ELFImage
    package let version: RuntimeVersion?
    /// libclrgc.so is loaded: the segments GC, chosen by `DOTNET_GCName`.
    let hasStandaloneCollector: Bool

    /// Finds it by the mapped files. Throws `RuntimeError`: what is there instead, when it is something known.
    package init(_ dump: ProcessDump, _ memory: AddressSpace) throws(RuntimeError) {
        let rows = dump.files.filter { $0.fileName == "libcoreclr.so" }
        guard let first = rows.min(by: { $0.range.start < $1.range.start }) else {
            throw RuntimeModule.recognise(dump, memory)
        }
        guard let image = ELFImage(memory, base: first.range.start) else {
            throw .runtimePagesMissing("the program headers of libcoreclr.so")
        }
        path = first.path
        self.image = image
        // The text in 3.1's data does not tell its patch; the folder it is installed in does.
        let embedded = RuntimeVersion(scanning: image, memory)
        version = embedded.flatMap { $0.major >= 5 ? $0 : nil } ?? RuntimeVersion(libraryPath: first.path) ?? embedded
        hasStandaloneCollector = dump.files.contains { $0.fileName == "libclrgc.so" }
    }

    /// A process without libcoreclr.so: NativeAOT, a single-file app, or no .NET at all.
    private static func recognise(_ dump: ProcessDump, _ memory: AddressSpace) -> RuntimeError {
        // A single-file app maps its bundle's entries as rows of their own: of the rows with offset 0 only one begins with an ELF header.
        for row in dump.files where row.fileOffset == 0 {
            guard let image = ELFImage(memory, base: row.range.start) else { continue }
            if image.symbol("DotNetRuntimeDebugHeader", memory) != nil { return .nativeAOT(path: row.path) }
            if image.symbol("DotNetRuntimeInfo", memory) != nil || image.symbol("g_dacTable", memory) != nil {
                return .singleFile(path: row.path)
            }
            // A heap dump of a single-file app lacks the executable's export table, but its bundle shows: assemblies are mapped from the
            // executable's file outside of its image (10.0.14: 20 such rows).
            if dump.files.contains(where: { $0.path == row.path && !image.range.contains($0.range.start) }) {
                return .singleFile(path: row.path)
            }
        }
        return .noRuntime
    }

    /// Whether an address lies in the runtime's image: what a pointer to one of its variables or vtables must do.
    func contains(_ address: Address) -> Bool { image.range.contains(address) }
}
