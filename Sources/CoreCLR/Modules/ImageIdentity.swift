import DumpFormats
import ProcessMemory
import RawMemory

/// Two numbers of the PE header that identify a build of an assembly's file. Compilers that build reproducibly put a hash of the content into
/// the first, and debuggers find files by the same pair.
///
/// A minidump lists them for every module. Heap dumps of 3.1 on Linux hold the page with the header of every mapped image (17 of 17 in a dump
/// of 3.1.3), but none with metadata.
package struct ImageIdentity: Hashable, Sendable {
    /// TimeDateStamp.
    package let timeStamp: UInt32
    /// SizeOfImage: bytes that the image takes in memory.
    package let imageSize: UInt32

    package init(timeStamp: UInt32, imageSize: UInt32) {
        self.timeStamp = timeStamp
        self.imageSize = imageSize
    }

    /// Whether the pair identifies a build. Some tools that rewrite assemblies leave no time stamp, and many builds have the same size in
    /// pages.
    package var provesBuild: Bool { timeStamp != 0 }

    /// `beadf6da-c8e000`.
    package var text: String { timeStamp.hexadecimal(digits: 8) + "-" + imageSize.hexadecimal() }

    /// Reads the header of the image at `base`; `nil` when there is none.
    init?(_ memory: AddressSpace, base: Address) {
        guard let header = PEHeader(ImageBytes(memory, base: base)), let size = header.imageSize, size > 0 else { return nil }
        self.init(timeStamp: header.timeStamp, imageSize: size)
    }
}
