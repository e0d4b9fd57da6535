public import RawMemory

/// A dump of a process, whatever the format of its file: memory, threads, mapped files or loaded modules.
public struct ProcessDump: Sendable {
    public let format: Format
    public let system: OperatingSystem
    public let processor: Processor
    public let file: MappedFile
    /// Sorted by address, without overlaps.
    public let segments: [MemorySegment]
    /// The bytes of memory that lie after the end of the file.
    public let missingBytes: UInt64
    /// File ranges of headers, tables and notes, which identify a dump together with samples of its pages.
    public let headerRanges: [Range<Int>]
    public let process: ProcessFacts
    public let threads: [ThreadState]
    /// Files mapped into the process, by row (NT_FILE of a core); empty in minidumps.
    public let files: [FileMapping]
    /// Loaded modules (ModuleList of a minidump); empty in cores.
    public let modules: [LoadedModule]
    /// Open handles of Windows; `nil` when the dump has no list of them. Cores have none.
    public let handles: HandleList?
    /// What the writer of a minidump was asked for; `nil` for a core, which does not say it.
    public let requested: RequestedMemory?
    /// The program that wrote it; `nil` when the file does not show it.
    public let maker: DumpMaker?
    /// What a minidump says of the whole address space (MemoryInfoList), sorted by address; empty in cores and where it has no such list.
    public let regions: [MappedRegion]

    /// The raw value is the kind of input that a snapshot records.
    public enum Format: String, Sendable {
        case elfCore = "elf-core"
        case minidump
    }

    public enum OperatingSystem: String, Sendable { case linux, windows }

    public enum Processor: String, Sendable {
        case x64 = "x86-64"
        case arm64
    }

    public init(
        format: Format, system: OperatingSystem, processor: Processor, file: MappedFile, segments: [MemorySegment], missingBytes: UInt64,
        headerRanges: [Range<Int>], process: ProcessFacts, threads: [ThreadState], files: [FileMapping] = [], modules: [LoadedModule] = [],
        handles: HandleList? = nil, requested: RequestedMemory? = nil, maker: DumpMaker? = nil, regions: [MappedRegion] = []
    ) {
        self.format = format
        self.system = system
        self.processor = processor
        self.file = file
        self.segments = segments
        self.missingBytes = missingBytes
        self.headerRanges = headerRanges
        self.process = process
        self.threads = threads
        self.files = files
        self.modules = modules
        self.handles = handles
        self.requested = requested
        self.maker = maker
        self.regions = regions
    }

    /// Opens a file of either format. Throws `DumpFormatError`.
    public init(_ file: MappedFile) throws(DumpFormatError) {
        if FileKind(file.bytes) == .minidump {
            try self.init(minidump: file)
        } else {
            self.init(try ELFCore(file))
        }
    }

    /// The number of bytes of `range` that the dump was written with, in the file or not.
    public func listedBytes(in range: AddressRange) -> UInt64 {
        var listed: UInt64 = 0
        var index = segments.partitioningIndex { $0.range.end > range.start }
        while index < segments.count, segments[index].range.start < range.end {
            let part = segments[index].listed
            listed = listed.saturatingAdd(AddressRange(max(part.start, range.start), min(part.end, range.end)).count)
            index += 1
        }
        return listed
    }

    /// The mapping that contains `address`.
    public func segment(containing address: Address) -> MemorySegment? {
        segments.segment(containing: address)
    }
}

/// Facts about the dumped process. Its arguments and environment are private and not read.
public struct ProcessFacts: Hashable, Sendable {
    /// The executable's name: at most 15 bytes in a core, the file name of the first module in a minidump.
    public var name = ""
    public var id: UInt64?
    /// The time at which the dump was written, in seconds since 1970; `nil` for ELF cores, which do not have it.
    public var dumpTime: Int64?
    /// The time at which the process was created, in seconds since 1970 (MiscInfo of a minidump); `nil` for cores, which do not have it.
    public var createTime: Int64?
    /// The addresses at which the kernel started the program (NT_AUXV of a core); none in minidumps.
    public var startAddresses = StartAddresses()
    /// The address of the program headers of the executable (AT_PHDR); `nil` in minidumps.
    public var programHeaders: Address? {
        get { startAddresses.programHeaders }
        set { startAddresses.programHeaders = newValue }
    }
    /// The exception for which a minidump was written, if it has one.
    public var exception: ProcessException?
    /// The signal for which a core was written, if its notes name one.
    public var signal: ProcessSignal?

