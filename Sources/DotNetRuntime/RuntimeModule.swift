package import AddressSpace
package import DumpFormats
import RawMemory

/// The runtime's module in the dumped process: libcoreclr.so, or the executable of a single-file app.
package struct RuntimeModule: Sendable {
    package let path: String
    package let image: ELFImage
    package let version: RuntimeVersion?
    package let isSingleFile: Bool
    /// libclrgc.so, when a collector outside of the runtime was chosen (`DOTNET_GCName`).
    let collector: ELFImage?

    /// Finds it by the mapped files. Throws `RuntimeError`: what is there instead, when it is something known.
    package init(_ dump: ProcessDump, _ memory: AddressSpace) throws(RuntimeError) {
        let library = dump.files.filter { $0.fileName == "libcoreclr.so" }
        if let first = library.first(where: { $0.fileOffset == 0 && memory.isELF($0.range.start) })
            ?? library.min(by: { $0.range.start < $1.range.start })
        {
            guard let image = ELFImage(memory, base: first.range.start) else {
                throw .runtimePagesMissing("the program headers of libcoreclr.so")
            }
            self.image = image
            path = first.path
            isSingleFile = false
        } else {
            (path, image) = try SingleFileApp.find(dump, memory)
            isSingleFile = true
        }
        // The text in 3.1's data does not tell its patch; the folder it is installed in does.
        let embedded = RuntimeVersion(scanning: image, memory)
        version =
            RuntimeVersion(runtimeInfo: image, memory) ?? embedded.flatMap { $0.major >= 5 ? $0 : nil }
            ?? RuntimeVersion(libraryPath: path) ?? embedded
        collector = dump.files.first { $0.fileName == "libclrgc.so" && $0.fileOffset == 0 }.flatMap {
            ELFImage(memory, base: $0.range.start)
        }
    }

    /// Whether an address lies in the runtime's image: what a pointer to one of its variables or vtables must do.
    func contains(_ address: Address) -> Bool { image.range.contains(address) }

    /// Whether an address lies where the GC's variables do.
    func containsCollector(_ address: Address) -> Bool { contains(address) || collector?.range.contains(address) == true }

    /// Address and size in bytes of an export; nil: not exported, or its pages are not in the dump.
    func symbol(_ name: String, _ memory: AddressSpace) -> ELFImage.Symbol? { image.symbol(name, memory) }

    /// Where the module keeps its variables.
    var writableRanges: [AddressRange] { image.segments.filter { $0.flags & 2 != 0 }.map(\.range) }

    /// Whether the dump holds the module's code: full dumps do, heap dumps do not.
    func holdsCode(_ memory: AddressSpace) -> Bool {
        image.segments.filter { $0.flags & 1 != 0 }.allSatisfy { memory.presentBytes(in: $0.range) >= $0.range.count / 2 }
    }
}

extension AddressSpace {
    fileprivate func isELF(_ address: Address) -> Bool { u32(address) == 0x464C_457F }
}
