import Glibc
import Snapshot

/// An archive of snapshots in one SQLite file: put, find, load, list, query. One object is one connection and belongs to one thread;
/// many processes may use one file at once.
package final class SnapshotStore {
    package let path: String
    let database: Database
    let mode: Mode
    /// The sections as tables, once a query was run.
    var connected: [SectionModule]?

    package enum Mode: Sendable { case readOnly, readWrite }

    private init(_ path: String, _ mode: Mode, _ database: Database) {
        self.path = path
        self.mode = mode
        self.database = database
    }

    /// Opens the store at `path`; for writing it is created when missing (its folder too), readable by its owner alone. Throws `StoreError`.
    package static func open(_ path: String, _ mode: Mode) throws(StoreError) -> SnapshotStore {
        var found = stat()
        let exists = unsafe stat(path, &found) == 0
        if exists, found.st_mode & S_IFMT == S_IFDIR { throw .cannotOpen(path: path, "it is a directory") }
        switch mode {
        case .readOnly:
            guard exists else { throw .noStore(path: path) }
            let database = try openForReading(path)
            guard try Schema.isCurrent(database) else { throw .notAStore(path: path) }
            return SnapshotStore(path, mode, database)
        case .readWrite:
            if !exists { try create(path) }
            let database = try Database(sqlitePath(path), .readWrite)
            // Reading the header first: a file that is no store must not be turned into WAL mode.
            let isCurrent = try Schema.isCurrent(database)
            // Not even a PRAGMA is tried where the file says no, so that the error is the same in every setting.
            guard unsafe access(path, W_OK) == 0 else { throw .readOnly(path: path) }
            try database.run("PRAGMA journal_mode = WAL")
            try database.run("PRAGMA synchronous = FULL")
            try database.run("PRAGMA foreign_keys = ON")
            if !isCurrent { try Schema.migrate(database) }
            return SnapshotStore(path, mode, database)
        }
    }

    /// Created with its mode before SQLite opens it: the -wal and -shm files take over the mode of the main file.
    private static func create(_ path: String) throws(StoreError) {
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try createFolder(String(path[..<slash])) }
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(path) }
        Glibc.close(descriptor)
    }

    private static func createFolder(_ path: String) throws(StoreError) {
        var found = stat()
        if unsafe stat(path, &found) == 0 { return }
        if let slash = path.lastIndex(of: "/"), slash != path.startIndex { try createFolder(String(path[..<slash])) }
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw failure(path) }
    }

    private static func failure(_ path: String) -> StoreError {
        switch errno {
        case EROFS, EACCES, EPERM: .readOnly(path: path)
        case ENOSPC, EDQUOT: .diskFull(path: path)
        default: .cannotOpen(path: path, unsafe String(cString: strerror(errno)))
        }
    }

    /// A store in WAL mode wants to make a -shm file even to read. On a read-only disk it is opened as a file that nobody changes.
    private static func openForReading(_ path: String) throws(StoreError) -> Database {
        let database = try Database(sqlitePath(path), .readOnly)
        do throws(StoreError) {
            _ = try database.integer("SELECT count(*) FROM sqlite_master")
            return database
        } catch {
            switch error {
            case .cannotOpen, .readOnly: break
            default: throw error
            }
            let immutable = try Database(sqlitePath(path), .readOnly, immutable: true)
            _ = try immutable.integer("SELECT count(*) FROM sqlite_master")
            return immutable
        }
    }

    /// SQLite gives names like ":memory:" a meaning of their own.
    private static func sqlitePath(_ path: String) -> String { path.hasPrefix("/") ? path : "./" + path }

    /// Moves the write-ahead log into the store, so that a store at rest is one file. Whoever still reads keeps it from being done; then
    /// the last one to close does it.
    package func close() {
        if mode == .readWrite { try? database.run("PRAGMA wal_checkpoint(TRUNCATE)") }
    }
}
