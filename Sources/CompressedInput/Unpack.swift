import RawMemory

/// How inputs are unpacked.
package struct UnpackOptions: Sendable {
    /// Where the nameless temporary files are made.
    package var folder: String
    /// The most bytes that a file may unpack to; of an archive, each dump in it and all that is passed over between two of them.
    package var limit: UInt64

    package init(folder: String, limit: UInt64) {
        self.folder = folder
        self.limit = limit
    }
}

extension UnpackOptions {
    /// Writes what is left of `stream` into a nameless file and maps it.
    func write(_ stream: ByteStream) throws(UnpackError) -> MappedFile {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: SparseFile.page)
        defer { unsafe buffer.deallocate() }
        var target = try SparseFile(in: folder)
        while true {
            let count = try unsafe stream.fill(buffer)
            if count == 0 { return try target.map() }
            guard UInt64(count) <= limit, target.written <= limit - UInt64(count) else { throw .tooLarge(limit: limit) }
            // Whole pages as long as more comes.
            try unsafe target.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// What says that it is too large is believed before the disk is filled with it. `before`: bytes that came already. `isSparse`: it may
    /// take less room than it says.
    func refuseEarly(_ size: UInt64, before: UInt64 = 0, isSparse: Bool = false) throws(UnpackError) {
        guard size <= limit, before <= limit - size else { throw .tooLarge(limit: limit) }
        if !isSparse, let free = freeSpace(in: folder), size > free { throw .notEnoughSpace(needed: size, free: free) }
    }
}
