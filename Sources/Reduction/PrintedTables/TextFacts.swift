import DebuggerText
import DumpFormats

/// The runtime and the system of a process, as far as a text says them, in the words of dumps.
struct TextFacts {
    private(set) var version: String?
    private(set) var system: String?
    private(set) var processor: String?

    init(_ tables: [FoundTable]) {
        for found in tables {
            switch found.content {
            case .facts(let facts):
                version = version ?? facts.fileVersion.map(Self.release)
                processor = processor ?? facts.processor.map { $0 == "x64" ? ProcessDump.Processor.x64.rawValue : $0 }
                if facts.isWindows { system = ProcessDump.OperatingSystem.windows.rawValue }
            case .mappings: system = system ?? ProcessDump.OperatingSystem.linux.rawValue
            default: break
            }
        }
    }

    /// The release of a version of the runtime's file: 8.0.424.16909 is 8.0.4, since the third number is a hundred times the release and the year (.NET 5
    /// and later). Files of earlier versions say it otherwise, so theirs stays as it is.
    private static func release(_ version: String) -> String {
        let parts = version.split(separator: ".").compactMap { UInt64($0) }
        guard parts.count == 4, parts[0] >= 5 else { return version }
        return "\(parts[0]).\(parts[1]).\(parts[2] / 100)"
    }
}
