import RawMemory

/// An archive that the walk is in.
struct OpenArchive {
    let reader: ArchiveReader
    /// What the archive is the content of.
    let layer: PackedFile.Layer
    /// Stages of unpacking that lead to it; those of its members come after.
    let stageCount: Int
    /// Its only file takes its name: it is packed, not archived.
    var isAlone = false
}

/// Archives on the way to a dump.
extension PackedFile {
    /// A zip's directory stands at its end, so it must lie in a file. One file alone in it is that file: it is packed, not archived.
    func openZip(_ layer: Layer) throws(UnpackError) {
        let file = if let file = layer.wholeFile { file } else { try options.write(layer.stream) }
        // A zip of nothing is its directory's end alone; libarchive 3.6 does not take it for a zip.
        if file.count == 22, file.bytes.u32(at: 0) == 0x0605_4B50 { return }
        let reader = try ArchiveReader(zip: file)
        let counting = try ArchiveReader(zip: file)
        var files = 0
        while files < 2, let member = try counting.next() { if member.isFile { files += 1 } }
        archives.append(OpenArchive(reader: reader, layer: layer, stageCount: stages.count, isAlone: files == 1))
    }

    /// Goes on to the next member of the innermost archive. An error is that of the member it happened in, and ends nothing; one of the
    /// outermost archive itself is thrown.
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
                    stream: peeked, compression: peeked.judged(isCompressed), name: name, modified: member.modified ?? layer.modified,
                    promised: member.size, isSparse: member.isSparse, depth: layer.depth + 1))
        } catch {
            guard let name, error != .interrupted else { throw error }
            return refused(name, error)
        }
    }

    /// A member that could not be unpacked. The archive that it is in ends with it where nothing after it can be read.
    private func refused(_ name: String, _ error: UnpackError) -> UnpackedDump? {
        defer { if archives.last?.reader.isBroken == true { archives.removeLast() } }
        // What nothing here reads is no dump of ours either.
        if case .unsupported = error {
            passedOver += 1
            return nil
        }
        return giveUp(name, error)
    }

    /// Whether a member is worth a look: with one member wanted that one, the archive it is in, and as many others as a refusal would name.
    private func mayHold(_ name: String) -> Bool {
        guard case .member(let wanted) = wanted else { return true }
        return wanted == name || wanted.hasPrefix(name + "/") || names.count < Self.shown
    }
}
