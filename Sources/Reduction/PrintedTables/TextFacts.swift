import DebuggerText
import DumpFormats
import SnapshotModel

/// The runtime and the system of a process, as far as a text says them, in the words of dumps.
struct TextFacts {
    private(set) var version: String?
    private(set) var system: String?
    private(set) var processor: String?
    /// As `eeversion` says it; `nil` where the text does not tell segments from regions.
    private(set) var collector: Capture.CollectorKind?

    init(_ tables: [FoundTable]) {
        var mode: (isServer: Bool, heaps: UInt64)?
        var hasRegions: Bool?
        for found in tables {
            switch found.content {
            case .facts(let facts):
                version = version ?? facts.fileVersion.map(Self.release)
                processor = processor ?? facts.processor.map { $0 == "x64" ? ProcessDump.Processor.x64.rawValue : $0 }
                if let isServer = facts.isServer, let heaps = facts.heaps, heaps > 0 { mode = mode ?? (isServer, heaps) }
                if facts.isWindows { system = ProcessDump.OperatingSystem.windows.rawValue }
            case .mappings: system = system ?? ProcessDump.OperatingSystem.linux.rawValue
            case .gcHeaps(let table) where !table.segments.isEmpty: hasRegions = table.hasRegions
            default: break
            }
        }
        // Regions came with .NET 7, where the collector may still be one with segments.
        if let major = version.flatMap({ Int($0.prefix { $0 != "." }) }), major < 7 { hasRegions = hasRegions ?? false }
        if let mode, let hasRegions { collector = .init(server: mode.isServer, heaps: mode.heaps, regions: hasRegions) }
    }

    /// The release of a version of the runtime's file: 8.0.424.16909 is 8.0.4, since the third number is a hundred times the release and the year (.NET 5
    /// and later). Files of earlier versions say it otherwise, so theirs stays as it is.
    private static func release(_ version: String) -> String {
        let parts = version.split(separator: ".").compactMap { UInt64($0) }
        guard parts.count == 4, parts[0] >= 5 else { return version }
        return "\(parts[0]).\(parts[1]).\(parts[2] / 100)"
    }
}
