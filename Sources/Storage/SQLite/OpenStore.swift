import Glibc
import RawMemory
package import SnapshotModel

/// Opening, making and recognising a store in an SQLite file.
extension SnapshotStore {
    package enum Mode: Sendable { case readOnly, readWrite }

    /// Opens the store at `path`; for writing it is created when missing, readable by its owner alone, and so is its folder, which gets
    /// the files `newFolderHas` then (bytes by name). A store that cannot be created leaves nothing behind. Throws `StoreError`.
    package static func open(
        _ path: String, _ mode: Mode, newFolderHas files: [String: [UInt8]] = [:], catalog: Catalog = .standard
    ) throws(StoreError) -> SnapshotStore {
        switch mode {
        case .readOnly: return SnapshotStore(SQLiteTables(path, try readable(path)), catalog)
        case .readWrite: return SnapshotStore(SQLiteTables(path, try writable(path, files)), catalog)
        }
    }

    private static func readable(_ path: String) throws(StoreError) -> Database {
        guard try isThere(path) else { throw .noStore(path: path) }
        let database = try openForReading(path)
        switch try Schema.state(database) {
        case .empty: throw .noStore(path: path)
        case .older: try Schema.standIn(database)
        case .current, .newer: break
        }
        return database
    }

    private static func writable(_ path: String, _ files: [String: [UInt8]]) throws(StoreError) -> Database {
        if !(try isThere(path)) { try NewStore(path).create(files) }
        let database = try Database(sqlitePath(path), .readWrite)
        // The header is read first: a file that is no store must not be turned into WAL mode.
        let state = try Schema.state(database)
        // Not even a PRAGMA is tried where the file says no, so that the error is the same in every setting.
        guard unsafe access(path.pathBytes, W_OK) == 0 else { throw .readOnly(path: path) }
        try database.run("PRAGMA journal_mode = WAL")
        try database.run("PRAGMA synchronous = FULL")
        try database.run("PRAGMA foreign_keys = ON")
        if state == .empty || state == .older { try Schema.migrate(database) }
        return database
    }

    /// Opens a store that comes from elsewhere (an exported file) for reading. Throws `damaged` when its tables are not those of a store:
    /// nothing that it defines is run.
    package static func openForeign(_ path: String, catalog: Catalog = .standard) throws(StoreError) -> SnapshotStore {
        let database = try readable(path)
        try database.run("PRAGMA trusted_schema = OFF")
        try database.run("PRAGMA cell_size_check = ON")
        let foreign = try Schema.foreignObjects(database)
        guard foreign.isEmpty else {
            throw .damaged(path: path, "not as a store is made: " + foreign.prefix(8).joined(separator: ", "))
        }
        return SnapshotStore(SQLiteTables(path, database), catalog)
    }

    /// A store in memory alone; `path` stands in messages.
    static func inMemory(
        named path: String, catalog: Catalog = .standard
    ) throws(StoreError) -> (store: SnapshotStore, database: Database) {
        let database = try Database(path, .memory)
        // A store has some twenty tables and indexes, each of a page at least: with small ones a file for a CI cache is a third as large.
        try database.run("PRAGMA page_size = 1024")
        try database.run("PRAGMA foreign_keys = ON")
        try Schema.migrate(database)
        return (SnapshotStore(SQLiteTables(path, database), catalog), database)
    }

    /// Whether a file is a store, by its content: that of SQLite, with a store's number in the header. `false` when it cannot be read.
    package static func isStore(_ path: String) -> Bool {
        guard (try? isThere(path)) == true else { return false }
        let descriptor = unsafe Glibc.open(path.pathBytes, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { Glibc.close(descriptor) }
        var header = [UInt8](repeating: 0, count: 72)
        let count = unsafe read(descriptor, &header, header.count)
        let number = header[68...].reduce(Int64(0)) { $0 << 8 | Int64($1) }
        return count == header.count && header.starts(with: Array("SQLite format 3\0".utf8)) && number == Schema.applicationID
    }

    /// Whether there is a file. Throws for everything that is not one: SQLite would wait for ever at a FIFO.
    private static func isThere(_ path: String) throws(StoreError) -> Bool {
        var found = stat()
        guard unsafe stat(path.pathBytes, &found) == 0 else {
            guard errno == ENOENT else { throw .cannotOpen(path: path, unsafe String(cString: strerror(errno))) }
            return false
        }
        switch found.st_mode & S_IFMT {
        case S_IFREG: return true
        case S_IFDIR: throw .cannotOpen(path: path, "it is a directory")
        default: throw .cannotOpen(path: path, "it is not a file (a pipe, a socket or a device)")
        }
    }

    /// A store in WAL mode wants to make a -shm file even to read. Where that cannot be, it is opened as a file that does not change.
    private static func openForReading(_ path: String) throws(StoreError) -> Database {
        do throws(StoreError) {
            let database = try Database(sqlitePath(path), .readOnly)
            _ = try database.integer("SELECT count(*) FROM sqlite_master")
            return database
        } catch {
            let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
            switch error {
            case .cannotOpen, .readOnly: guard unsafe access(folder.pathBytes, W_OK) != 0 else { throw error }
            default: throw error
            }
        }
        var log = stat()
        if unsafe stat((path + "-wal").pathBytes, &log) == 0, log.st_size > 0 {
            throw .cannotOpen(
                path: path,
                "its newest content is still in \(path)-wal, which cannot be read on a read-only disk; copy both files to another")
        }
        return try Database(sqlitePath(path), .immutable)
    }

    /// SQLite gives names like ":memory:" a meaning of their own.
    private static func sqlitePath(_ path: String) -> String { path.hasPrefix("/") ? path : "./" + path }
}
