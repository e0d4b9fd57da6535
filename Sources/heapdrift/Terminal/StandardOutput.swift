import Glibc

/// Why results could not be written.
enum OutputFailure: Error, Equatable {
    /// The reader closed the pipe (`| head`). That is success.
    case readerGone
    /// A call failed with this errno.
    case failed(Int32)
}

/// Writes all of `bytes` to a descriptor.
func writeAll(_ bytes: [UInt8], to descriptor: Int32) throws(OutputFailure) {
    var rest = bytes[...]
    while !rest.isEmpty {
        let written = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) }
        if written >= 0 {
            rest = rest.dropFirst(written)
        } else if errno == EPIPE {
            throw .readerGone
        } else if errno != EINTR && errno != EAGAIN {
            throw .failed(errno)
        }
    }
}

/// The system's message for an errno.
func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

/// Prepares the standard descriptors. A write into a closed pipe, or beyond the size that files may have (`ulimit -f`), becomes an error that
/// can be handled. A closed descriptor is opened on
/// /dev/null; otherwise the store could get its number, and results would be written over it.
func prepareStandardDescriptors() {
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
        _ = unsafe open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY)
    }
}
