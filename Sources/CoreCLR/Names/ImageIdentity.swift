import ProcessMemory
import RawMemory

/// What tells one build of an assembly's file from another: both numbers stand in the PE header, compilers that build reproducibly put a
/// hash of the content into the first, and debuggers find files by the same pair.
///
/// A minidump lists it for every module. Heap dumps of 3.1 on Linux hold the page with the header of every mapped image (17 of 17 in a
/// dump of 3.1.3), but none with metadata.
package struct ImageIdentity: Hashable, Sendable {
    /// TimeDateStamp.
    package let timeStamp: UInt32
    /// SizeOfImage: bytes that the image takes in memory.
    package let imageSize: UInt32

    package init(timeStamp: UInt32, imageSize: UInt32) {
        self.timeStamp = timeStamp
        self.imageSize = imageSize
    }

    /// Some tools that rewrite assemblies leave no time stamp. The size alone, in whole pages, is that of many builds.
    var provesBuild: Bool { timeStamp != 0 }

    /// From the header of the image that begins at `base`; nil: none is there.
    init?(_ memory: AddressSpace, base: Address) {
        guard let header = PEHeader(memory, base: base), let size = header.imageSize, size > 0 else { return nil }
        self.init(timeStamp: header.timeStamp, imageSize: size)
    }
}
