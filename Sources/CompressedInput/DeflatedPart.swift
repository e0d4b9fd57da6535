package import RawMemory

extension UnpackOptions {
    /// A part of a file that deflate packed without header and checksum, unpacked to a file without a name. Throws `UnpackError`: `damaged`
    /// when the part does not unpack to `size` bytes.
    package func inflate(_ part: Range<Int>, of file: MappedFile, to size: UInt64, _ progress: WorkProgress) throws(UnpackError)
        -> MappedFile
    {
        guard size <= limit else { throw .tooLarge(limit: limit) }
        // A part that unpacks to more than it says is damaged, and need not be unpacked whole.
        let options = UnpackOptions(folder: folder, limit: size)
        let unpacked: MappedFile
        do throws(UnpackError) {
            unpacked = try options.write(try GzipStream(FilePartStream(file, part, progress), isBare: true))
        } catch {
            if case .tooLarge = error { throw .damaged("it unpacks to more than the \(size) bytes that it should have") }
            throw error
        }
        guard UInt64(unpacked.count) == size else {
            throw .damaged("it unpacks to \(unpacked.count) bytes and should have \(size)")
        }
        return unpacked
    }
}

/// The bytes of a part of a mapped file.
private final class FilePartStream: ByteStream {
    private let file: MappedFile
    private var rest: Range<Int>

    init(_ file: MappedFile, _ part: Range<Int>, _ progress: WorkProgress) {
        self.file = file
        rest = part.clamped(to: 0..<file.count)
        super.init(progress)
    }

    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        let count = min(room.count, rest.count)
        let file = file
        guard count > 0, let bytes = file.bytes.slice(rest.lowerBound, count) else { return 0 }
        unsafe bytes.withUnsafeBytes { unsafe room.copyMemory(from: $0) }
        rest = (rest.lowerBound + count)..<rest.upperBound
        return count
    }
}
