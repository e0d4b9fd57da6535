import CompressedInput
import DumpFormats
import Glibc
import RawMemory

/// A file on the disk, and the member of it that a path names: `night.tar.zst/a.core` names a member, `night.tar.zst` none.
struct NamedFile {
    /// The path as given.
    let path: String
    let file: MappedFile
    let filePath: String
    let member: String?

    /// Opens the file. Throws `InputFailure` or `Interrupted`.
    init(_ path: String, _ options: ReductionOptions, _ progress: WorkProgress) throws {
        if path == Inputs.standardInput, let piped = try NamedFile.piped(options, progress) {
            self.init(path: path, file: piped, filePath: path, member: nil)
            return
        }
        do throws(InputFailure) { try self.init(path) } catch {
            guard path == Inputs.standardInput, error.code == .notAFile else { throw error }
            throw InputFailure(.notAFile, "\(path): is a terminal or a device; send a dump into it, from a file or through a pipe")
        }
    }

    private init(path: String, file: MappedFile, filePath: String, member: String?) {
        self.path = path
        self.file = file
        self.filePath = filePath
        self.member = member
    }

    private init(_ path: String) throws(InputFailure) {
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
        self.path = path
        self.filePath = String(filePath)
        let member = path.dropFirst(filePath.count).drop { $0 == "/" }
        self.member = member.isEmpty ? nil : String(member)
        let file = file
        let isPacked = Compression(file.bytes) != nil
        if file.hasLostPages { throw InputFailure(pagesLostOf: path) }
        if self.member != nil, !isPacked { throw InputFailure(.cannotOpen(ENOTDIR), path: path) }
    }

    func packed(_ wanted: PackedFile.Wanted, _ options: ReductionOptions, _ progress: WorkProgress) -> PackedFile {
        PackedFile(
            file, wanted, UnpackOptions(folder: options.temporaryFolder, limit: options.maxUnpacked), progress, judge: memberKind)
    }

    /// The path that the user would type for a member.
    func path(of name: String?) -> String { name.map { "\(filePath)/\($0)" } ?? filePath }

    /// The file of an unpacked dump. Throws `InputFailure` when the dump could not be unpacked.
    func plain(_ dump: UnpackedDump, _ options: ReductionOptions) throws(InputFailure) -> PlainFile {
        let path = path(of: dump.name)
        do throws(UnpackError) {
            return PlainFile(file: try dump.content.get(), path: path, modified: dump.modified ?? file.modified ?? 0)
        } catch { throw InputFailure(error, path: path, folder: options.temporaryFolder) }
    }

    /// Runs `body`, which unpacks. Its error becomes an error of the whole file. Throws `InputFailure` or `Interrupted`.
    func unpacking<Result>(_ options: ReductionOptions, _ body: () throws(UnpackError) -> Result) throws -> Result {
        do throws(UnpackError) { return try body() } catch {
            if error == .interrupted { throw Interrupted() }
            throw InputFailure(error, path: filePath, folder: options.temporaryFolder)
        }
    }

    /// The same for a search for dumps. An archive that holds only heaps in a form that is not read is refused by their name.
    func searching<Result>(
        _ packed: PackedFile, _ options: ReductionOptions, _ body: () throws(UnpackError) -> Result
    ) throws -> Result {
        do { return try unpacking(options, body) } catch let failure as InputFailure {
            guard failure.code == .noDumpInside, let first = packed.unreadable.first else { throw failure }
            throw InputFailure(.gcdump, path: path(of: first), wanted: wantedDump)
        }
    }

    /// The content of standard input, if it is a pipe or a socket. Throws `InputFailure` or `Interrupted`.
    private static func piped(_ options: ReductionOptions, _ progress: WorkProgress) throws -> MappedFile? {
        let unpacking = UnpackOptions(folder: options.temporaryFolder, limit: options.maxUnpacked)
        do throws(UnpackError) { return try unpacking.keep(pipe: 0, progress) } catch {
            switch error {
            case .interrupted: throw Interrupted()
            case .empty: throw InputFailure(.emptyFile, "\(Inputs.standardInput): nothing came; did the program before the pipe fail?")
            default: throw InputFailure(error, path: Inputs.standardInput, folder: options.temporaryFolder)
            }
        }
    }
}

/// Cores and minidumps are dumps. Programs and libraries are none, although they are ELF files too.
private func memberKind(_ head: RawSpan) -> PackedFile.MemberKind {
    switch FileKind(head) {
    case .minidump: .dump
    case .gcdump: .unreadable
    // ET_CORE in either byte order. A big-endian core is refused later, with a sentence that says so.
    case .elf: head.u16(at: 16) == 4 || head.u16(at: 16) == 0x0400 ? .dump : .other
    default: .other
    }
}
