import DumpFormats
import RawMemory

/// The libraries of .NET runtimes in a process. A process usually has one; a native host can start several, and Windows programs can have .NET
/// Framework beside .NET.
enum RuntimeLibraries {
    /// The first rows of each loaded libcoreclr.so, by address. A file that is only mapped to be read has no second row and is not among them.
    static func images(_ files: [FileMapping]) -> [FileMapping] {
        let rows = files.filter { $0.fileName == "libcoreclr.so" }.sorted { $0.range.start < $1.range.start }
        return rows.indices.filter { place in
            rows[place].fileOffset == 0 && place + 1 < rows.count && rows[place + 1].fileOffset > 0
                && rows[place + 1].path == rows[place].path
        }.map { rows[$0] }
    }

    /// Each coreclr.dll, in the order of the list of modules.
    static func images(_ modules: [LoadedModule]) -> [LoadedModule] { modules.filter { $0.fileName.lowercased() == "coreclr.dll" } }

    /// The number of runtimes that could be read: 0 when the runtime is part of the executable.
    static func count(_ dump: ProcessDump) -> Int {
        dump.system == .linux ? images(dump.files).count : images(dump.modules).count
    }

    /// The runtimes of .NET Framework, which are not read: `.NET Framework 4.8.9261`.
    static func frameworks(_ dump: ProcessDump) -> [String] {
        dump.modules.filter { ["clr.dll", "mscorwks.dll"].contains($0.fileName.lowercased()) }.map { module in
            ".NET Framework" + (module.version.map { " " + $0.prefix(3).map { String($0) }.joined(separator: ".") } ?? "")
        }
    }
}
