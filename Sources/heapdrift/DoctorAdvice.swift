import CommandLineTable
import Growth
import Reduction
import Reports
import SnapshotModel

/// The advice for each problem of an input.
enum DoctorAdvice {
    /// The operating system of a file that could not be read, as far as its name tells: `windows`, or `nil`.
    private static func system(of path: String) -> String? { path.hasSuffix(".dmp") || path.contains(".dmp.") ? "windows" : nil }

    /// The name for another dump of the same system.
    static func laterFile(_ os: String?) -> String { os == "windows" ? "LATER.dmp" : "LATER.core" }

    /// The path as a shell takes it; FILE for standard input.
    static func quoted(_ path: String) -> String {
        // A command at a terminal has no pipe to read.
        if path == Inputs.standardInput || path.hasPrefix(Inputs.standardInput + "/") {
            return "FILE" + path.dropFirst(Inputs.standardInput.count)
        }
        let isPlain = path.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || "/._-+,:@%=".utf8.contains(byte)
        }
        return isPlain && !path.isEmpty ? path : "'" + path.replacing("'", with: #"'\''"#) + "'"
    }

    private static let elsewhere =
        "The sentence above says what to do instead. docs/unsupported.md lists everything that is not read, with alternatives."

    static func answers(_ snapshot: Snapshot) -> [DoctorReport.Answer] {
        Catalog.standard.sections.compactMap { section in
            guard let question = section.question, question.concerns(snapshot) else { return nil }
            guard let table = snapshot.table(section.name) else {
                let command =
                    PrintedTable(section: section.name).map { "`\($0.command)` prints it" } ?? "no command of a debugger prints it"
                return .init(question.text, false, snapshot.input.form == .text ? "not in the text; \(command)" : question.otherwise)
            }
            let missing = table.absentColumns
            let without = missing.isEmpty ? "" : ", without \(missing.joined(separator: ", "))"
            let level = snapshot.trust.level(ofSection: section.name)
            let doubt = level < .exact ? ", trust \(level.rawValue)" : ""
            return .init(question.text, true, "\(table.rowCount) rows in 'show REF \(section.name)'\(without)\(doubt)")
        } + (snapshot.cause.map { [.init("why the dump was written", true, $0)] } ?? [])
            + [
                .init(
                    "which code allocated native memory", false,
                    "no dump says it; a native profiler does (heaptrack, Windows Performance Recorder)")
            ]
    }

    /// The advice for a problem of a dump.
    static func about(_ remedy: Remedy, _ snapshot: Snapshot, isSingleFile: Bool) -> [DoctorReport.Advice] {
        let capture = snapshot.capture
        let better = BetterDump(
            os: capture.os, maker: capture.maker, kind: capture.dumpKind, isOfCrash: capture.signal != nil || capture.exception != nil,
            isSingleFile: isSingleFile)
        return switch remedy {
        case .none: []
        case .copyAgain: cutOff(capture.maker, bytes: snapshot.input.bytes)
        case .anotherMoment:
            [
                .init(
                    "The dump caught the process in the middle of something, as said above, so that totals may be off. Take one of another moment "
                        + "in the same way.")
            ]
        case .compareWithinVersion:
            [.init("The runtime's exact version was not verified. Numbers of the same version can be compared with each other.")]
        case .unprovable: [.init("No table was verified on this runtime, so how it was read could not be proved.")]
        case .collectHeap: [better.withHeap("The dump lacks the parts named above. ")]
        case .collectDump: [better.withHeap("A dump holds all objects. ")]
        case .collectMetadata:
            [better.full("Some types have no names in this dump; their counts are right. A full dump holds the metadata. ")]
        case .readOthers:
            [
                .init(
                    "The process has more than one runtime. Each one of .NET is read by itself, and its snapshots are in a series of their own:",
                    command: "\(Product.name) snap --series SERIES-2 \(Option.runtime.spelling) 2 DUMP")
            ]
        case .moreMemory:
            [
                .init(
                    "Parts were left out for want of memory. Allow more, or read it where there is more:",
                    command: "\(Product.name) doctor DUMP \(Option.maxMemory.spelling) SIZE")
            ]
        case .printWhole:
            [.init("The text lacks parts of the debugger's tables, as said above. Print them again and keep all of what they print.")]
        case .lowerBound: [better.withHeap("Parts are missing or damaged, so the numbers are a lower bound. ")]
        }
    }

