import DumpFormats

/// The advice for a 32-bit process.
private let insteadOf32Bits =
    "Only 64-bit processes are read: take the dump of a 64-bit one, or keep the debugger's list of types (`!dumpheap -stat`) and compare those"

extension InputFailure {
    /// For a file that is not a dump of a process. `wanted` is a clause that says what is expected.
    init(_ kind: FileKind, path: String, wanted: String) {
        let (code, next): (FailureCode, String) =
            switch kind {
            case .windowsKernelDump:
                (.foreignKernel, "It holds the kernel's memory, not a process's heap: dump the process itself (`procdump -ma PID`)")
            case .gcdump: (.gcdump, "Name it where a snapshot is made of an input")
            case .nettrace, .etl: (.notACore, "It holds events, not a heap")
            case .machOCore: (.foreignMacOS, "macOS cores are not read: take the dump where the service runs on Linux or Windows")
            case .hprof: (.foreignHprof, "For Java heaps take a Java tool, like Eclipse Memory Analyzer")
            case .v8Snapshot: (.foreignV8, "Open it in the Memory tab of Chrome's DevTools, which compares two")
            case .dotNetAssembly, .portableExecutable, .machO:
                (.notACore, "That is the program itself: start it, and dump the process")
            case .programDatabase: (.notACore, "Symbols are not needed: name the dump")
            case .tar: (.notACore, "Name the dump that is in it")
            case .gitLFSPointer: (.gitLFSPointer, "The dump itself is not here: fetch it with `git lfs pull`")
            case .html: (.notACore, "A page was saved in the place of the dump, mostly one to log in or of an error: download it again")
            case .crashReport: (.notACore, "A report says where it crashed, not what filled the heap: look for the dump beside it")
            case .zeros: (.notACore, "Its beginning was never written: was the copy interrupted?")
            case .sqlite: (.notACore, "A store or an exported snapshot is read from a file of its own alone: give the path of that")
            case .elf, .minidump, .text, .unknown: (.notACore, "")
            }
        self.init(code, "\(path): this is \(kind.rawValue), \(wanted)\(next.isEmpty ? "" : ". \(next)")")
    }

    /// For a core with the wrong width. `value` is EI_CLASS.
    init(elfClass value: UInt8, machine: UInt16, path: String) {
        guard value == 1 else {
            self.init(.damagedHeader, "\(path): damaged header: ELF class is \(value), 1 (32 bits) or 2 (64 bits) was expected")
            return
        }
        self.init(.not64Bit, "\(path): this is a core of a 32-bit process (\(Self.processor(machine))). \(insteadOf32Bits)")
    }

    /// For a core with the wrong byte order. `value` is EI_DATA.
    init(byteOrder value: UInt8, machine: UInt16, path: String) {
        guard value == 2 else {
            self.init(.damagedHeader, "\(path): damaged header: ELF data is \(value), 1 (little-endian) or 2 (big-endian) was expected")
            return
        }
        let name = Self.processor(machine, bigEndian: true)
        self.init(.byteOrder, "\(path): this is a big-endian core (\(name)). \(Self.otherProcessors)")
    }

    init(machine: UInt16, path: String) {
        self.init(
            .machineUnsupported, "\(path): this is a core of another processor (\(Self.processor(machine))). \(Self.otherProcessors)")
    }

    /// For a minidump of another processor. `processor` is its ProcessorArchitecture.
    init(minidumpProcessor processor: UInt16, path: String) {
        let name = MinidumpProcessor.name(processor)
        if processor == 0 || processor == 5 {
            self.init(
                .not64Bit, "\(path): this is a minidump of a 32-bit process (\(name ?? "processor \(processor)")). \(insteadOf32Bits)")
        } else {
            let shown = name ?? "ProcessorArchitecture \(processor)"
            self.init(
                .machineUnsupported, "\(path): this is a minidump of another processor (\(shown)). \(Self.otherProcessors)")
        }
    }

    private static let otherProcessors = "Dumps of x86-64 and arm64 are read: take one of the same service there"

    private static func processor(_ machine: UInt16, bigEndian: Bool = false) -> String {
        ELFMachine.name(machine, bigEndian: bigEndian) ?? "ELF machine \(machine)"
    }
}
