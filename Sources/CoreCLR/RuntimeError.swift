/// Why the runtime inside a dump cannot be read.
package enum RuntimeError: Error, Equatable, Sendable {
    /// No libcoreclr.so among the mapped files and no executable that exports the runtime.
    case noRuntime
    /// The executable exports a NativeAOT runtime: its types carry no names.
    case nativeAOT(path: String)
    /// Pages of the runtime that a heap or full dump always holds are not there: what was looked for.
    case runtimePagesMissing(String)
    /// Neither a table, nor a contract descriptor, nor calibration gives a layout that reads this process: what failed.
    case layoutMismatch(String)
}