    /// The advice for a file that ends early. `bytes` is its size; `nil` when it is not known.
    private static func cutOff(_ maker: Capture.Maker?, bytes: UInt64? = nil) -> [DoctorReport.Advice] {
        let disk = DoctorReport.Advice(
            "The file is cut off. Compare its size with the original's, and check the free space of the disk it was written to:",
            command: "df -h .")
        guard maker?.program == "kernel" else { return [disk] }
        // A limit is a whole number of MiB, and sizes of cores are random multiples of a page.
        let isRound = bytes.map { $0 > 0 && $0 % (1 << 20) == 0 } ?? false
        let size = bytes.map { "The file ends at exactly \($0 >> 20) MiB, so a limit cut it off. " } ?? ""
        let limits = DoctorReport.Advice(
            (isRound ? size : "The kernel wrote it, and a limit may have cut it off. ")
                + "systemd-coredump cuts at ProcessSizeMax and ExternalSizeMax (and keeps no more than MaxUse): set them in "
                + "/etc/systemd/coredump.conf, like ProcessSizeMax=64G ExternalSizeMax=64G. Without systemd the limit is that of the process:",
            command: "systemd-analyze cat-config systemd/coredump.conf; grep core /proc/PID/limits")
        return isRound ? [limits, disk] : [disk, limits]
    }

