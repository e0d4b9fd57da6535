import Glibc

/// Writes a file so that it is there whole or not at all: a temporary file beside it, then a rename.
///
/// What is no ordinary file (`/dev/stdout`, a FIFO) is written directly: a rename would replace it.
func writeFile(_ bytes: [UInt8], to path: String) throws(OutputFailure) {
    var found = stat()
    if unsafe stat(path, &found) == 0, found.st_mode & S_IFMT != S_IFREG { return try writeDirectly(bytes, to: path) }
    // A link keeps pointing: its target is what is replaced.
    let path = resolved(path)
    var template = Array((path + ".XXXXXX").utf8CString)
    let descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw .failed(errno) }
    let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    do throws(OutputFailure) {
        // mkstemp makes files for the user alone; results are like any other file, as the umask has it.
        let mask = umask(0)
        umask(mask)
        fchmod(descriptor, 0o666 & ~mask)
        try writeAll(bytes, to: descriptor)
        guard close(descriptor) == 0 else { throw .failed(errno) }
        guard unsafe rename(temporary, path) == 0 else { throw .failed(errno) }
    } catch {
        close(descriptor)
        unsafe unlink(temporary)
        throw error
    }
}

private func writeDirectly(_ bytes: [UInt8], to path: String) throws(OutputFailure) {
    let descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .failed(errno) }
    defer { close(descriptor) }
    try writeAll(bytes, to: descriptor)
}

private func resolved(_ path: String) -> String {
    guard let real = unsafe realpath(path, nil) else { return path }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
}
