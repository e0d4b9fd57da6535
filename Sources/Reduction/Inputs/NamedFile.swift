import CompressedInput
import DebuggerText
import DumpFormats
import Glibc
import RawMemory

/// A file on the disk, and the member of it that a path names: `night.tar.zst/a.core` names a member, `night.tar.zst` none.
struct NamedFile {
    /// The path as given; of standard input, its name.
    let path: String
    let file: MappedFile
    let filePath: String
    let member: String?
    /// The snapshot of a text that the path names: `case.txt/2`.
    let part: Int?
    /// Whether the file is what came through a pipe, so that its time is that of this run.
    let isPiped: Bool

    /// Opens the file. Throws `InputFailure` or `Interrupted`.
    init(_ path: String, _ options: ReductionOptions, _ progress: WorkProgress) throws {
        let shown = NamedFile.shown(path)
        guard shown != path else {
            try self.init(path)
            return
        }
        let name = Inputs.standardInputName
        let piped = try NamedFile.piped(options, progress)
        let file: MappedFile
        do throws(FileError) { if let piped { file = piped } else { file = try MappedFile.open(Inputs.standardInput) } } catch {
            guard error == .notARegularFile else { throw InputFailure(error, path: name) }
            let sending = "send a dump into it, from a file or through a pipe"
            if NamedFile.isNothingOnStandardInput { throw InputFailure(.emptyFile, "\(name): nothing is on it; \(sending)") }
            throw InputFailure(.notAFile, "\(name): is a terminal or a device; \(sending)")
        }
        let member = shown.dropFirst(name.count).drop { $0 == "/" }
        try self.init(path: shown, file: file, filePath: name, member: member.isEmpty ? nil : String(member), isPiped: piped != nil)
    }

    /// Whether standard input is /dev/null, as in jobs of cron. A standard input that was closed is opened as that at the start.
    private static var isNothingOnStandardInput: Bool {
        var (input, null) = (stat(), stat())
        guard unsafe fstat(0, &input) == 0, unsafe stat("/dev/null", &null) == 0 else { return false }
        return input.st_mode & S_IFMT == S_IFCHR && input.st_rdev == null.st_rdev
    }

    /// A path as results and failures show it.
    static func shown(_ path: String) -> String {
        let asking = Inputs.standardInput
        return path == asking || path.hasPrefix(asking + "/") ? Inputs.standardInputName + path.dropFirst(asking.count) : path
    }

    private init(path: String, file: MappedFile, filePath: String, member: String?, isPiped: Bool) throws(InputFailure) {
        self.path = path
        self.file = file
        self.filePath = filePath
        self.isPiped = isPiped
        let isPacked = Compression(file.bytes) != nil
        if file.hasLostPages { throw InputFailure(pagesLostOf: path) }
        if let member, !isPacked {
            // A number names one of the snapshots in a text.
            guard let part = Int(member), TextTables.mayBeText(file.bytes) else { throw InputFailure(.cannotOpen(ENOTDIR), path: path) }
            (self.member, self.part) = (nil, part)
        } else {
            (self.member, self.part) = (member, nil)
        }
    }

    private init(_ path: String) throws(InputFailure) {
        let file: MappedFile
        var filePath = Substring(path)
        while true {
            do throws(FileError) {
                file = try MappedFile.open(String(filePath))
                break
            } catch {
                // A part of the path is a file and not a folder. That file may be an archive.
                guard error == .cannotOpen(ENOTDIR), let slash = filePath.lastIndex(of: "/"), slash != filePath.startIndex else {
                    throw InputFailure(error, path: path)
                }
                filePath = filePath[..<slash]
            }
        }
        let member = path.dropFirst(filePath.count).drop { $0 == "/" }
        try self.init(
            path: path, file: file, filePath: String(filePath), member: member.isEmpty ? nil : String(member), isPiped: false)
    }

    private init(_ file: NamedFile, member: String?, part: Int) {
        (path, self.file, filePath, isPiped) = (file.path, file.file, file.filePath, file.isPiped)
        (self.member, self.part) = (member, part)
    }

    /// The same, where the number at the end of the member's name is that of a snapshot in a packed text: `case.txt.gz/2`, `case.tar/a.txt/2`.
    var partOfMember: NamedFile? {
        guard let member, let number = member.split(separator: "/").last, let part = Int(number), part > 0 else { return nil }
        let rest = member.dropLast(number.count).dropLast(member == number ? 0 : 1)
        return NamedFile(self, member: rest.isEmpty ? nil : String(rest), part: part)
    }

