/// Why an input cannot become a snapshot, as a stable word for tests and JSON.
package enum FailureCode: String, CaseIterable, Sendable {
    // The file itself.
    case cannotOpen = "cannot-open"
    case isADirectory = "is-a-directory"
    case notAFile = "not-a-file"
    case emptyFile = "empty-file"
    case cannotMap = "cannot-map"
    case stillChanging = "still-changing"
    case pagesLost = "pages-lost"

    // A packed file or an archive.
    case packedTruncated = "packed-truncated"
    case packedDamaged = "packed-damaged"
    case compressionUnsupported = "compression-unsupported"
    case encrypted
    case packedTooDeep = "packed-too-deep"
    case noDumpInside = "no-dump-inside"
    case severalDumps = "several-dumps"
    case noSuchMember = "no-such-member"
    case tooLargeUnpacked = "too-large-unpacked"
    case noSpace = "no-space"
    case cannotUnpack = "cannot-unpack"
    case interrupted

    // A file that is not a dump, or a dump that is cut off or damaged.
    case notACore = "not-a-core"
    case gitLFSPointer = "git-lfs-pointer"
    case gcdump
    case truncated
    case damagedHeader = "damaged-header"

    // What a debugger printed.
    case noTable = "no-table"
    case tableTwice = "table-twice"
    /// Of files that are to be one snapshot.
    case notAText = "not-a-text"
    case textsDiffer = "texts-differ"
    case twoProcesses = "two-processes"

    // A dump of a process of another kind.
    case not64Bit = "not-64-bit"
    case byteOrder = "byte-order"
    case machineUnsupported = "machine-unsupported"
    case noRuntime = "no-runtime"
    case noSuchRuntime = "no-such-runtime"
    case nativeAOT = "native-aot"
    case foreignKernel = "foreign-kernel"
    case foreignMacOS = "foreign-macos"
    case foreignHprof = "foreign-hprof"
    case foreignV8 = "foreign-v8"
    case foreignNetFramework = "foreign-netframework"
    case foreignMono = "foreign-mono"
    case foreignJVM = "foreign-jvm"
    case foreignNode = "foreign-node"
    case foreignGo = "foreign-go"
    case foreignPython = "foreign-python"
    case foreignRuby = "foreign-ruby"
    case foreignPHP = "foreign-php"
    case foreignNative = "foreign-native"

    // A .NET process whose runtime cannot be read.
    case runtimeVersionUnsupported = "runtime-version-unsupported"
    case runtimePagesMissing = "runtime-pages-missing"
    case layoutMismatch = "layout-mismatch"
}
