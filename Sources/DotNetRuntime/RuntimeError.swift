/// Why the runtime inside a dump cannot be read.
package enum RuntimeError: Error, Equatable, Sendable {
    /// No libcoreclr.so among the mapped files and no executable that exports the runtime.
    case noRuntime
    /// The executable exports a NativeAOT runtime: its types carry no names.
    case nativeAOT(path: String)
    /// The runtime is inside the executable.
    case singleFile(path: String)
    /// Not a runtime generation that has a layout table: what is known of its version.
    case unsupportedVersion(String)
    /// The version could not be told and no table fits.
    case unknownVersion
    /// A collector flavour that is not read yet: `server` or `segments`.
    case unsupportedCollector(String)
    /// Pages of the runtime that a heap or full dump always holds are not there: what was looked for.
    case runtimePagesMissing(String)
    /// The layout table's check failed: which.
    case layoutMismatch(String)
    /// The dump holds no GC heap (mini and triage dumps): bytes of heap ranges, none of them present.
    case noHeap(bytes: UInt64)
}
