import Reduction
import Reports
import SnapshotModel

/// From what is wrong with an input to what to do about it.
enum DoctorAdvice {
    static let collect = "createdump --withheap -f PATH.core PID"
    private static let collectWords =
        "Collect a dump with the heap; createdump lies beside libcoreclr.so in the runtime's folder (dotnet --list-runtimes shows it), "
        + "and runs as the process's user or as root:"

    /// How the missing parts of a dump are had on the system it was made on.
    private static func collecting(_ os: String, _ words: String = "") -> DoctorReport.Advice {
        guard os == "windows" else { return .init(words + collectWords, command: collect) }
        // Without the runtime's help (procdump, the Task Manager) only a full dump holds everything.
        return .init(
            words + "Collect a dump with the heap, as the process's user or as administrator (with procdump: -ma):",
            command: "dotnet-dump collect --type Heap -p PID -o PATH.dmp")
    }

    private static let elsewhere =
        "What to do instead is said above. docs/unsupported.md lists everything that is not read, each with what works."

    static func answers(_ snapshot: Snapshot) -> [DoctorReport.Answer] {
        Catalog.standard.sections.compactMap { section in
            guard let question = section.question, [nil, snapshot.capture.os].contains(question.system) else { return nil }
            guard let table = snapshot.table(section.name) else { return .init(question.text, false, question.otherwise) }
            let missing = table.absentColumns
            let without = missing.isEmpty ? "" : ", without \(missing.joined(separator: ", "))"
            return .init(question.text, true, "\(table.rowCount) rows in 'show REF \(section.name)'\(without)")
        } + [.init("who holds the objects", false, "this version does not follow references")]
    }

    /// `os`: of the process, as the snapshot's capture names it.
    static func about(_ diagnostic: Trust.Diagnostic, os: String) -> [DoctorReport.Advice] {
        switch diagnostic.code {
        case "file-truncated":
            [
                .init(
                    "The file is cut off. Compare its size with the original's, and look at the room on the disk it was written to:",
                    command: "df -h ."),
                collecting(os),
            ]
        case "gc-in-progress", "allocation-context-caught":
            [
                collecting(
                    os,
                    "The dump caught the process in the middle of something. Totals may be off by what is said above; another moment helps. "
                )
            ]
        case "layout-unverified":
            [.init("The runtime's exact version was not verified. Numbers of the same version can be compared with each other.")]
        case "layout-described", "layout-calibrated":
            [.init("No table was verified on this runtime, so how it was read could not be proved.")]
        case "no-heap", "no-method-tables", "no-thread-list", "no-assembly-list":
            [collecting(os, "The dump does not hold what is said above. ")]
        case "types-unnamed":
            [
                .init(
                    "Some types have no names in this dump; their counts are right. A full dump holds the metadata:",
                    command: os == "windows" ? "dotnet-dump collect --type Full -p PID -o PATH.dmp" : "createdump --full -f PATH.core PID")
            ]
        case "heap-damaged", "heap-missing", "regions-unreadable", "threads-unreadable", "modules-unreadable", "os-handles-unreadable":
            [collecting(os, "Parts are missing or damaged, so the numbers are a lower bound. ")]
        default: []
        }
    }

    /// Which files would name types that have no names.
    static func naming(_ names: ModuleNames, path: String) -> [DoctorReport.Advice] {
        let modules = names.wanted
        if let executable = names.wantedExecutable, !modules.isEmpty {
            return [
                .init(
                    "The file of the executable, \(executable.path) (build id \(executable.buildID)), would name them. Put it into a folder and name it:",
                    command: "heapdrift doctor \(path) --module-path FOLDER")
            ]
        }
        let known = modules.filter { $0.build != nil }
        let unknown = Set(modules.filter { $0.build == nil }.map(\.name)).sorted()
        let unprovable =
            unknown.isEmpty
            ? []
            : [
                DoctorReport.Advice(
                    "The dump does not say which builds these are, so that no file can be proved to be theirs; a full dump holds their names: "
                        + unknown.prefix(filesShown).joined(separator: ", ")
                        + (unknown.count > filesShown ? ", and \(unknown.count - filesShown) more" : "") + ".")
            ]
        guard !known.isEmpty else { return unprovable }
        let shown = known.prefix(filesShown).map { module in
            let place = module.path.isEmpty ? module.name : module.path
            return "\(place) (time stamp and size \(module.build?.words ?? ""))"
        }
        let more = known.count > shown.count ? ", and \(known.count - shown.count) more" : ""
        return [
            .init(
                "These files would name them, of the same builds, from the machine where the dump was taken or from the same release of .NET: "
                    + shown.joined(separator: ", ") + more + ". Put them into a folder and name it:",
                command: "heapdrift doctor \(path) --module-path FOLDER")
        ] + unprovable
    }

    private static let filesShown = 20

    static func about(_ failure: InputFailure) -> [DoctorReport.Advice] {
        switch failure.code {
        case "no-heap", "runtime-pages-missing": return [.init(collectWords, command: collect)]
        case "truncated", "packed-truncated":
            return [
                .init("The file is cut off. Copy it again, and look at the room on the disk it was written to:", command: "df -h ."),
                .init(collectWords, command: collect),
            ]
        case "packed-damaged":
            return [
                .init(
                    "The packed file is damaged. Test it where it was made, and copy it again:",
                    command: "zstd -t FILE.zst    # or gzip, xz, bzip2, lz4, unzip -t FILE")
            ]
        case "compression-unsupported": return [.init("Unpack it first, or pack it with zstd:", command: "zstd -T0 FILE.core")]
        case "several-dumps", "no-such-member":
            return [.init("Take every dump of the archive into the store:", command: "heapdrift snap ARCHIVE")]
        case "encrypted", "packed-too-deep": return [.init("Unpack it first.")]
        case "no-space":
            return [
                .init(
                    "A packed dump is unpacked beside the store. Put the store on a larger disk:",
                    command: "heapdrift … --store /large/disk/store.db")
            ]
        case "is-a-directory": return [.init("Name the dump in it:", command: "ls -l DIRECTORY")]
        case "cannot-open": return [.init("Look at who may read it; createdump writes files for their owner alone:", command: "ls -l FILE")]
        case "machine-unsupported":
            return [.init("This version does not read such a process. 'heapdrift version' and the changelog say what each reads.")]
        case "native-aot", "not-64-bit", "byte-order", "git-lfs-pointer": return [.init(elsewhere)]
        case let code where code.hasPrefix("foreign-"): return [.init(elsewhere)]
        default: return [.init(collectWords, command: collect)]
        }
    }
}
