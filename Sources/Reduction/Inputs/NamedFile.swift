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

    /// Opens the file. Throws `InputFailure`.
    init(_ path: String) throws(InputFailure) {
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
        if self.member != nil, Compression(file.bytes) == nil { throw InputFailure(.cannotOpen(ENOTDIR), path: path) }
    }

    func packed(_ wanted: PackedFile.Wanted, _ options: ReductionOptions, _ progress: WorkProgress) -> PackedFile {
        PackedFile(
            file, wanted, UnpackOptions(folder: options.temporaryFolder, limit: options.maxUnpacked), progress, isDump: looksLikeADump)
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
}

/// True for cores, minidumps and .gcdump files. False for programs and libraries, although they are ELF files too.
private func looksLikeADump(_ head: RawSpan) -> Bool {
    switch FileKind(head) {
    case .minidump, .gcdump: true
    // ET_CORE in either byte order. A big-endian core is refused later, with a sentence that says so.
    case .elf: head.u16(at: 16) == 4 || head.u16(at: 16) == 0x0400
    default: false
    }
}
