import Glibc

/// Why results could not be written.
enum OutputFailure: Error, Equatable {
    /// The reader went away (`| head`): it has seen what it wanted, which is success.
    case readerGone
    /// errno of the call that failed.
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

/// What the system says of an errno.
func reason(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

/// Prepares the process's descriptors: a write into a closed pipe is an error to handle, not a death, and a closed standard
/// descriptor is filled, lest the store be opened in its place and written over by the results.
func prepareStandardDescriptors() {
    signal(SIGPIPE, SIG_IGN)
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
        _ = unsafe open("/dev/null", descriptor == 0 ? O_RDONLY : O_WRONLY)
    }
}
