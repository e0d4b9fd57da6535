import CompressedInput
import CoreCLR
import DumpFormats
import Glibc
import RawMemory
package import SnapshotModel

/// The reason why an input cannot become a snapshot (exit code 3). `sentence` says what was expected, what was found and what to do next.
package struct InputFailure: Error, Equatable, Sendable {
    package var code: FailureCode
    package var sentence: String
    /// The path of a file that does not exist, where that is the reason.
    package var missingPath: String?
    /// The file of the runtime whose pages the dump lacks, where that is the reason.
    package var wantedFile: WantedRuntimeFile?
    /// How the file can be unpacked, where it is one of several or packed in a way that is not read; `nil` when that is not known.
    package var unpacking: Unpacking?
    /// The program that wrote the dump, where it is one and its file shows it.
    package var maker: Capture.Maker?

    package init(_ code: FailureCode, _ sentence: String) {
        self.code = code
        self.sentence = PathText.shown(sentence)
    }
}

/// A clause that says what is read.
let wantedDump = "expected a dump of a .NET process (Core 3.1 or later): a Linux core, or a Windows minidump"

extension FileError {
    /// Says why a file that is read together with a dump is not used.
    var clause: String {
        switch self {
        case .cannotOpen(let code): "it cannot be opened: \(unsafe String(cString: strerror(code)))"
        case .isDirectory: "it is a folder"
        case .notARegularFile: "it is a pipe, socket or device"
        case .empty: "it is empty"
        case .cannotMap(let code): "it cannot be mapped into memory: \(unsafe String(cString: strerror(code)))"
        }
    }
}

extension InputFailure {
    init(_ error: FileError, path: String) {
        switch error {
        case .cannotOpen(let code):
            self.init(.cannotOpen, "\(path): \(unsafe String(cString: strerror(code)))")
            if code == ENOENT { missingPath = path }
        case .isDirectory: self.init(.isADirectory, "\(path): is a directory; name the dump file in it")
        case .notARegularFile:
            self.init(.notAFile, "\(path): is a pipe, socket or device; a dump is read out of order, so write it to a file first")
        case .empty: self.init(.emptyFile, "\(path): is empty; was the dump cut off or the disk full?")
        case .cannotMap(let code):
            self.init(.cannotMap, "\(path): cannot be mapped into memory: \(unsafe String(cString: strerror(code)))")
        }
    }

    /// For a file that became shorter while it was read. `other` is the path of the file if it is not the input itself but one that is read
    /// with it.
    init(pagesLostOf path: String, other: String? = nil) {
        self.init(.pagesLost, "\(path): " + (other.map { "\($0): " } ?? "") + UnpackError.pagesLostSentence)
    }

    init(_ error: UnpackError, path: String, folder: String) {
        let code: FailureCode =
            switch error {
            case .pagesLost: .pagesLost
            case .truncated: .packedTruncated
            case .damaged: .packedDamaged
            case .unsupported, .method, .severalFiles: .compressionUnsupported
            case .encrypted: .encrypted
            case .tooDeep: .packedTooDeep
            case .noDump: .noDumpInside
            case .several: .severalDumps
            case .noMember: .noSuchMember
            case .tooLarge: .tooLargeUnpacked
            case .notEnoughSpace: .noSpace
            case .cannotRead: .cannotOpen
            case .cannotWrite: .cannotUnpack
            case .cannotMap: .cannotMap
            case .empty: .emptyFile
            case .interrupted: .interrupted
            }
        var next = error == .truncated && isFirstPart(path) ? joiningParts(path) : ""
        if code == .severalDumps, path == Inputs.standardInputName { next = ", like \(Inputs.standardInput)/NAME" }
        self.init(code, "\(path): \(error.sentence(folder: folder))\(next)")
        unpacking =
            switch error {
            case .severalFiles: .zipOfParts
            case .method, .unsupported("RAR"): .sevenZip
            default: nil
            }
    }

