import RawMemory

/// Archives on the way to a dump.
extension PackedFile {
    /// A zip's directory stands at its end, so it must lie in a file. One file alone in it is that file: it is packed, not archived.
    func visitMembers(ofZip layer: Layer) throws {
        let file = if let file = layer.wholeFile { file } else { try options.write(layer.stream) }
        // A zip of nothing is its directory's end alone; libarchive 3.6 does not take it for a zip.
        if file.count == 22, file.bytes.u32(at: 0) == 0x0605_4B50 { return }
        let reader = try ArchiveReader(zip: file)
        let counting = try ArchiveReader(zip: file)
        var files = 0
        while files < 2, let member = try counting.next() { if member.isFile { files += 1 } }
        try visitMembers(of: reader, in: layer, isAlone: files == 1)
    }

    /// Members one after another; a member's own error ends nothing.
    func visitMembers(of reader: ArchiveReader, in layer: Layer, isAlone: Bool = false) throws {
        while !isDone {
            if progress.isStopped { throw UnpackError.interrupted }
            guard let member = try reader.next() else { return }
            guard member.isFile else {
                passedOver += 1
                continue
            }
            let name = isAlone ? layer.name : (layer.name.map { $0 + "/" } ?? "") + member.name
            if let name, !mayHold(name) { continue }
            do {
                if member.isEncrypted { throw UnpackError.encrypted }
                let peeked = PeekedStream(MemberStream(reader, progress))
                try visit(
                    Layer(
                        stream: peeked, compression: peeked.judged(isCompressed), name: name,
                        modified: member.modified ?? layer.modified, promised: member.size, isSparse: member.isSparse,
                        depth: layer.depth + 1))
            } catch let error as UnpackError {
                guard let name, error != .interrupted else { throw error }
                // What nothing here reads is no dump of ours either.
                if case .unsupported = error { passedOver += 1 } else { try giveUp(name, error) }
                if reader.isBroken { return }
            }
        }
    }

    /// Whether a member is worth a look: with one member wanted that one, the archive it is in, and as many others as a refusal would name.
    private func mayHold(_ name: String) -> Bool {
        guard case .member(let wanted) = wanted else { return true }
        return wanted == name || wanted.hasPrefix(name + "/") || names.count < Self.shown
    }
}
