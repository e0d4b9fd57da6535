import CoreCLR

/// What a user's options change about reading an input.
package struct ReductionOptions: Sendable {
    /// Sections to fill; all that the input can give when `nil`. Part of what makes two snapshots the same.
    package var only: Set<String>?
    /// The only way to know the runtime's layout, one of `layouts`; the best that works when `nil`. Part of what makes two snapshots the same.
    package var layout: String?
    /// `--module-path`: folders with the files of the dump's modules. They can give names that a dump lacks, and change nothing else.
    package var modulePaths: [String] = []
    /// `table`, `descriptor`, `calibrate`.
    package static var layouts: [String] { LayoutRoute.allCases.map(\.rawValue) }
    /// Workers of the heap walk, at least 1. Never changes the result.
    package var workers = 2
    /// `--at`: seconds since 1970; the dump's own time or the file's when `nil`.
    package var at: Int64?
    package var labels: [String: String] = [:]
    /// Where a compressed input is unpacked to (the file is unlinked as soon as it is open).
    package var temporaryFolder = "/tmp"
    /// The most bytes a compressed input may unpack to.
    package var maxUnpacked: UInt64 = 1 << 40

    /// The kinds of input that are recognised, in the order in which they are tried.
    package var sources: [any InputSource] = [DumpSource()]
    /// What is read from a dump.
    package var readers = ReaderCatalog.standard

    package init() {}
}
