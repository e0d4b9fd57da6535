import Glibc
import RawMemory

/// Writes a file whole or not at all: first a temporary file beside it, then a rename.
///
/// Anything but a regular file (`/dev/stdout`, a FIFO) is written directly, because a rename would replace it.
func writeFile(_ bytes: [UInt8], to path: String) throws(OutputFailure) {
    var found = stat()
    if unsafe stat(path.pathBytes, &found) == 0, found.st_mode & S_IFMT != S_IFREG { return try writeDirectly(bytes, to: path) }
    // A symbolic link stays; its target is replaced.
    let path = resolved(path)
    var template = (path + ".XXXXXX").pathBytes
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw .failed(errno) }
    let temporary = template
    do throws(OutputFailure) {
        // mkstemp makes files that only their owner can read. Results have the mode that the umask gives to other files.
        let mask = umask(0)
        umask(mask)
        fchmod(descriptor, 0o666 & ~mask)
        try writeAll(bytes, to: descriptor)
        guard close(descriptor) == 0 else { throw .failed(errno) }
        guard unsafe rename(temporary, path.pathBytes) == 0 else { throw .failed(errno) }
    } catch {
        close(descriptor)
        unsafe unlink(temporary)
        throw error
    }
}

private func writeDirectly(_ bytes: [UInt8], to path: String) throws(OutputFailure) {
    let descriptor = unsafe open(path.pathBytes, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed(errno) }
    defer { close(descriptor) }
    try writeAll(bytes, to: descriptor)
}

private func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path.pathBytes, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe PathText.decode(UnsafeBufferPointer(start: real, count: strlen(real)).map { UInt8(bitPattern: $0) })
}

/// Writes a file whole, with its bytes on the disk, or not at all. It has no name until then, so even a process that is killed leaves
/// nothing. An existing file is replaced only with `replacing`; otherwise this throws `failed(EEXIST)`.
func writeWholeFile(_ bytes: [UInt8], to path: String, replacing: Bool) throws(OutputFailure) {
    var found = stat()
    if unsafe stat(path.pathBytes, &found) == 0, found.st_mode & S_IFMT != S_IFREG {
        guard replacing else { throw .failed(EEXIST) }
        return try writeDirectly(bytes, to: path)
    }
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
    let descriptor = unsafe open(folder.pathBytes, O_WRONLY | O_CLOEXEC | temporaryFile, 0o666)
    // Some file systems (NFS, some of FUSE) have no files without names.
    guard descriptor >= 0 else {
        guard replacing || !fileExists(path) else { throw .failed(EEXIST) }
        return try writeFile(bytes, to: path)
    }
    defer { close(descriptor) }
    try writeAll(bytes, to: descriptor)
    guard fsync(descriptor) == 0 else { throw .failed(errno) }
    let nameless = "/proc/self/fd/\(descriptor)"
    if unsafe linkat(AT_FDCWD, nameless, AT_FDCWD, path.pathBytes, AT_SYMLINK_FOLLOW) == 0 { return }
    guard errno == EEXIST, replacing else { throw .failed(errno) }
    // A link cannot replace a file, so the new file gets another name first and is then renamed.
    let name = (resolved(path) + ".\(getpid())").pathBytes
    guard unsafe linkat(AT_FDCWD, nameless, AT_FDCWD, name, AT_SYMLINK_FOLLOW) == 0 else { throw .failed(errno) }
    guard unsafe rename(name, resolved(path).pathBytes) == 0 else {
        let code = errno
        unsafe unlink(name)
        throw .failed(code)
    }
}

/// O_TMPFILE, which Swift does not import.
private let temporaryFile: Int32 = 0o20_000_000 | O_DIRECTORY

/// Whether both paths name the same existing file.
func isSameFile(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    return unsafe stat(a.pathBytes, &first) == 0 && stat(b.pathBytes, &second) == 0 && first.st_dev == second.st_dev
        && first.st_ino == second.st_ino
}
