import Glibc
import RawMemory

/// A temporary file without a name that is written from front to back. Pages of zeros are left out, so a sparse dump is sparse again.
@safe
struct SparseFile: ~Copyable {
    /// The size of a page, which is also the smallest hole of a file system.
    static let page = 4096

    private let descriptor: Int32
    private(set) var written: UInt64 = 0

    /// Creates the file in `folder` and unlinks it at once, so nothing stays however this process ends. Throws `cannotWrite`.
    init(in folder: String) throws(UnpackError) {
        var template = "\(folder)/.heapdrift-unpacked-XXXXXX".pathBytes
        let descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw .cannotWrite(errno) }
        self.init(owning: descriptor)
        unsafe unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    init(owning descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The number of blocks of 512 bytes that the file takes on the disk.
    var blocks: Int {
        var found = stat()
        return unsafe fstat(descriptor, &found) == 0 ? found.st_blocks : 0
    }

    /// Appends `bytes`. All calls but the last must append whole pages. Throws `cannotWrite`.
    mutating func append(_ bytes: UnsafeRawBufferPointer) throws(UnpackError) {
        var place = 0
        while place < bytes.count {
            let start = place
            while place < bytes.count, unsafe isZero(bytes, place) { place += Self.page }
            let zeros = min(place, bytes.count) - start
            written = written.saturatingAdd(UInt64(zeros))
            let first = start + zeros
            while place < bytes.count, unsafe !isZero(bytes, place) { place += Self.page }
            try unsafe write(UnsafeRawBufferPointer(rebasing: bytes[first..<min(place, bytes.count)]))
        }
    }

    private func isZero(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Bool {
        let page = unsafe UnsafeRawBufferPointer(rebasing: bytes[place..<min(place + Self.page, bytes.count)])
        return unsafe RawSpan(_unsafeBytes: page).isZero
    }

    private mutating func write(_ bytes: UnsafeRawBufferPointer) throws(UnpackError) {
        var rest = unsafe bytes
        while unsafe !rest.isEmpty {
            guard let place = written.asIndex else { throw .cannotWrite(EFBIG) }
            let count = unsafe pwrite(descriptor, rest.baseAddress, rest.count, place)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .cannotWrite(count < 0 ? errno : ENOSPC) }
            unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            written += UInt64(count)
        }
    }

    /// Gives the file its full length and maps it. Throws `cannotWrite`, `cannotMap` or `empty`.
    consuming func map() throws(UnpackError) -> MappedFile {
        guard let size = written.asIndex, ftruncate(descriptor, size) == 0 else {
            let code = errno
            _ = consume self
            throw .cannotWrite(code)
        }
        let own = descriptor
        // The mapping owns the descriptor from here on.
        discard self
        do throws(FileError) { return try MappedFile.map(owning: own) } catch {
            switch error {
            case .empty: throw .empty
            case .cannotOpen(let code), .cannotMap(let code): throw .cannotMap(code)
            case .isDirectory, .notARegularFile: throw .cannotMap(EINVAL)
            }
        }
    }
}

/// The free bytes of a folder's file system; `nil` when unknown.
func freeSpace(in folder: String) -> UInt64? {
    var found = statvfs()
    guard unsafe statvfs(folder.pathBytes, &found) == 0 else { return nil }
    return UInt64(found.f_bavail).multipliedReportingOverflow(by: UInt64(found.f_frsize)).partialValue
}
