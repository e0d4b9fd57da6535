import Glibc
package import RawMemory

/// The bytes that come out of a pipe or a socket.
final class PipeStream: ByteStream {
    private let descriptor: Int32

    /// `nil` when `descriptor` is something else: a file, a terminal, a device.
    init?(descriptor: Int32, _ progress: WorkProgress) {
        var found = stat()
        guard unsafe fstat(descriptor, &found) == 0, [S_IFIFO, S_IFSOCK].contains(found.st_mode & S_IFMT) else { return nil }
        self.descriptor = descriptor
        super.init(progress)
        progress.begin("reading standard input", total: 0)
    }

    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        while true {
            let count = unsafe read(descriptor, room.baseAddress, room.count)
            if count >= 0 { return count }
            guard errno == EINTR || errno == EAGAIN else { throw .cannotRead(errno) }
            if progress.isStopped { throw .interrupted }
        }
    }
}

extension UnpackOptions {
    /// Writes what comes out of a pipe to a temporary file without a name and maps it. `nil` when `descriptor` is no pipe. Throws
    /// `UnpackError`.
    package func keep(pipe descriptor: Int32, _ progress: WorkProgress) throws(UnpackError) -> MappedFile? {
        guard let stream = PipeStream(descriptor: descriptor, progress) else { return nil }
        return try write(stream)
    }
}