    init(_ error: DumpFormatError, path: String) {
        switch error {
        case .notACore(let kind): self.init(kind, path: path, wanted: wantedDump)
        case .notADumpButELF(let type):
            let what = type == 2 ? "an executable" : type == 3 ? "a library or executable" : "an ELF file of type \(type)"
            let next = type == 2 || type == 3 ? ". Start the program, and dump the process" : ""
            self.init(.notACore, "\(path): this is \(what), not a dump of a process; \(wantedDump)\(next)")
        case .unsupportedClass(let value, let machine): self.init(elfClass: value, machine: machine, path: path)
        case .unsupportedByteOrder(let value, let machine): self.init(byteOrder: value, machine: machine, path: path)
        case .unsupportedMachine(let machine): self.init(machine: machine, path: path)
        case .unsupportedMinidumpProcessor(let processor): self.init(minidumpProcessor: processor, path: path)
        case .truncated(let what, let needed, let found):
            self.init(
                .truncated,
                "\(path): the file ends inside \(what): \(needed) bytes are needed, it has \(found). Was the disk full, or is the copy incomplete?"
            )
        case .implausible(let field, let value, let limit):
            self.init(.damagedHeader, "\(path): damaged header: \(field) is \(value), at most \(limit) makes sense")
        }
    }

    /// `missingBytes` is the number of bytes that are cut off from the file. When it is not 0, the sentence names it first, because it
    /// explains most missing pages. `foreign` is the process, when it holds no CoreCLR. `wanted` is a file that would give missing pages.
    init(
        _ error: RuntimeError, path: String, missingBytes: UInt64, foreign: ForeignProcess? = nil, wanted: WantedRuntimeFile? = nil
    ) {
        if let foreign, foreign.explains(error, missingBytes: missingBytes) {
            self = foreign.failure(path: path)
            return
        }
        func orTruncated(_ missing: String, _ code: FailureCode, _ sentence: String) -> InputFailure {
            guard missingBytes > 0 else { return InputFailure(code, "\(path): \(sentence)") }
            return InputFailure(
                .truncated,
                "\(path): the file is cut off: \(missingBytes) bytes of memory that its headers name are missing, among them \(missing). Was the disk full, or is the copy incomplete?"
            )
        }
        let collectHeap = "Collect one with `dotnet-dump collect --type Heap` (Linux: also `createdump --withheap`)"
        switch error {
        case .noRuntime:
            self = orTruncated(
                "the .NET runtime", .noRuntime,
                "no .NET runtime in this process: neither libcoreclr.so nor coreclr.dll is loaded. \(wantedDump.capitalizedFirst)")
        case .noSuchRuntime(let wanted, let count):
            self.init(
                .noSuchRuntime,
                "\(path): the process has no runtime number \(wanted); it has \(count == 1 ? "one" : "\(count), numbered from 1 on")")
        case .nativeAOT(let file):
            self.init(
                .nativeAOT,
                "\(path): \(file) is a NativeAOT program: its types carry no names and its heap is not read. "
                    + "Run the same program under CoreCLR (published without PublishAot) and dump that, or take a native memory profiler")
        case .versionUnsupported(let version):
            // The version that the runtime's library has in it says no more than 2.
            let number = version.minor == 0 && version.patch == 0 ? "\(version.major)" : version.description
            self.init(
                .runtimeVersionUnsupported,
                "\(path): a process of .NET Core \(number), which is not read: .NET Core 3.1 and later are. SOS in lldb or WinDbg lists its types "
                    + "(`dotnet-sos install`, `dumpheap -stat`); or run the service on a later version and dump that")
        case .runtimePagesMissing(let what):
            self = orTruncated(what, .runtimePagesMissing, "the dump does not hold \(what). \(collectHeap)")
        case .programHeadersMissing(let file):
            let what = "the program headers of \(file)"
            let own = wanted.map { "They are in the process's own file, \($0.path): \($0.whyNot)" }
            self = orTruncated(what, .runtimePagesMissing, "the dump does not hold \(what). \(own ?? collectHeap)")
            wantedFile = code == .runtimePagesMissing ? wanted : nil
        case .layoutMismatch(let why):
            self = orTruncated(
                "the runtime's structures", .layoutMismatch,
                "the runtime's structures are not where they are expected: \(why). If dotnet-dump reads this dump, keep its `dumpheap -stat`"
            )
        }
    }
}

/// Whether a file has the name of the first of several parts: `core.7z.001`, `core.zst.aa`, `core.gz.part1`.
private func isFirstPart(_ path: String) -> Bool {
    let ending = path.split(separator: "/").last?.split(separator: ".").last ?? ""
    return ["001", "aa", "part1", "part01", "part001", "partaa"].contains(ending.lowercased())
}

private func joiningParts(_ path: String) -> String {
    let whole = path.split(separator: ".", omittingEmptySubsequences: false).dropLast().joined(separator: ".")
    return " Its name is that of the first of several parts; join them first: cat \(whole).* > \(whole)"
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
