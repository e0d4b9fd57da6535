import Testing

@testable import DumpFormats
@testable import Reduction

/// The exact sentences for files that are not readable dumps.
@Suite struct FileKindRefusalTests {
    private static let wanted = "expected a dump of a .NET process (Core 3.1 or later): a Linux core, or a Windows minidump"
    private static let debugger =
        "Only 64-bit processes are read: take the dump of a 64-bit one, or keep the debugger's list of types (`!dumpheap -stat`) "
        + "and compare those"
    private static let elsewhere = "Dumps of x86-64 and arm64 are read: take one of the same service there"

    private static let files: [(kind: FileKind, code: String, sentence: String)] = [
        (
            .windowsKernelDump, "foreign-kernel",
            "a dump of the Windows kernel, \(wanted). It holds the kernel's memory, not a process's heap: dump the process itself "
                + "(`procdump -ma PID`)"
        ),
        (.nettrace, "not-a-core", "a .nettrace file, \(wanted). It holds events, not a heap"),
        (.etl, "not-a-core", "a Windows event trace (.etl), \(wanted). It holds events, not a heap"),
        (
            .machOCore, "foreign-macos",
            "a macOS core, \(wanted). macOS cores are not read: take the dump where the service runs on Linux or Windows"
        ),
        (.machO, "not-a-core", "a macOS executable or library, \(wanted). That is the program itself: start it, and dump the process"),
        (.hprof, "foreign-hprof", "a Java heap dump, \(wanted). For Java heaps take a Java tool, like Eclipse Memory Analyzer"),
        (
            .v8Snapshot, "foreign-v8",
            "a heap snapshot of node or Chrome, \(wanted). Open it in the Memory tab of Chrome's DevTools, which compares two"
        ),
        (
            .sqlite, "not-a-core",
            "an SQLite database, \(wanted). A store or an exported snapshot is read from a file of its own alone: give the path of that"
        ),
        (
            .dotNetAssembly, "not-a-core",
            "a .NET assembly (.dll or .exe), \(wanted). That is the program itself: start it, and dump the process"
        ),
        (
            .portableExecutable, "not-a-core",
            "a Windows executable or library, \(wanted). That is the program itself: start it, and dump the process"
        ),
        (.programDatabase, "not-a-core", "a symbol file (.pdb), \(wanted). Symbols are not needed: name the dump"),
        (
            .gitLFSPointer, "git-lfs-pointer",
            "a Git LFS pointer, \(wanted). The dump itself is not here: fetch it with `git lfs pull`"
        ),
        (
            .html, "not-a-core",
            "an HTML page, \(wanted). A page was saved in the place of the dump, mostly one to log in or of an error: download it again"
        ),
        (
            .crashReport, "not-a-core",
            "a crash report in text, \(wanted). A report says where it crashed, not what filled the heap: look for the dump beside it"
        ),
        (.text, "not-a-core", "a text file, \(wanted)"),
        (.zeros, "not-a-core", "a file of zeros, \(wanted). Its beginning was never written: was the copy interrupted?"),
        (.unknown, "not-a-core", "a file of an unknown kind, \(wanted)"),
    ]

    @Test func anELFFileThatIsNoCore() {
        let begin = "x.core: this is an executable, not a dump of a process; \(Self.wanted)"
        #expect(
            InputFailure(.notADumpButELF(type: 2), path: "x.core")
                == InputFailure(.notACore, "\(begin). Start the program, and dump the process"))
        #expect(
            InputFailure(.notADumpButELF(type: 1), path: "x.o")
                == InputFailure(.notACore, "x.o: this is an ELF file of type 1, not a dump of a process; \(Self.wanted)"))
    }

    @Test(arguments: files)
    func ofEachKindOfFile(_ file: (kind: FileKind, code: String, sentence: String)) throws {
        #expect(
            try InputFailure(.notACore(file.kind), path: "x.dmp")
                == InputFailure(#require(FailureCode(rawValue: file.code)), "x.dmp: this is \(file.sentence)"))
    }

    private static let processors: [(error: DumpFormatError, code: String, sentence: String)] = [
        (.unsupportedClass(1, machine: 3), "not-64-bit", "this is a core of a 32-bit process (x86 (i386)). \(debugger)"),
        (.unsupportedClass(1, machine: 40), "not-64-bit", "this is a core of a 32-bit process (32-bit arm). \(debugger)"),
        (.unsupportedClass(3, machine: 62), "damaged-header", "damaged header: ELF class is 3, 1 (32 bits) or 2 (64 bits) was expected"),
        (.unsupportedByteOrder(2, machine: 22), "byte-order", "this is a big-endian core (s390x). \(elsewhere)"),
        (.unsupportedByteOrder(2, machine: 21), "byte-order", "this is a big-endian core (ppc64). \(elsewhere)"),
        (
            .unsupportedByteOrder(0, machine: 62), "damaged-header",
            "damaged header: ELF data is 0, 1 (little-endian) or 2 (big-endian) was expected"
        ),
        (.unsupportedMachine(243), "machine-unsupported", "this is a core of another processor (RISC-V). \(elsewhere)"),
        (.unsupportedMachine(21), "machine-unsupported", "this is a core of another processor (ppc64le). \(elsewhere)"),
        (.unsupportedMachine(258), "machine-unsupported", "this is a core of another processor (LoongArch). \(elsewhere)"),
        (.unsupportedMachine(9999), "machine-unsupported", "this is a core of another processor (ELF machine 9999). \(elsewhere)"),
        (.unsupportedMinidumpProcessor(0), "not-64-bit", "this is a minidump of a 32-bit process (x86). \(debugger)"),
        (.unsupportedMinidumpProcessor(5), "not-64-bit", "this is a minidump of a 32-bit process (32-bit arm). \(debugger)"),
        (.unsupportedMinidumpProcessor(6), "machine-unsupported", "this is a minidump of another processor (Itanium). \(elsewhere)"),
        (
            .unsupportedMinidumpProcessor(77), "machine-unsupported",
            "this is a minidump of another processor (ProcessorArchitecture 77). \(elsewhere)"
        ),
    ]

    @Test(arguments: processors)
    func ofEachProcessor(_ found: (error: DumpFormatError, code: String, sentence: String)) throws {
        #expect(
            InputFailure(found.error, path: "x.dmp")
                == InputFailure(try #require(FailureCode(rawValue: found.code)), "x.dmp: \(found.sentence)"))
    }
}
