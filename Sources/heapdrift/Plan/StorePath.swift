import Glibc
import RawMemory

/// The path of the store, and where it comes from.
struct StorePath: Equatable {
    let path: String
    let origin: Origin

    enum Origin: Equatable {
        case option, environment
        /// At the root of the working copy that contains the working directory.
        case repository
        case userData

        /// For the message "store: PATH (...)".
        var words: String {
            switch self {
            case .option: "--store"
            case .environment: "$HEAPDRIFT_STORE"
            case .repository: "of this repository"
            case .userData: "of this user"
            }
        }
    }

    /// Folders and files that mark the root of a working copy.
    static let versionControl = [".git", ".hg", ".svn", ".jj", ".bzr", "_darcs", ".fslckout", ".pijul"]

    /// `--store`, else HEAPDRIFT_STORE, else at the nearest root of a working copy above `folder`, else in the user's data folder. `nil`
    /// when there is no such folder either.
    static func resolve(option: String?, environment: [String: String], folder: String) -> StorePath? {
        if let option { return StorePath(path: option, origin: .option) }
        if let given = environment["HEAPDRIFT_STORE"], !given.isEmpty { return StorePath(path: given, origin: .environment) }
        if let root = repositoryRoot(above: folder) {
            return StorePath(path: join(root, repositoryFolder + "/store.db"), origin: .repository)
        }
        guard let data = userData(environment) else { return nil }
        return StorePath(path: join(data, "heapdrift/store.db"), origin: .userData)
    }

    /// The nearest root of a working copy from a folder up; `nil` when there is none.
    static func repositoryRoot(above folder: String) -> String? {
        var folder = folder[...]
        while true {
            let path = folder.isEmpty ? "/" : String(folder)
            if versionControl.contains(where: { fileExists(join(path, $0)) }) { return path }
            guard let slash = folder.lastIndex(of: "/") else { return nil }
            folder = folder[..<slash]
        }
    }

    /// By its specification, XDG_DATA_HOME counts only if it is absolute.
    private static func userData(_ environment: [String: String]) -> String? {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return join(home, ".local/share")
    }

    /// The nearest existing folder above the store file, if it can be written to; `nil` otherwise, and for the root of the file system.
    ///
    /// Temporary files go there, because the user chose that disk for large data.
    var writableFolder: String? {
        var folder = path[...]
        while let slash = folder.lastIndex(of: "/"), slash != folder.startIndex {
            folder = folder[..<slash]
            if fileExists(String(folder)) { return unsafe access(String(folder).pathBytes, W_OK) == 0 ? String(folder) : nil }
        }
        let isHereWritable = unsafe access(".", W_OK) == 0
        return !path.hasPrefix("/") && isHereWritable ? "." : nil
    }

    var exists: Bool { fileExists(path) }

    /// The files that the store's folder gets when it is made. In a working copy the store is no file to commit.
    var filesOfNewFolder: [String: [UInt8]] {
        let folder = path.split(separator: "/").dropLast().last
        return folder.map(String.init) == StorePath.repositoryFolder ? [".gitignore": Array("*\n".utf8)] : [:]
    }

    /// The store's folder in a working copy.
    private static let repositoryFolder = ".heapdrift"

    /// A file of this name in the store's folder.
    func beside(_ name: String) -> String { path.lastIndex(of: "/").map { String(path[...$0]) + name } ?? name }
}

/// Whether anything has this path, readable or not.
func fileExists(_ path: String) -> Bool {
    var found = stat()
    return unsafe lstat(path.pathBytes, &found) == 0
}

/// Whether a folder has this path, or a link that leads to one.
func isFolder(_ path: String) -> Bool {
    var found = stat()
    return unsafe stat(path.pathBytes, &found) == 0 && found.st_mode & S_IFMT == S_IFDIR
}

/// Whether a part of the path before the last one is a file, as with a member of an archive: `night.tar.zst/a@1.core`.
func isBelowAFile(_ path: String) -> Bool {
    var found = stat()
    return unsafe lstat(path.pathBytes, &found) != 0 && errno == ENOTDIR
}

/// A path below a folder.
func join(_ folder: String, _ name: String) -> String { folder.hasSuffix("/") ? folder + name : folder + "/" + name }
