import Glibc

/// The exit code of the process. Scripts and CI systems depend on the numbers.
enum ExitCode: Int32, CaseIterable {
    case done = 0
    /// A budget was exceeded; `diff --exit-code` and something grew.
    case policy = 1
    /// The command line or the configuration is wrong, the store does not have what is named, or a result cannot be written to the place that
    /// was named.
    case usage = 2
    /// An input or the store is unreadable, unsupported, truncated beyond use, or its schema is too new.
    case input = 3
    /// There is no answer: nothing to compare with, not comparable, trust too low, not in the snapshot.
    case inconclusive = 4
    /// A bug in this program.
    case internalError = 70
    /// A result could not be written, because the device is full or fails.
    case output = 74
    case interrupted = 130

    /// In a batch the worst code wins. `interrupted` wins over all, because nothing after it was done.
    private static let bySeverity: [ExitCode] = [.done, .inconclusive, .policy, .usage, .input, .output, .internalError, .interrupted]

    /// The code for a result that could not be written, by its errno. A place that does not exist or may not be written to was named wrongly.
    static func unwritten(_ reason: Int32) -> ExitCode {
        let isOfThePlace = [ENOENT, ENOTDIR, EISDIR, EACCES, EPERM, EROFS, EEXIST, ENAMETOOLONG, ELOOP, ENXIO, ETXTBSY].contains(reason)
        return isOfThePlace ? .usage : .output
    }

    func worse(_ other: ExitCode) -> ExitCode {
        let order = ExitCode.bySeverity
        return (order.firstIndex(of: self) ?? 0) >= (order.firstIndex(of: other) ?? 0) ? self : other
    }
}
