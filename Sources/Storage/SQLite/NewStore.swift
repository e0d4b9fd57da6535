import Glibc
import RawMemory

/// Makes a store and the folders above it. Each file gets its name when its last byte is on the disk, so a process that is killed leaves no
/// part of one; when the store cannot be made, the folders and files that were made for it are removed again.
struct NewStore {
    private let path: String
    private let folder: String

    init(_ path: String) {
        self.path = path
        folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// Does nothing when another process was faster. `files`: what a new folder gets, also one that is empty because its maker was killed.
    func create(_ files: [String: [UInt8]]) throws(StoreError) {
        var (madeFolders, madeFiles): ([String], [String]) = ([], [])
        do throws(StoreError) {
            try makeFolder(folder, &madeFolders)
            if isEmpty(folder) {
                for (name, bytes) in files.sorted(by: { $0.key < $1.key }) {
                    let file = folder + "/" + name
                    if try write(bytes, to: file, mode: 0o644) { madeFiles.append(file) }
                }
            }
            // The -wal and -shm files take over the mode of the main file.
            _ = try write(try emptyStore(), to: path, mode: 0o600)
        } catch {
            for file in madeFiles { unsafe unlink(file.pathBytes) }
            for folder in madeFolders.reversed() { unsafe rmdir(folder.pathBytes) }
            throw error
        }
    }

    private func makeFolder(_ path: String, _ made: inout [String]) throws(StoreError) {
        var found = stat()
        if unsafe path.isEmpty || stat(path.pathBytes, &found) == 0 { return }
        if let slash = path.lastIndex(of: "/") { try makeFolder(String(path[..<slash]), &made) }
        if unsafe mkdir(path.pathBytes, 0o700) == 0 { made.append(path) } else if errno != EEXIST { throw failure() }
    }

    private func isEmpty(_ folder: String) -> Bool {
        guard let entries = unsafe opendir(folder.pathBytes) else { return false }
        defer { unsafe closedir(entries) }
        var count = 0
        while unsafe readdir(entries) != nil { count += 1 }
        // Itself and the folder above.
        return count <= 2
    }

    private func emptyStore() throws(StoreError) -> [UInt8] {
        let database = try Database(path, .memory)
        try Schema.migrate(database)
        return try database.contents()
    }

    /// Returns false when the file is there already.
    private func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(StoreError) -> Bool {
        let descriptor = unsafe Glibc.open((folder.isEmpty ? "/" : folder).pathBytes, O_WRONLY | O_CLOEXEC | NewStore.nameless, mode)
        guard descriptor >= 0 else { return try writeNamed(bytes, to: path, mode: mode) }
        defer { Glibc.close(descriptor) }
        guard writeAll(bytes, to: descriptor), fsync(descriptor) == 0 else { throw failure() }
        if unsafe linkat(AT_FDCWD, "/proc/self/fd/\(descriptor)", AT_FDCWD, path.pathBytes, AT_SYMLINK_FOLLOW) == 0 { return true }
        if errno == EEXIST { return false }
        // Without /proc there is no name for the file.
        return try writeNamed(bytes, to: path, mode: mode)
    }

    /// For file systems without nameless files (NFS, some of FUSE): under another name first.
    private func writeNamed(_ bytes: [UInt8], to path: String, mode: mode_t) throws(StoreError) -> Bool {
        let part = (path + ".\(getpid())").pathBytes
        let descriptor = unsafe Glibc.open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure() }
        defer {
            Glibc.close(descriptor)
            unsafe unlink(part)
        }
        guard writeAll(bytes, to: descriptor), fsync(descriptor) == 0 else { throw failure() }
        if unsafe link(part, path.pathBytes) == 0 { return true }
        guard errno == EEXIST else { throw failure() }
        return false
    }

    private func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return false }
            rest = rest.dropFirst(written)
        }
        return true
    }

    /// The error that `errno` says.
    private func failure() -> StoreError {
        switch errno {
        case EROFS, EACCES, EPERM: .readOnly(path: path)
        case ENOSPC, EDQUOT: .diskFull(path: path)
        default: .cannotOpen(path: path, unsafe String(cString: strerror(errno)))
        }
    }

    /// O_TMPFILE, which Swift does not import.
    private static let nameless: Int32 = 0o20_000_000 | O_DIRECTORY
}
