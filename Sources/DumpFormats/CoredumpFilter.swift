import RawMemory

/// The setting that says which mappings a core of the kernel holds (`/proc/PID/coredump_filter`). gdb's gcore obeys it too.
public struct CoredumpFilter: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) { self.rawValue = rawValue }

    /// Private memory without a file: heaps and stacks.
    public static let anonymous = CoredumpFilter(rawValue: 1)
    /// Private mappings of files that the process has not written to: code and read-only data of libraries, assemblies.
    public static let files = CoredumpFilter(rawValue: 4)
    /// The first page of each mapped library.
    public static let headers = CoredumpFilter(rawValue: 0x10)
    /// Private large pages (DOTNET_GCLargePages).
    public static let largePages = CoredumpFilter(rawValue: 0x20)

    /// The setting of a process for which nobody changed it.
    public static let standard = CoredumpFilter(rawValue: 0x33)
    /// Everything but memory of devices.
    public static let whole = CoredumpFilter(rawValue: 0x3F)

    /// `0x33`.
    public var text: String { "0x" + UInt64(rawValue).hexadecimal() }

    /// Inferred from the mappings that have bytes. Where the process has no mapping of a kind, the bit is that of the standard. `nil` when
    /// the core lists no libraries.
    init?(_ segments: [MemorySegment], _ files: [FileMapping]) {
        func isHeld(_ address: Address) -> Bool { segments.segment(containing: address)?.present.contains(address) == true }
        func held(_ rows: [FileMapping]) -> Int { rows.count { isHeld($0.range.start) } }
        let libraries = files.filter { $0.fileName.contains(".so") }
        let first = libraries.filter { $0.fileOffset == 0 }
        let rest = libraries.filter { $0.fileOffset > 0 }
        guard !first.isEmpty, !rest.isEmpty else { return nil }
        let large = files.filter { $0.path.hasPrefix("/anon_hugepage") }
        var filter = Self.standard
        // Parts that the process wrote to, like relocated pointers, are held in any case.
        if held(rest) == rest.count { filter.insert(.files) }
        if held(first) * 2 < first.count { filter.remove(.headers) }
        if !large.isEmpty, held(large) == 0 { filter.remove(.largePages) }
        let mapped = files.map(\.range).sorted { $0.start < $1.start }
        let hasMemory = segments.contains { segment in
            guard segment.present.count >= 1 << 16 else { return false }
            let next = mapped.partitioningIndex { $0.start > segment.range.start }
            return next == 0 || !mapped[next - 1].contains(segment.range.start)
        }
        if !hasMemory { filter.remove(.anonymous) }
        self = filter
    }
}
