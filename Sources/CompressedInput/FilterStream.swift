import CArchive
import RawMemory

/// What an xz, bzip2 or LZ4 file of one or many streams unpacks to.
final class FilterStream: ByteStream {
    private let reader: ArchiveReader
    private var isOpen = false
    /// A reader is not asked again behind its end: libarchive takes that for an error.
    private var isAtEnd = false

    init(_ filter: ArchiveReader.Filter, _ source: ByteStream) throws(UnpackError) {
        reader = try ArchiveReader(unpacking: filter, source)
        super.init(source.progress)
    }

    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        if isAtEnd { return 0 }
        if !isOpen {
            isOpen = true
            guard try reader.next() != nil else { return try end() }
        }
        let count = try unsafe reader.read(room)
        return count > 0 ? count : try end()
    }

    /// libarchive stops at what it does not take for a further stream and says nothing.
    private func end() throws(UnpackError) -> Int {
        isAtEnd = true
        guard let rest = reader.bytesLeft, rest > 0 else { return 0 }
        throw given == 0 ? .truncated : .damaged("what follows the compressed data is none")
    }
}
