import RawMemory

/// The program that wrote a dump, recognised by the form of the file: the order of notes, section headers, comments, flags.
public struct DumpMaker: Hashable, Sendable {
    public let program: Program
    /// What the file says about what the program was asked to write; `nil` when it says nothing, as cores of createdump do.
    public let request: Request?

    public init(_ program: Program, _ request: Request? = nil) {
        self.program = program
        self.request = request
    }

    public enum Program: String, Sendable {
        /// createdump of .NET. dotnet-dump and dotnet-monitor have the runtime run it, and so do crashes (DOTNET_DbgEnableMiniDump).
        case createdump
        /// The kernel of Linux, at a fatal signal.
        case kernel
        /// `gcore`, or `generate-core-file` of gdb.
        case gdb
        case procdump
    }

    public enum Request: Hashable, Sendable {
        case filter(CoredumpFilter)
        /// A dump of createdump without the process's large pages: every kind but the full one leaves them out.
        case withoutLargePages
        /// By the flags of a minidump.
        case memory(RequestedMemory)
    }
}

extension DumpMaker {
    /// By the notes of a core.
    ///
    /// createdump writes the process, the auxiliary vector and the files before the first thread. The kernel writes the first thread before
    /// everything else. gdb adds a description of the target, section headers, and file offsets in bytes. Verified on cores of createdump
    /// 3.1, 8, 9 and 10, of Linux 5 and 6, and of gdb 13.
    init?(_ notes: CoreNotes, hasSections: Bool, filter: CoredumpFilter?) {
        let request = filter.map(Request.filter)
        if notes.isOfGDB || (hasSections && notes.filePageSize == 1) {
            self.init(.gdb, request)
        } else if notes.firstTypes == [CoreNotes.processInfo, CoreNotes.auxiliaryVector, CoreNotes.fileTable] {
            self.init(.createdump, filter?.contains(.largePages) == false ? .withoutLargePages : nil)
        } else if notes.firstTypes.starts(with: [CoreNotes.threadStatus, CoreNotes.processInfo]) {
            self.init(.kernel, request)
        } else {
            return nil
        }
    }
}

extension MinidumpStreams {
    /// By the flags and the comment of a minidump. The Task Manager and Windows Error Reporting leave no mark of their own.
    ///
    /// createdump.exe asks for heap dumps with the flags 0x41A25 and for full ones with 0x41827; the first was verified on dumps of 6, 8, 9
    /// and 10.
    var maker: DumpMaker? {
        let flags = file.bytes.u64(at: 24) ?? 0
        let request = DumpMaker.Request.memory(RequestedMemory(flags: flags))
        if isCommented(by: "procdump") { return DumpMaker(.procdump, request) }
        return [0x4_1A25, 0x4_1827].contains(flags) ? DumpMaker(.createdump, request) : nil
    }

    /// Whether a comment (CommentStreamA or W) names the program. The comment of procdump is its command line, which nobody is shown.
    private func isCommented(by program: String) -> Bool {
        [Kind.commentA, .commentW].contains { kind in
            guard let range = range(kind) else { return false }
            let bytes = (range.prefix(4096)).compactMap { file.bytes.u8(at: $0) }.filter { $0 != 0 }
            return String(decoding: bytes, as: UTF8.self).lowercased().contains(program)
        }
    }
}
