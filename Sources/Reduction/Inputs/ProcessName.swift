import CoreCLR
import DumpFormats
import RawMemory
import SnapshotModel

/// The name of a dumped process: that of the assembly whose `Main` runs, else that of the executable, and for a host that of the first assembly
/// that is not the platform's.
struct ProcessName {
    let name: String
    /// The file name of the executable, without `.exe`; `nil` when the dump does not say it whole.
    let executable: String?

    init(_ dump: ProcessDump, _ runtime: DotNetRuntime) {
        executable = ProcessName.executable(dump)
        // The kernel's name has 15 bytes at most, and a program can change it.
        let program = executable ?? dump.process.name
        let entry = runtime.entryModule.map { ProcessName.withoutExtension($0.name) }.flatMap { $0.isEmpty ? nil : $0 }
        // `testhost` runs a `Main` of its own, which loads the tests.
        if let entry, !HostProgram.isHost(entry) {
            name = entry
        } else if HostProgram.isHost(entry ?? program) {
            name = ProcessName.loadedByHost(runtime) ?? entry ?? program
        } else {
            name = program
        }
    }

    /// The last component of the executable's path, so it does not matter from inside or outside of which container the path is seen. In a core
    /// the executable is the mapped file that holds its program headers or its entry point; in a minidump it is the first module.
    private static func executable(_ dump: ProcessDump) -> String? {
        if dump.system == .windows { return dump.process.name.isEmpty ? nil : dump.process.name }
        let start = dump.process.startAddresses
        for address in [start.programHeaders, start.entry].compactMap(\.self) {
            if let file = dump.files.first(where: { $0.range.contains(address) }), !file.fileName.isEmpty { return String(file.fileName) }
        }
        return nil
    }

    /// The first assembly in load order that comes with no framework, no test platform and no bridge to another language; else the first that
    /// comes with no framework. `nil` when there is none.
    private static func loadedByHost(_ runtime: DotNetRuntime) -> String? {
        let frameworks = ProcessName.frameworks(runtime.module.folder)
        let loaded = (runtime.modules.value ?? []).filter { !$0.path.isEmpty && !$0.path.hasPrefix(frameworks) }.map {
            withoutExtension($0.name)
        }.filter { !$0.isEmpty }
        return loaded.first { name in !platform.contains { name.lowercased().hasPrefix($0) } } ?? loaded.first
    }

    /// The folder with every framework of an installation: `shared` of `shared/Microsoft.NETCore.App/8.0.4`; else the runtime's own folder.
    private static func frameworks(_ folder: Substring) -> Substring {
        for shared in ["/shared/Microsoft.NETCore.App/", "\\shared\\Microsoft.NETCore.App\\"] {
            guard let found = folder.ranges(of: shared).last else { continue }
            return folder[..<folder.index(found.lowerBound, offsetBy: "/shared/".count)]
        }
        return folder
    }

    private static let platform = [
        "testhost", "microsoft.", "system.", "xunit.", "nunit", "mstest", "newtonsoft.json", "coverlet.", "python.runtime", "clrloader",
        "netfxloader",
    ]

    private static func withoutExtension(_ name: String) -> String {
        for end in [".dll", ".exe"] where name.lowercased().hasSuffix(end) && name.utf8.count > end.utf8.count {
            return String(name.dropLast(end.count))
        }
        return name
    }
}
