/// Why the runtime inside a dump cannot be read.
package enum RuntimeError: Error, Equatable, Sendable {
    /// There is no libcoreclr.so or coreclr.dll, and no executable that exports the runtime.
    case noRuntime
    /// The process has so many runtimes, and not the one that is wanted.
    case noSuchRuntime(wanted: Int, count: Int)
    /// The executable exports a NativeAOT runtime, whose types have no names.
    case nativeAOT(path: String)
    /// The runtime is older than any whose structures are known.
    case versionUnsupported(RuntimeVersion)
    /// Pages of the runtime that every heap or full dump holds are missing. The text names the part.
    case runtimePagesMissing(String)
    /// The dump does not hold the first page of the library or executable that contains the runtime. The text is the file's name.
    case programHeadersMissing(of: String)
    /// No table, contract descriptor or calibration gives a layout that reads this process. The text says what failed.
    case layoutMismatch(String)
}
