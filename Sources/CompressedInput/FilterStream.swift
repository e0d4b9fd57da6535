import CArchive
import RawMemory

/// Unpacks an xz, bzip2 or LZ4 file of one or many streams.
final class FilterStream: ByteStream {
    private let reader: ArchiveReader
    private var isOpen = false
    /// The reader is not called again after its end, because libarchive treats that as an error.
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

    /// Throws if bytes are left. libarchive stops without an error at bytes that do not begin another stream.
    private func end() throws(UnpackError) -> Int {
        isAtEnd = true
        guard let rest = reader.bytesLeft, rest > 0 else { return 0 }
        throw given == 0 ? .truncated : .damaged("other bytes follow the compressed data")
    }
}
