import RawMemory

/// Options for unpacking inputs.
package struct UnpackOptions: Sendable {
    /// The folder for the temporary files, which have no names.
    package var folder: String
    /// The most bytes that a file may unpack to. In an archive the limit applies to each dump, and to everything between two dumps.
    package var limit: UInt64

    package init(folder: String, limit: UInt64) {
        self.folder = folder
        self.limit = limit
    }
}

extension UnpackOptions {
    /// Writes the rest of `stream` to a file without a name and maps it.
    func write(_ stream: ByteStream) throws(UnpackError) -> MappedFile {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: SparseFile.page)
        defer { unsafe buffer.deallocate() }
        var target = try SparseFile(in: folder)
        while true {
            let count = try unsafe stream.fill(buffer)
            if count == 0 { return try target.map() }
            guard UInt64(count) <= limit, target.written <= limit - UInt64(count) else { throw .tooLarge(limit: limit) }
            // All buffers but the last are full, so they have whole pages.
            try unsafe target.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
    }

    /// Throws if a declared size exceeds the limit or the free space, so that the disk is not filled first. `before` bytes were written
    /// already. With `isSparse` the file may take less space than its size.
    func refuseEarly(_ size: UInt64, before: UInt64 = 0, isSparse: Bool = false) throws(UnpackError) {
        guard size <= limit, before <= limit - size else { throw .tooLarge(limit: limit) }
        if !isSparse, let free = freeSpace(in: folder), size > free { throw .notEnoughSpace(needed: size, free: free) }
    }
}