    public init(
        name: String = "", id: UInt64? = nil, dumpTime: Int64? = nil, programHeaders: Address? = nil, exception: ProcessException? = nil,
        signal: ProcessSignal? = nil
    ) {
        self.name = name
        self.id = id
        self.dumpTime = dumpTime
        startAddresses.programHeaders = programHeaders
        self.exception = exception
        self.signal = signal
    }
}

/// A signal of Linux, for which a core was written.
public struct ProcessSignal: Hashable, Sendable {
    /// Like 6 (SIGABRT); at least 1.
    public let number: UInt32
    /// si_code: why a fault happened if it is positive. Below that the signal was sent; createdump also writes 0 when it does not know.
    public let code: Int32
    /// The thread that took it, by the id of the operating system; `nil` when the notes do not say it.
    public let threadID: UInt64?

    public init(number: UInt32, code: Int32, threadID: UInt64?) {
        self.number = number
        self.code = code
        self.threadID = threadID
    }
}

/// An exception of Windows, for which a dump was written.
public struct ProcessException: Hashable, Sendable {
    /// Like 0xC0000005; 0xE0434352 is one of .NET.
    public let code: UInt32
    /// The thread it was thrown in, by the id of the operating system.
    public let threadID: UInt64

    public init(code: UInt32, threadID: UInt64) {
        self.code = code
        self.threadID = threadID
    }
}

/// A thread of the operating system when the dump was written.
public struct ThreadState: Hashable, Sendable {
    public let osID: UInt64
    /// rsp, or sp of arm64.
    public let stackPointer: Address
    /// From the stack's lowest reserved address to its base. `nil` when the dump does not say it (only minidumps with thread blocks or a list
    /// of regions do). Then the segment around `stackPointer` stands for it: the mapping in a core, what is held of it in a mini dump.
    public let stack: AddressRange?
    /// `nil` when the dump does not hold them.
    public let registers: ThreadRegisters?

    public init(osID: UInt64, stackPointer: Address, stack: AddressRange? = nil, registers: ThreadRegisters? = nil) {
        self.registers = registers
        self.osID = osID
        self.stackPointer = stackPointer
        self.stack = stack
    }
}

/// A file mapped into the process.
public struct FileMapping: Hashable, Sendable {
    public let range: AddressRange
    /// Offset in the file of the range's first byte.
    public let fileOffset: UInt64
    public let path: String

    public init(range: AddressRange, fileOffset: UInt64, path: String) {
        self.range = range
        self.fileOffset = fileOffset
        self.path = path
    }

    /// The last component of the path. In cores of the kernel and of createdump, " (deleted)" follows the name of a file that was replaced or
    /// removed while it was mapped (an update under a running process).
    public var fileName: Substring {
        let name = path.split(separator: "/", omittingEmptySubsequences: true).last ?? ""
        return name.hasSuffix(" (deleted)") ? name.dropLast(" (deleted)".count) : name
    }
}

/// A module (executable or library) as a minidump lists it.
public struct LoadedModule: Hashable, Sendable {
    public let range: AddressRange
    /// As Windows wrote it: `C:\Program Files\dotnet\shared\Microsoft.NETCore.App\8.0.33\coreclr.dll`.
    public let path: String
    /// TimeDateStamp of its PE header, which identifies a build together with the size.
    public let timeStamp: UInt32
    /// File version: major, minor, build, revision; `nil` when the file has no version resource.
    public let version: [UInt16]?

    public init(range: AddressRange, path: String, timeStamp: UInt32, version: [UInt16]?) {
        self.range = range
        self.path = path
        self.timeStamp = timeStamp
        self.version = version
    }

    /// The last component of the path.
    public var fileName: Substring { path.split(whereSeparator: { $0 == "\\" || $0 == "/" }).last ?? "" }
}
