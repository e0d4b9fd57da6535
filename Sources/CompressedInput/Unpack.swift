package import RawMemory

/// Unpacks a zstd file of one or many frames into a nameless temporary file in `folder` and maps that. At most `limit` bytes come out.
///
/// Progress counts compressed bytes. The result's modification time is now; the original's is that of `file`. Throws `UnpackError`.
package func unpack(
    _ file: MappedFile, into folder: String, limit: UInt64, progress: WorkProgress
) throws(UnpackError) -> MappedFile {
    let bytes = file.bytes
    progress.begin("unpacking", total: UInt64(bytes.byteCount))
    var target = try SparseFile(in: folder)
    var decoder = try ZstdDecoder()
    var place = 0
    var atFrameStart = true
    while true {
        guard !progress.isStopped else { throw .interrupted }
        if atFrameStart, let size = ZstdFrame.contentSize(bytes, at: place) {
            try refuseEarly(size, behind: target.written.saturatingAdd(UInt64(decoder.waiting)), limit, target.freeSpace)
        }
        guard let input = bytes.slice(place, min(inputChunk, bytes.byteCount - place)) else { throw .truncated }
        let step = try decoder.decode(input)
        place += step.taken
        progress.advance(UInt64(step.taken))
        atFrameStart = step.frameEnded
        let isEnd = place == bytes.byteCount
        // With room left in the buffer and no input left nothing more can come.
        if isEnd, !step.frameEnded, !decoder.isFull { throw .truncated }
        if decoder.isFull || isEnd && step.frameEnded {
            guard UInt64(decoder.waiting) <= limit, target.written <= limit - UInt64(decoder.waiting) else {
                throw .tooLarge(limit: limit)
            }
            try decoder.flush(to: &target)
        }
        if isEnd, step.frameEnded { return try target.map() }
    }
}

/// Ctrl-C is looked at after at most this many compressed bytes.
private let inputChunk = 1 << 20

/// A frame that says it is too large is believed before the disk is filled with it.
private func refuseEarly(_ size: UInt64, behind written: UInt64, _ limit: UInt64, _ free: UInt64?) throws(UnpackError) {
    guard size <= limit, written <= limit - size else { throw .tooLarge(limit: limit) }
    if let free, size > free { throw .notEnoughSpace(needed: size, free: free) }
}
