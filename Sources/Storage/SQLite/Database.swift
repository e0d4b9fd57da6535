import CSQLite
import Glibc
import RawMemory

/// One connection to an SQLite file: the only place that calls the C library (besides `SectionTable`).
@safe
final class Database {
    let path: String
    /// `nil` when the connection is closed.
    private var handle: OpaquePointer?
    private var statements: [String: OpaquePointer] = unsafe [:]

    enum Mode {
        case readWrite
        /// No statement writes. Where the folder can be written to, the last connection to close removes the log, so that reading a store
        /// leaves no -wal and -shm file.
        case readOnly
        /// A file that does not change, on a disk that cannot be written to. Its log is not read.
        case immutable
        /// A database in memory, which ends with the connection. The path is for messages alone.
        case memory
    }

    /// A bound or read value.
    enum Value: Equatable {
        case null
        case integer(Int64)
        case real(Double)
        case text(String)
        case blob([UInt8])
    }

    /// Another writer is waited for this long, in milliseconds.
    static let busyTimeout: Int32 = 30_000

    init(_ path: String, _ mode: Mode) throws(StoreError) {
        self.path = path
        let access =
            switch mode {
            case .readWrite, .memory: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
            // SQLite makes the connection read-only when this user cannot write the file.
            case .readOnly: SQLITE_OPEN_READWRITE
            case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
            }
        let name =
            switch mode {
            case .readWrite, .readOnly: path
            case .immutable: "file:" + Database.escaped(path) + "?immutable=1"
            case .memory: ":memory:"
            }
        _ = MappedStore.isWatched
        try requireAllPages()
        let code = unsafe sqlite3_open_v2(name.pathBytes, &handle, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
        guard code == SQLITE_OK, unsafe handle != nil else {
            let error = StoreError.cannotOpen(path: path, unsafe String(cString: sqlite3_errstr(code)))
            close()
            throw error
        }
        unsafe sqlite3_busy_timeout(handle, Database.busyTimeout)
        unsafe sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0)
        if mode == .readOnly { try run("PRAGMA query_only = ON") }
    }

    deinit { close() }

    /// The last connection to a store in WAL mode moves the log into it and removes the log. It does not wait for others; the one that
    /// closes last does it. Everything after it throws `cannotOpen`.
    func close() {
        guard unsafe handle != nil else { return }
        let prepared = unsafe Array(statements.values)
        for index in unsafe prepared.indices { unsafe sqlite3_finalize(prepared[index]) }
        unsafe statements = [:]
        unsafe sqlite3_busy_timeout(handle, 0)
        // Closing would move the log into the store by what the lost pages said of it.
        if !MappedStore.hasLostPages { unsafe sqlite3_close_v2(handle) }
        unsafe handle = nil
    }

    /// For registering the sections' virtual tables.
    func withHandle<Result>(_ body: (OpaquePointer?) -> Result) -> Result { unsafe body(handle) }

    // MARK: Running

    /// Runs a statement of the program's own, prepared once, to its end.
    func run(_ sql: String, _ values: Value...) throws(StoreError) { try rows(sql, values) { _ in true } }

    /// Runs a query of the program's own; `each` answers whether to go on.
    func query(_ sql: String, _ values: Value..., each: (Row) throws(StoreError) -> Bool) throws(StoreError) {
        try rows(sql, values, each: each)
    }

    /// The first value of the first row as an integer.
    func integer(_ sql: String, _ values: Value...) throws(StoreError) -> Int64? {
        var found: Int64?
        try rows(sql, values) { row in
            if case .integer(let value) = row[0] { found = value }
            return false
        }
        return found
    }

    func rows(_ sql: String, _ values: [Value], each: (Row) throws(StoreError) -> Bool) throws(StoreError) {
        let statement = try unsafe prepared(sql)
        defer {
            unsafe sqlite3_reset(statement)
            unsafe sqlite3_clear_bindings(statement)
        }
        for (index, value) in values.enumerated() { unsafe bind(value, statement, Int32(index + 1)) }
        try requireAllPages()
        do throws(StoreError) { try unsafe step(statement, each) } catch {
            try requireAllPages()
            throw error
        }
        try requireAllPages()
    }

    /// Throws when pages of a store were lost, which SQLite itself does not see.
    private func requireAllPages() throws(StoreError) {
        guard MappedStore.hasLostPages else { return }
        throw .cannotOpen(
            path: path, "its file \(path)-shm became shorter while it was used, or its disk fails; run the same command again")
    }

    private func prepared(_ sql: String) throws(StoreError) -> OpaquePointer {
        if let known = unsafe statements[sql] { return unsafe known }
        guard unsafe handle != nil else { throw .cannotOpen(path: path, "it has been closed") }
        var statement: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        guard code == SQLITE_OK, let made = unsafe statement else { throw error(code) }
        unsafe statements[sql] = made
        return unsafe made
    }