    /// The only dump, or the one that the path names, unpacked. Throws `InputFailure` or `Interrupted`.
    func only(_ options: ReductionOptions, _ progress: WorkProgress) throws -> PlainFile {
        do {
            var packed = packed(member.map { .member($0) } ?? .only, options, progress)
            let dump = try searching(&packed, options, progress) { (packed) throws(UnpackError) in
                member == nil ? try packed.onlyDump() : try packed.onlyMember()
            }
            return try plain(dump, options)
        } catch let failure as InputFailure {
            guard failure.code == .noSuchMember, part == nil, let text = partOfMember else { throw failure }
            let plain: PlainFile
            do { plain = try text.only(options, progress) } catch is InputFailure { throw failure }
            guard TextTables.mayBeText(plain.file.bytes) else { throw failure }
            return plain
        }
    }

    /// `takesGraphs`: whether .gcdump files count as dumps.
    func packed(
        _ wanted: PackedFile.Wanted, _ options: ReductionOptions, _ progress: WorkProgress, takesGraphs: Bool = false
    ) -> PackedFile {
        PackedFile(file, wanted, UnpackOptions(folder: options.temporaryFolder, limit: options.maxUnpacked), progress) { head in
            let kind = memberKind(head)
            return kind == .lesser && takesGraphs ? .dump : kind
        }
    }

    /// The path that the user would type for a member.
    func path(of name: String?) -> String { name.map { "\(filePath)/\($0)" } ?? filePath }

    /// The file of an unpacked dump. Throws `InputFailure` when the dump could not be unpacked.
    func plain(_ dump: UnpackedDump, _ options: ReductionOptions) throws(InputFailure) -> PlainFile {
        let path = part == nil ? path(of: dump.name) : self.path
        do throws(UnpackError) {
            return PlainFile(
                file: try dump.content.get(), path: path, modified: dump.modified ?? file.modified ?? 0,
                isOfThisRun: isPiped && dump.modified == nil, part: part)
        } catch { throw InputFailure(error, path: path, folder: options.temporaryFolder) }
    }

    /// Runs `body`, which unpacks. Its error becomes an error of the whole file. Throws `InputFailure` or `Interrupted`.
    func unpacking<Result>(_ options: ReductionOptions, _ body: () throws(UnpackError) -> Result) throws -> Result {
        do throws(UnpackError) { return try body() } catch {
            if error == .interrupted { throw Interrupted() }
            throw InputFailure(error, path: filePath, folder: options.temporaryFolder)
        }
    }

    /// The same for a search for dumps in `packed`. In an archive without dumps .gcdump files are searched for, in a second reading; then
    /// `packed` is that one.
    func searching<Result>(
        _ packed: inout PackedFile, _ options: ReductionOptions, _ progress: WorkProgress,
        _ body: (PackedFile) throws(UnpackError) -> Result
    ) throws -> Result {
        let first = packed
        do { return try unpacking(options) { () throws(UnpackError) in try body(first) } } catch let failure as InputFailure {
            guard failure.code == .noDumpInside, !first.lesser.isEmpty else { throw failure }
        }
        let second = self.packed(first.wanted, options, progress, takesGraphs: true)
        packed = second
        return try unpacking(options) { () throws(UnpackError) in try body(second) }
    }

    /// The content of standard input, if it is a pipe or a socket. Throws `InputFailure` or `Interrupted`.
    private static func piped(_ options: ReductionOptions, _ progress: WorkProgress) throws -> MappedFile? {
        let (name, folder) = (Inputs.standardInputName, options.temporaryFolder)
        let unpacking = UnpackOptions(folder: folder, limit: options.maxUnpacked)
        do throws(UnpackError) { return try unpacking.keep(pipe: 0, progress) } catch {
            switch error {
            case .interrupted: throw Interrupted()
            case .empty: throw InputFailure(.emptyFile, "\(name): nothing came; did the program before the pipe fail?")
            case .tooLarge(let limit): throw InputFailure(.tooLargeUnpacked, "\(name): is more than the limit of \(limit) bytes")
            case .cannotWrite(ENOSPC):
                throw InputFailure(.cannotUnpack, "\(name): the disk became full while it was written to \(folder); make room there")
            case .cannotWrite(let code):
                throw InputFailure(.cannotUnpack, "\(name): cannot be written to \(folder): \(unsafe String(cString: strerror(code)))")
            default: throw InputFailure(error, path: name, folder: folder)
            }
        }
    }
}

/// Cores and minidumps are dumps; .gcdump files count where there are none. Programs and libraries are none, although they are ELF files too.
private func memberKind(_ head: RawSpan) -> PackedFile.MemberKind {
    switch FileKind(head) {
    case .minidump: .dump
    case .gcdump: .lesser
    // ET_CORE in either byte order. A big-endian core is refused later, with a sentence that says so.
    case .elf: head.u16(at: 16) == 4 || head.u16(at: 16) == 0x0400 ? .dump : .other
    default: .other
    }
}
