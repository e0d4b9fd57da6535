import CompressedInput
import DumpFormats
import Glibc
package import RawMemory

/// A file as it lies on the disk, and which member of it is meant: `night.tar.zst/a.core` names one, the path of the file alone none.
struct NamedInput {
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
                // A file is taken for a folder: it may be an archive, if it lies further up.
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

    func packed(_ options: ReductionOptions, _ progress: WorkProgress) -> PackedFile {
        PackedFile(
            file, UnpackOptions(folder: options.temporaryFolder, limit: options.maxUnpacked), progress, isDump: looksLikeADump)
    }

    /// What a member is called from outside.
    func path(of name: String?) -> String { name.map { "\(filePath)/\($0)" } ?? filePath }
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

/// Opens `path`, unpacked when it is packed, and recognises what it is. An archive must hold one dump alone, unless the path goes on into it.
/// Throws `InputFailure` or `Interrupted`.
package func openInput(_ path: String, _ options: ReductionOptions, _ progress: WorkProgress) throws -> OpenedInput {
    let input = try NamedInput(path)
    return try unpacking(input, options) {
        let packed = input.packed(options, progress)
        let dump = if let member = input.member { try packed.member(member) } else { try packed.onlyDump() }
        return try open(dump, of: input, options, progress)
    }
}

/// Opens every dump of `path`, one after another in the order of the archive; of a file that is no archive the only one. `body` gets each
/// one's path and what opens it, which throws `InputFailure` or `Interrupted`.
///
/// Returns how many members were no dumps. Throws `InputFailure` for what concerns the file as a whole, `Interrupted`, and what `body` throws.
package func openInputs(
    _ path: String, _ options: ReductionOptions, _ progress: WorkProgress,
    _ body: @escaping (_ path: String, _ open: () throws -> OpenedInput) throws -> Void
) throws -> Int {
    let input = try NamedInput(path)
    guard input.member == nil else {
        try body(path) { try openInput(path, options, progress) }
        return 0
    }
    let packed = input.packed(options, progress)
    try unpacking(input, options) {
        try packed.visitDumps { dump in
            try body(input.path(of: dump.name)) { try open(dump, of: input, options, progress) }
        }
    }
    return packed.passedOver
}

private func open(
    _ dump: UnpackedDump, of input: NamedInput, _ options: ReductionOptions, _ progress: WorkProgress
) throws -> OpenedInput {
    let path = input.path(of: dump.name)
    // Of a packed dump the time of the file as given: the unpacked one is new.
    let modified = dump.modified ?? input.file.modified ?? 0
    let plain: MappedFile
    do throws(UnpackError) { plain = try dump.content.get() } catch {
        throw InputFailure(error, path: path, folder: options.temporaryFolder)
    }
    return try recognise(plain, path: path, modified: modified, options, progress)
}

private func unpacking<Result>(_ input: NamedInput, _ options: ReductionOptions, _ body: () throws -> Result) throws -> Result {
    do { return try body() } catch UnpackError.interrupted { throw Interrupted() } catch let error as UnpackError {
        throw InputFailure(error, path: input.filePath, folder: options.temporaryFolder)
    }
}
