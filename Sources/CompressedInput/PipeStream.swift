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

    /// Milliseconds. A signal may arrive in another thread, or just before the wait.
    private static let wait: Int32 = 200

    /// Waits with `poll`, because a signal does not end `read`: the system restarts it. A pipe may also be non-blocking.
    override func produce(_ room: UnsafeMutableRawBufferPointer) throws(UnpackError) -> Int {
        while !progress.isStopped {
            var source = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = unsafe poll(&source, 1, Self.wait)
            if ready == 0 { continue }
            let count = unsafe ready < 0 ? -1 : read(descriptor, room.baseAddress, room.count)
            if count >= 0 { return count }
            guard errno == EINTR || errno == EAGAIN else { throw .cannotRead(errno) }
        }
        throw .interrupted
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
