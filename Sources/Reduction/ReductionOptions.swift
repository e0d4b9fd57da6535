import CoreCLR
import FoundationEssentials
import SnapshotModel

/// The options for reading an input.
package struct ReductionOptions: Sendable {
    /// The sections to read; `nil` for all that the input can give. Snapshots with different values are different (`Input.reader`).
    package var only: Set<String>?
    /// The way to find the runtime's layout, one of `layouts`; `nil` for the best one that works. Snapshots with different values are
    /// different (`Input.reader`).
    package var layout: String?
    /// `--runtime`: which of several runtimes of the process is read, from 1 on; `nil` for the first that can be. Snapshots with different values
    /// are different (`Input.reader`).
    package var runtime: Int?
    /// `--thread-names`, `--no-holders`, `--retained`. Snapshots with different values are different (`Input.reader`).
    package var reading = ReadingOptions()
    /// `--module-path`: folders with the files of the dump's modules. They give names that the dump lacks and change nothing else.
    package var modulePaths: [String] = []
    /// `table`, `descriptor`, `calibrate`.
    package static var layouts: [String] { LayoutRoute.allCases.map(\.rawValue) }
    /// The number of workers of the heap walk, at least 1. It never changes the result.
    package var workers = 2
    /// `--at`, in seconds since 1970. `nil` means the time in the dump, else the one in the file's name, else that of the file.
    package var at: Int64?
    /// `--from`: what the input is taken for; `nil` when its content says it.
    package var from: InputKind?
    /// `--split`: a text that holds whole tables of several moments is as many inputs.
    package var splitsTexts = false
    /// The present, in seconds since 1970. A name with a later time does not give the time of its file.
    package var now = Int64(Date.now.timeIntervalSince1970)
    package var labels: [String: String] = [:]
    /// The folder into which a compressed input is unpacked. The unpacked file has no name in it.
    package var temporaryFolder = "/tmp"
    /// `--max-memory`, in bytes: details that take more are left out, and the snapshot says so. `nil` for what the machine has available.
    package var maxMemory: UInt64?
    /// The most bytes a compressed input may unpack to.
    package var maxUnpacked: UInt64 = 1 << 40

    /// The kinds of input, in the order in which they are tried.
    package var sources: [any InputSource] = [DumpSource(), GCDumpSource(), DebuggerTextSource()]
    /// The readers of a dump's sections.
    package var readers = ReaderCatalog.standard

    /// The sections that alone are read, at the end of `Input.reader`; empty for all.
    var choiceOfSections: String { only.map { " " + Input.onlyMark + $0.sorted().joined(separator: ",") } ?? "" }

    package init() {}
}
