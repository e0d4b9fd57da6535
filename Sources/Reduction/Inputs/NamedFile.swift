import CompressedInput
import DumpFormats
import Glibc
import RawMemory

/// A file as it lies on the disk, and which member of it is meant: `night.tar.zst/a.core` names one, the path of the file alone none.
struct NamedFile {
    /// As given.
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
                // A part of the path is a file and no folder: that file may be an archive.
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
        if self.member != nil, isCompressed(file.bytes) == nil { throw InputFailure(.cannotOpen(ENOTDIR), path: path) }
    }

    func packed(_ wanted: PackedFile.Wanted, _ options: ReductionOptions, _ progress: WorkProgress) -> PackedFile {
        PackedFile(
            file, wanted, UnpackOptions(folder: options.temporaryFolder, limit: options.maxUnpacked), progress, isDump: looksLikeADump)
    }

    /// What a member is called from outside.
    func path(of name: String?) -> String { name.map { "\(filePath)/\($0)" } ?? filePath }

    /// A dump that was unpacked, as a file of its own. Throws `InputFailure` when it could not be unpacked.
    func plain(_ dump: UnpackedDump, _ options: ReductionOptions) throws(InputFailure) -> PlainFile {
        let path = path(of: dump.name)
        do throws(UnpackError) {
            return PlainFile(file: try dump.content.get(), path: path, modified: dump.modified ?? file.modified ?? 0)
        } catch { throw InputFailure(error, path: path, folder: options.temporaryFolder) }
    }

    /// Does work that unpacks; its error is one of the file as a whole. Throws `InputFailure` or `Interrupted`.
    func unpacking<Result>(_ options: ReductionOptions, _ body: () throws(UnpackError) -> Result) throws -> Result {
        do throws(UnpackError) { return try body() } catch {
            if error == .interrupted { throw Interrupted() }
            throw InputFailure(error, path: filePath, folder: options.temporaryFolder)
        }
    }
}

/// Cores, minidumps and .gcdump files; neither programs nor libraries, which are ELF files too.
private func looksLikeADump(_ head: RawSpan) -> Bool {
    switch FileKind(head) {
    case .minidump, .gcdump: true
    // ET_CORE, in either byte order: one that is not read gets a sentence that says so.
    case .elf: head.u16(at: 16) == 4 || head.u16(at: 16) == 0x0400
    default: false
    }
}