    /// The files that would give names to types without names.
    static func naming(_ names: TypeNameSources, path: String, isSingleFile: Bool) -> [DoctorReport.Advice] {
        let modules = names.wanted
        if let file = names.wantedRuntimeFile, file.isExecutable, !modules.isEmpty {
            return [
                .init(
                    "The file of the executable, \(file.path)\(file.buildID.map { " (build id \($0))" } ?? ""), would name them. Put it into a folder and name it:",
                    command: "heapdrift doctor \(quoted(path)) --module-path FOLDER"), atDeployment(isSingleFile: true),
            ]
        }
        let known = modules.filter { $0.build != nil || $0.schema != nil }
        let unknown = Set(modules.filter { $0.build == nil && $0.schema == nil }.map(\.name)).sorted()
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
            return module.build.map { "\(place) (time stamp and size \($0.words))" } ?? place
        }
        let more = known.count > shown.count ? ", and \(known.count - shown.count) more" : ""
        return [
            .init(
                "These files would name them, of the same builds, from the machine where the dump was taken or from the same release of .NET: "
                    + shown.joined(separator: ", ") + more + ". Put them into a folder and name it:",
                command: "heapdrift doctor \(quoted(path)) --module-path FOLDER"),
            atDeployment(isSingleFile: isSingleFile),
        ] + unprovable
    }

    private static let filesShown = 20

    private static func atDeployment(isSingleFile: Bool) -> DoctorReport.Advice {
        .init(
            "So that the next dump needs no search: at deployment, the published \(isSingleFile ? "executable can give its" : "files can give their") "
                + "names to the store:",
            command: "\(Product.name) \(Command.namesAdd.verb.name) \(isSingleFile ? "EXECUTABLE" : "FOLDER")")
    }

    /// The advice for a dump that lacks nothing.
    static func comparing(_ path: String, _ capture: Capture, _ form: InputForm) -> DoctorReport.Advice {
        let later = capture.isOfEnd ? "The process has ended: take one of the next process" : "Take a second one later"
        return switch form {
        case .gcdump:
            .init("What the file does not hold, a dump does. \(later) and compare:", command: "heapdrift \(quoted(path)) LATER.gcdump")
        case .text:
            .init(
                "What no command printed is not in the text. Run the same commands later and compare:",
                command: "heapdrift \(quoted(path)) LATER.txt")
        default:
            .init(
                "The dump has everything that this version reads. \(later) and compare:",
                command: "heapdrift \(quoted(path)) \(laterFile(capture.os))")
        }
    }

    private static func unpacking(_ way: Unpacking?, _ path: String) -> DoctorReport.Advice {
        /// The path without its last ending.
        let stem = path.lastIndex(of: ".").map { String(path[..<$0]) } ?? path
        return switch way {
        case .zipOfParts:
            .init(
                "Join its parts into one archive, and read that:",
                command: "zip -s 0 \(quoted(path.hasSuffix(".zip") ? path : stem + ".zip")) --out WHOLE.zip")
        case .parts: .init("Join the parts, and read the whole:", command: "cat \(quoted(stem)).* > \(quoted(stem))")
        case .sevenZip: .init("Unpack it with 7-Zip, and read what is in it:", command: "7z x \(quoted(path))")
        case nil: .init("Unpack it first, or pack it with zstd:", command: "zstd -T0 FILE.core")
        }
    }

    /// The advice for an input that cannot be read.
    static func about(_ failure: InputFailure, path: String) -> [DoctorReport.Advice] {
        let listing = "ls -l \(quoted(path))"
        switch failure.code {
        case .runtimePagesMissing where failure.wantedFile != nil:
            return [
                .init(
                    "The file that the process had loaded has what the dump lacks. Put a copy of the same build into a folder and name it:",
                    command: "heapdrift doctor \(quoted(path)) --module-path FOLDER"),
                BetterDump(
                    os: system(of: path), maker: failure.maker, kind: failure.maker.map { _ in .heap },
                    isSingleFile: failure.wantedFile?.isExecutable ?? false
                ).withHeap("Or collect a dump that holds them. "),
            ]
        case .truncated, .packedTruncated:
            return cutOff(failure.maker) + (failure.maker?.program == "kernel" ? [] : [BetterDump(os: system(of: path)).withHeap()])
        case .packedDamaged:
            return [
                .init(
                    "The packed file is damaged. Test it where it was made, and copy it again:",
                    command: "zstd -t FILE.zst    # or gzip, xz, bzip2, lz4, unzip -t FILE")
            ]
        case .compressionUnsupported: return [unpacking(failure.unpacking, path)]
        case .severalDumps, .noSuchMember:
            return [.init("Take every dump of the archive into the store:", command: "heapdrift snap ARCHIVE")]
        case .encrypted, .packedTooDeep: return [.init("Unpack it first.")]
        case .noSpace, .cannotUnpack:
            return [
                .init(
                    "A packed dump is unpacked beside the store. Put the store on a larger disk:",
                    command: "heapdrift … --store /large/disk/store.db")
            ]
        case .tooLargeUnpacked:
            return [.init("If its size is right, allow it:", command: "heapdrift doctor \(quoted(path)) --max-unpacked SIZE")]
        case .isADirectory: return [.init("Name the dump in it:", command: listing)]
        case .cannotOpen where !fileExists(path) && !isBelowAFile(path):
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            return [.init("No file has this name. The newest files of the folder:", command: "ls -lt \(quoted(folder)) | head")]
        case .cannotOpen:
            return [.init("Check who may read it; createdump writes files that only their owner can read:", command: listing)]
        case .stillChanging: return [.init("Wait until it is written, and read it again:", command: listing)]
        case .pagesLost: return [.init("Copy it to where nothing changes it, and read the copy:", command: "cp \(quoted(path)) /var/tmp/")]
        case .interrupted: return [.init("It was stopped before it was read. Run it again.")]
        case .noSuchRuntime:
            return [
                .init("Without \(Option.runtime.spelling), the report names the runtimes:", command: "heapdrift doctor \(quoted(path))")
            ]
        case .gcdump: return [BetterDump(os: system(of: path)).withHeap()]
        // Another dump of the same process would be refused too.
        case .runtimeVersionUnsupported: return [.init(elsewhere)]
        case .machineUnsupported:
            return [.init("This version does not read such a process. 'heapdrift version' and the changelog say what each reads.")]
        case .nativeAOT, .not64Bit, .byteOrder, .gitLFSPointer, .foreignKernel, .foreignMacOS, .foreignHprof, .foreignV8,
            .foreignNetFramework, .foreignMono, .foreignJVM, .foreignNode, .foreignGo, .foreignPython, .foreignRuby, .foreignPHP,
            .foreignNative:
            return [.init(elsewhere)]
        case .tableTwice, .twoProcesses, .notAText, .textsDiffer: return []
        case .layoutMismatch:
            return [
                .init(
                    "Another dump of this process would not be read either. 'heapdrift version' and the changelog say which versions of .NET each "
                        + "release reads.")
            ]
        case .notAFile, .emptyFile, .cannotMap, .noDumpInside, .notACore, .noTable, .damagedHeader, .noRuntime, .runtimePagesMissing:
            return [BetterDump(os: system(of: path), maker: failure.maker, kind: failure.maker.map { _ in .heap }).withHeap()]
        }
    }
}

extension Capture {
    /// Whether the process had ended after the dump: it was written for an exception or a signal, other than those of debuggers (SIGTRAP and
    /// SIGSTOP).
    fileprivate var isOfEnd: Bool { exception != nil || signal.map { ![5, 19].contains($0.number) } ?? false }
}
