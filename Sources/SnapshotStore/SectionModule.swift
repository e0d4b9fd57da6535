import CSQLite
import Snapshot

/// Sections as tables of SQL: one eponymous virtual table for each section name that the store holds, with the columns `snapshot` and those
/// that the section declares. Rows are decoded from the blobs as the query asks for them; `WHERE snapshot = 42` decodes one blob.
///
/// Numbers above 2^63 - 1, which SQL integers do not reach, are given as that. Absent columns and "none" are NULL.
@safe
final class SectionModule {
    let name: String
    /// The newest snapshot's columns; older ones' missing columns are NULL.
    private let columns: [ColumnInfo]
    private unowned let store: SnapshotStore
    /// What went wrong while decoding, for the statement that asked.
    private(set) var failure: StoreError?

    init(_ name: String, _ columns: [ColumnInfo], _ store: SnapshotStore) {
        self.name = name
        self.columns = columns
        self.store = store
    }

    /// Makes the table known to the connection and connects it: later the connection allows nothing that creates, not even this.
    /// The connection must not outlive this object's use.
    func register() throws(StoreError) {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe store.database.withHandle { handle in
            _ = unsafe sqlite3_create_module_v2(handle, name, SectionModule.methods, context, nil)
        }
        _ = try store.database.integer("SELECT 1 FROM \(SectionModule.quoted(name)) LIMIT 0")
    }

    /// Before each statement of the user's.
    func forgetFailure() { failure = nil }

    fileprivate var declaration: String {
        let columns = columns.map { "\(SectionModule.quoted($0.name)) \($0.type == .text ? "TEXT" : "INTEGER")" }
        return "CREATE TABLE section(" + (["snapshot INTEGER"] + columns).joined(separator: ", ") + ")"
    }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// Ids of the snapshots that have this section, one of them or all.
    fileprivate func snapshots(only: Int64?) -> [Int64] {
        var ids: [Int64] = []
        attempt { () throws(StoreError) in
            try store.database.query(
                "SELECT snapshot FROM stored_section WHERE name = ?1 AND (?2 IS NULL OR snapshot = ?2) ORDER BY snapshot", .text(name),
                only.map { .integer($0) } ?? .null
            ) { row in
                ids.append(row.integer(0))
                return true
            }
        }
        return ids
    }

    /// The section of one snapshot; nil when it does not decode (then `failure` says why).
    fileprivate func table(_ snapshot: Int64) -> Table? {
        var found: Table?
        attempt { () throws(StoreError) in
            var blob: [UInt8] = []
            try store.database.query("SELECT data FROM stored_section WHERE snapshot = ? AND name = ?", .integer(snapshot), .text(name)) {
                row in
                blob = row.blob(0)
                return false
            }
            found = try store.table(blob, of: snapshot)
        }
        return found
    }

    /// The cell of a declared column; NULL where this table has no such column.
    fileprivate func value(_ table: Table, _ row: Int, _ column: Int) -> Database.Value {
        guard let position = table.info.position(columns[column].name), let word = table.word(position, row) else { return .null }
        switch table.info.columns[position].type {
        case .text: return .text(table.text(position, row))
        case .optionalInteger: return word == 0 ? .null : .integer(Int64(clamping: word - 1))
        case .integer, .flag: return .integer(Int64(clamping: word))
        }
    }

    private func attempt(_ body: () throws(StoreError) -> Void) { do throws(StoreError) { try body() } catch { failure = error } }

    // MARK: SQLite's callbacks

    /// Begins with SQLite's own structure, as its interface wants it.
    @unsafe private struct VirtualTable {
        var base = unsafe sqlite3_vtab()
        var module: Unmanaged<SectionModule>
    }

    @unsafe private struct Cursor {
        var base = unsafe sqlite3_vtab_cursor()
        var scan: Unmanaged<SectionScan>
    }

    nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_module> = {
        var module = sqlite3_module()
        module.iVersion = 1
        unsafe module.xConnect = { handle, context, _, _, table, _ in
            guard let handle = unsafe handle, let context = unsafe context else { return SQLITE_ERROR }
            let section = unsafe Unmanaged<SectionModule>.fromOpaque(context)
            let code = unsafe sqlite3_declare_vtab(handle, section.takeUnretainedValue().declaration)
            guard code == SQLITE_OK else { return code }
            let made = UnsafeMutablePointer<VirtualTable>.allocate(capacity: 1)
            unsafe made.initialize(to: VirtualTable(module: section))
            unsafe table?.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab.self)
            return SQLITE_OK
        }
        unsafe module.xDisconnect = { table in
            unsafe table.map { unsafe UnsafeMutableRawPointer($0).assumingMemoryBound(to: VirtualTable.self).deallocate() }
            return SQLITE_OK
        }
        unsafe module.xBestIndex = { _, info in
            guard let info = unsafe info else { return SQLITE_ERROR }
            unsafe info.pointee.idxNum = 0
            unsafe info.pointee.estimatedCost = 1_000_000
            for index in 0..<Int(unsafe info.pointee.nConstraint) {
                let constraint = unsafe info.pointee.aConstraint[index]
                guard constraint.iColumn == 0, constraint.op == UInt8(SQLITE_INDEX_CONSTRAINT_EQ), constraint.usable != 0 else { continue }
                unsafe info.pointee.aConstraintUsage[index].argvIndex = 1
                unsafe info.pointee.idxNum = 1
                unsafe info.pointee.estimatedCost = 1000
                break
            }
            return SQLITE_OK
        }
        unsafe module.xOpen = { table, cursor in
            guard let table = unsafe table else { return SQLITE_ERROR }
            let section = unsafe UnsafeMutableRawPointer(table).assumingMemoryBound(to: VirtualTable.self).pointee.module
            let made = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            unsafe made.initialize(to: Cursor(scan: .passRetained(SectionScan(section.takeUnretainedValue()))))
            unsafe cursor?.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        unsafe module.xClose = { cursor in
            guard let cursor = unsafe cursor else { return SQLITE_OK }
            let own = unsafe UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self)
            unsafe own.pointee.scan.release()
            unsafe own.deallocate()
            return SQLITE_OK
        }
        unsafe module.xFilter = { cursor, index, _, count, values in
            guard let scan = unsafe SectionModule.scan(cursor) else { return SQLITE_ERROR }
            var only: Int64?
            if index == 1, count == 1, let value = unsafe values?[0] {
                // Compared with something that is no integer, no snapshot is equal to it.
                only = unsafe sqlite3_value_numeric_type(value) == SQLITE_INTEGER ? unsafe sqlite3_value_int64(value) : -1
            }
            return scan.begin(only: only) ? SQLITE_OK : SQLITE_ERROR
        }
        unsafe module.xNext = { cursor in unsafe SectionModule.scan(cursor)?.advance() == true ? SQLITE_OK : SQLITE_ERROR }
        unsafe module.xEof = { cursor in unsafe SectionModule.scan(cursor)?.isAtEnd == false ? 0 : 1 }
        unsafe module.xColumn = { cursor, context, column in
            guard let scan = unsafe SectionModule.scan(cursor) else { return SQLITE_ERROR }
            switch scan.value(Int(column)) {
            case .integer(let number): unsafe sqlite3_result_int64(context, number)
            case .text(var text):
                text.withUTF8 { bytes in
                    unsafe sqlite3_result_text64(
                        context, bytes.baseAddress ?? UnsafePointer(bitPattern: 1), UInt64(bytes.count),
                        unsafeBitCast(-1, to: sqlite3_destructor_type.self), UInt8(SQLITE_UTF8))
                }
            default: unsafe sqlite3_result_null(context)
            }
            return SQLITE_OK
        }
        unsafe module.xRowid = { cursor, row in
            unsafe row?.pointee = unsafe SectionModule.scan(cursor)?.rowID ?? 0
            return SQLITE_OK
        }
        // SQLite keeps the pointer for as long as a connection lives: this one is for ever.
        let kept = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        unsafe kept.initialize(to: module)
        return unsafe UnsafePointer(kept)
    }()

    private static func scan(_ cursor: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> SectionScan? {
        guard let cursor = unsafe cursor else { return nil }
        return unsafe UnsafeMutableRawPointer(cursor).assumingMemoryBound(to: Cursor.self).pointee.scan.takeUnretainedValue()
    }
}

/// A cursor: the snapshots still to come and the table at hand.
private final class SectionScan {
    private let module: SectionModule
    private var snapshots: ArraySlice<Int64> = []
    private var current: (id: Int64, table: Table)?
    private var row = 0
    private(set) var rowID: Int64 = 0

    init(_ module: SectionModule) { self.module = module }

    var isAtEnd: Bool { current == nil }

    /// False when a section does not decode.
    func begin(only: Int64?) -> Bool {
        snapshots = module.snapshots(only: only)[...]
        current = nil
        rowID = 0
        return nextTable()
    }

    func advance() -> Bool {
        row += 1
        rowID += 1
        if let current, row < current.table.rowCount { return true }
        return nextTable()
    }

    private func nextTable() -> Bool {
        current = nil
        row = 0
        while let id = snapshots.popFirst() {
            guard let table = module.table(id) else { return false }
            if table.rowCount > 0 {
                current = (id, table)
                return true
            }
        }
        return true
    }

    func value(_ column: Int) -> Database.Value {
        guard let current else { return .null }
        return column == 0 ? .integer(current.id) : module.value(current.table, row, column - 1)
    }
}