    private func step(_ statement: OpaquePointer, _ each: (Row) throws(StoreError) -> Bool) throws(StoreError) {
        while true {
            switch unsafe sqlite3_step(statement) {
            case SQLITE_ROW: if !(try each(unsafe Row(statement))) { return }
            case SQLITE_DONE: return
            case let code: throw error(code)
            }
        }
    }

    // MARK: The user's SQL

    /// SQL of the user's: one statement that only reads. Column names first, then the rows.
    func read(_ sql: String, columns: ([String]) -> Void, each: ([Value]) -> Bool) throws(StoreError) {
        guard unsafe handle != nil else { throw .cannotOpen(path: path, "it has been closed") }
        allowOnlyReading(true)
        defer { allowOnlyReading(false) }
        let statement = try unsafe single(sql)
        defer { unsafe sqlite3_finalize(statement) }
        let columnCount = unsafe sqlite3_column_count(statement)
        guard unsafe sqlite3_stmt_readonly(statement) != 0, columnCount > 0 else {
            throw .badSQL("SQL: only statements that read are run here (select, with, explain)")
        }
        columns((0..<columnCount).map { unsafe String(cString: sqlite3_column_name(statement, $0)) })
        while true {
            let code = unsafe sqlite3_step(statement)
            try requireAllPages()
            switch code {
            case SQLITE_ROW:
                let row = unsafe Row(statement)
                if !each((0..<row.count).map { row[$0] }) { return }
            case SQLITE_DONE: return
            default: throw userError(code)
            }
        }
    }

    /// The one statement that `sql` holds, besides comments and semicolons.
    private func single(_ sql: String) throws(StoreError) -> OpaquePointer {
        var found: OpaquePointer?
        var rest = Array(sql.utf8CString)
        while rest.count > 1 {
            var statement: OpaquePointer?
            var (code, used) = (SQLITE_OK, 0)
            unsafe rest.withUnsafeBufferPointer { buffer in
                var tail: UnsafePointer<CChar>?
                code = unsafe sqlite3_prepare_v2(handle, buffer.baseAddress, -1, &statement, &tail)
                if let start = buffer.baseAddress, let tail = unsafe tail { used = unsafe tail - start }
            }
            let isSecond = unsafe found != nil
            let isEmpty = unsafe statement == nil
            guard code == SQLITE_OK, isEmpty || !isSecond else {
                let error = isSecond ? StoreError.badSQL("SQL: more than one statement; give one at a time") : userError(code)
                unsafe sqlite3_finalize(statement)
                unsafe sqlite3_finalize(found)
                throw error
            }
            if !isEmpty { unsafe found = statement }
            guard used > 0 else { break }
            rest.removeFirst(used)
            // A text that holds a zero byte ends there for SQLite.
            if rest.first == 0 { break }
        }
        guard let found = unsafe found else {
            throw .badSQL("SQL: there is no statement; expected one like select * from snapshots")
        }
        return unsafe found
    }

    /// While on, the connection refuses everything but reading: no writes, no ATTACH, no PRAGMA that changes anything, no extension.
    private func allowOnlyReading(_ on: Bool) {
        guard on else {
            unsafe sqlite3_set_authorizer(handle, nil, nil)
            return
        }
        unsafe sqlite3_set_authorizer(
            handle,
            { _, action, first, second, _, _ in
                switch action {
                case SQLITE_SELECT, SQLITE_READ, SQLITE_RECURSIVE: return SQLITE_OK
                case SQLITE_FUNCTION:
                    let name = unsafe second.map { unsafe String(cString: $0) } ?? ""
                    return name.lowercased() == "load_extension" ? SQLITE_DENY : SQLITE_OK
                case SQLITE_PRAGMA:
                    let name = (unsafe first.map { unsafe String(cString: $0) } ?? "").lowercased()
                    if Database.describingPragmas.contains(name) { return SQLITE_OK }
                    return unsafe second == nil && Database.valuePragmas.contains(name) ? SQLITE_OK : SQLITE_DENY
                default: return SQLITE_DENY
                }
            }, nil)
    }

    /// Pragmas whose argument chooses what is shown.
    private static let describingPragmas: Set<String> = [
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list", "integrity_check",
        "quick_check", "foreign_key_check",
    ]
    /// Pragmas whose argument would set a value.
    private static let valuePragmas: Set<String> = [
        "user_version", "application_id", "schema_version", "page_count", "page_size", "freelist_count", "encoding", "compile_options",
        "database_list", "function_list", "module_list", "pragma_list", "collation_list",
    ]

    // MARK: Transactions

