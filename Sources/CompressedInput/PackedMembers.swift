import RawMemory

/// An archive whose members are being read.
struct OpenArchive {
    let reader: ArchiveReader
    /// The layer whose content is the archive.
    let layer: PackedFile.Layer
    /// The number of stages of unpacking up to the archive. Those of its members come after them.
    let stageCount: Int
    /// Whether it contains one file alone, which then has the archive's name.
    var isAlone = false
}

/// Whether the directory of a .7z, which its first 32 bytes place behind the content, lies in the file.
private func isWholeSevenZip(_ bytes: RawSpan) -> Bool {
    guard let start = bytes.u64(at: 12), let count = bytes.u64(at: 20) else { return false }
    return start.saturatingAdd(count).saturatingAdd(32) <= UInt64(bytes.byteCount)
}

/// Reads the members of archives.
extension PackedFile {
    /// Opens an archive that must be in a file, because its directory may be at its end. One with a single file is treated as a compressed
    /// file and not as an archive.
    func openFile(_ layer: Layer, _ format: ArchiveReader.Format) throws(UnpackError) {
        let file = if let file = layer.wholeFile { file } else { try options.write(layer.stream) }
        // An empty zip has only the end of the directory, which libarchive 3.6 does not recognise.
        if file.count == 22, file.bytes.u32(at: 0) == 0x0605_4B50 { return }
        if format == .zip, isLastPartOfZip(file.bytes) { throw .severalFiles }
        // libarchive gives no reason for the missing end of a .7z.
        if format == .sevenZip, !isWholeSevenZip(file.bytes) { throw file.hasLostPages ? .pagesLost : .truncated }
        let reader = try ArchiveReader(format, file)
        let counting = try ArchiveReader(format, file)
        var files = 0
        while files < 2, let member = try counting.next() { if member.isFile { files += 1 } }
        archives.append(OpenArchive(reader: reader, layer: layer, stageCount: stages.count, isAlone: files == 1))
    }

    /// Reads the next member of the innermost archive. An error in a member is returned with that member. An error of the outermost archive
    /// itself is thrown.
    func nextOfMembers() throws(UnpackError) -> UnpackedDump? {
        if progress.isStopped { throw .interrupted }
        guard let archive = archives.last else { return nil }
        stages.removeSubrange(archive.stageCount...)
        let member: ArchiveMember?
        do throws(UnpackError) { member = try archive.reader.next() } catch {
            archives.removeLast()
            guard !archives.isEmpty, error != .interrupted, let name = archive.layer.name else { throw error }
            return refused(name, error)
        }
        guard let member else {
            archives.removeLast()
            return nil
        }
        guard member.isFile else {
            passedOver += 1
            return nil
        }
        let layer = archive.layer
        let name = archive.isAlone ? layer.name : (layer.name.map { $0 + "/" } ?? "") + member.name
        if let name, !mayHold(name) { return nil }
        do throws(UnpackError) {
            if member.isEncrypted { throw .encrypted }
            let peeked = PeekedStream(MemberStream(archive.reader, progress))
            return try enter(
                Layer(
                    stream: peeked, compression: peeked.judged { Compression($0) }, name: name, modified: member.modified ?? layer.modified,
                    promised: member.size, isSparse: member.isSparse, depth: layer.depth + 1))
        } catch {
            guard let name, error != .interrupted else { throw error }
            return refused(name, error)
        }
    }

    /// Records a member that could not be unpacked. Its archive is closed if nothing after the member can be read.
    private func refused(_ name: String, _ error: UnpackError) -> UnpackedDump? {
        defer { if archives.last?.reader.isBroken == true { archives.removeLast() } }
        // A member in an unsupported format counts as one that is not a dump.
        if case .unsupported = error {
            passedOver += 1
            return nil
        }
        return giveUp(name, error)
    }

    /// Whether a member has to be read. If one member is wanted, these are that member, the archives that contain it, and as many others as
    /// a refusal would name.
    private func mayHold(_ name: String) -> Bool {
        guard case .member(let wanted) = wanted else { return true }
        return wanted == name || wanted.hasPrefix(name + "/") || names.count < Self.shown
    }
}
