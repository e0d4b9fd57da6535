import Glibc
package import RawMemory

package struct NamelessFileFailed: Error {
    let code: Int32
}

extension [UInt8] {
    /// These bytes as a mapped file without a name.
    package func mapped() throws -> MappedFile {
        var template = [CChar]("/tmp/dump-synth-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw NamelessFileFailed(code: errno) }
        unsafe unlink(template)
        var written = 0
        while written < count {
            let step = unsafe withUnsafeBytes { unsafe pwrite(descriptor, $0.baseAddress?.advanced(by: written), count - written, written) }
            guard step > 0 else {
                close(descriptor)
                throw NamelessFileFailed(code: errno)
            }
            written += step
        }
        return try MappedFile.map(owning: descriptor)
    }
}