    /// All or nothing. Takes the write lock at the start, so that a transaction never fails half way because another process wrote.
    func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        try run("BEGIN IMMEDIATE")
        return try ended(body)
    }

    /// Everything that `body` reads is of one moment, whatever others write meanwhile.
    func reading<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        guard unsafe handle == nil || sqlite3_get_autocommit(handle) != 0 else { return try body() }
        try run("BEGIN")
        return try ended(body)
    }

    private func ended<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        do {
            let result = try body()
            try run("COMMIT")
            return result
        } catch {
            // A full disk rolls back by itself; then there is nothing to roll back.
            if unsafe sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
            throw error
        }
    }

    var lastInsertedRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }

    /// Writes the database anew without its free pages, for which SQLite attaches a file of its own.
    func vacuum() throws(StoreError) {
        unsafe sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 1)
        defer { unsafe sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0) }
        try run("VACUUM")
    }

    /// The database as the bytes of a file. Throws `cannotOpen` without the memory for that.
    func contents() throws(StoreError) -> [UInt8] {
        var count: Int64 = 0
        guard let bytes = unsafe sqlite3_serialize(handle, "main", &count, 0) else { throw .cannotOpen(path: path, "no memory for a copy") }
        defer { unsafe sqlite3_free(bytes) }
        return unsafe Array(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
    }

    // MARK: Values

    private static let transient = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)

    private func bind(_ value: Value, _ statement: OpaquePointer, _ index: Int32) {
        switch value {
        case .null: unsafe sqlite3_bind_null(statement, index)
        case .integer(let number): unsafe sqlite3_bind_int64(statement, index, number)
        case .real(let number): unsafe sqlite3_bind_double(statement, index, number)
        case .text(let text):
            var text = text
            text.withUTF8 { bytes in
                // The buffer of an empty text may have no address, and a null pointer would bind NULL.
                let base = unsafe bytes.baseAddress ?? UnsafePointer(bitPattern: 1)
                _ = unsafe sqlite3_bind_text64(statement, index, base, UInt64(bytes.count), Database.transient, UInt8(SQLITE_UTF8))
            }
        case .blob(let bytes):
            unsafe bytes.withUnsafeBytes { buffer in
                _ = unsafe sqlite3_bind_blob64(
                    statement, index, buffer.baseAddress ?? UnsafeRawPointer(bitPattern: 1), UInt64(buffer.count), Database.transient)
            }
        }
    }

    /// A row while the query stands on it.
    @safe
    struct Row {
        private let statement: OpaquePointer
        fileprivate init(_ statement: OpaquePointer) { unsafe self.statement = statement }

        var count: Int { Int(unsafe sqlite3_column_count(statement)) }

        subscript(_ column: Int) -> Value {
            let column = Int32(column)
            switch unsafe sqlite3_column_type(statement, column) {
            case SQLITE_INTEGER: return .integer(unsafe sqlite3_column_int64(statement, column))
            case SQLITE_FLOAT: return .real(unsafe sqlite3_column_double(statement, column))
            case SQLITE_TEXT:
                guard let text = unsafe sqlite3_column_text(statement, column) else { return .text("") }
                let count = Int(unsafe sqlite3_column_bytes(statement, column))
                return .text(unsafe String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
            case SQLITE_BLOB:
                let count = Int(unsafe sqlite3_column_bytes(statement, column))
                guard count > 0, let bytes = unsafe sqlite3_column_blob(statement, column) else { return .blob([]) }
                return .blob(unsafe Array(UnsafeRawBufferPointer(start: bytes, count: count)))
            default: return .null
            }
        }

        func integer(_ column: Int) -> Int64 { if case .integer(let value) = self[column] { value } else { 0 } }
        func optionalInteger(_ column: Int) -> Int64? { if case .integer(let value) = self[column] { value } else { nil } }
        func text(_ column: Int) -> String { if case .text(let value) = self[column] { value } else { "" } }
        func optionalText(_ column: Int) -> String? { if case .text(let value) = self[column] { value } else { nil } }
        func blob(_ column: Int) -> [UInt8] { if case .blob(let value) = self[column] { value } else { [] } }
    }

    // MARK: Errors

    private var message: String { unsafe String(cString: sqlite3_errmsg(handle)) }

    private func error(_ code: Int32) -> StoreError {
        switch code & 0xFF {
        case SQLITE_FULL: .diskFull(path: path)
        // PROTOCOL: the lock of the log was lost to others many times in a row.
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL: .busy(path: path)
        case SQLITE_READONLY: .readOnly(path: path)
        case SQLITE_NOTADB: .notAStore(path: path)
        // Our own SQL is right: then a table is not as it was made.
        case SQLITE_CORRUPT, SQLITE_ERROR, SQLITE_CONSTRAINT, SQLITE_MISMATCH: .damaged(path: path, message)
        case SQLITE_IOERR where unsafe sqlite3_system_errno(handle) == ENOSPC: .diskFull(path: path)
        default: .cannotOpen(path: path, message)
        }
    }

    private func userError(_ code: Int32) -> StoreError {
        switch code & 0xFF {
        case SQLITE_ERROR, SQLITE_AUTH, SQLITE_TOOBIG, SQLITE_MISMATCH, SQLITE_RANGE, SQLITE_CONSTRAINT, SQLITE_READONLY:
            .badSQL("SQL: " + message)
        default: error(code)
        }
    }

    /// A path inside a file: URI.
    private static func escaped(_ path: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in PathText.encode(path) {
            switch byte {
            case UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: "#"), 0..<33, 127...:
                bytes += [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
