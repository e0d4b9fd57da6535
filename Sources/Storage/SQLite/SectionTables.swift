import CSQLite
import SnapshotModel

/// A section as a table of SQL: an eponymous virtual table with the columns `snapshot` and those that the section declares. Rows are decoded
/// from the blobs as the query asks for them: `WHERE snapshot = 42` decodes one blob, and of it `name = 'App.Order'` (the first key, by which
/// rows are sorted) only looks at those rows, so that joining two snapshots by their keys is fast.
///
/// Numbers above 2^63 - 1, which SQL integers do not reach, are given as that. Absent columns and "none" are NULL.
@safe
final class SectionTable {
    let name: String
    let columns: [ColumnInfo]
    private unowned let store: SnapshotStore
    private let database: Database
    /// The error while decoding, for the statement that asked.
    private(set) var failure: StoreError?
    /// Lately decoded, the latest last. A join comes back to one snapshot for each row of the other.
    private var decoded: [DecodedSection] = []
    private var names: NameTable

    /// Two snapshots are compared, rarely more; each of ten thousand types takes 1.5 MB.
    private static let mostDecoded = 8

    init(_ name: String, _ columns: [ColumnInfo], _ store: SnapshotStore, _ database: Database) {
        self.name = name
        self.columns = columns
        self.store = store
        self.database = database
        names = NameTable(store.tables)
    }

    /// Makes the table known to the connection and connects it, unless SQL cannot have it. The connection must not outlive this object's use.
    func register() {
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe database.withHandle { handle in
            _ = unsafe sqlite3_create_module_v2(handle, name, SectionTable.methods, context, nil)
        }
        _ = try? database.integer("SELECT 1 FROM \(SectionTable.quoted(name)) LIMIT 0")
    }

    /// Before and after each statement of the user's: forgets what was decoded for another.
    func begin() {
        failure = nil
        decoded = []
        names = NameTable(store.tables)
    }

    private var declaration: String {
        let columns = columns.map { "\(SectionTable.quoted($0.name)) \($0.type == .text ? "TEXT" : "INTEGER")" }
        return "CREATE TABLE section(" + (["snapshot INTEGER"] + columns).joined(separator: ", ") + ")"
    }

    /// The position of the first key, by which a table's rows are sorted.
    private var firstKey: Int? { columns.firstIndex { $0.role == .key } }

    private static func quoted(_ name: String) -> String {
        "\"" + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// Ids of the snapshots that have this section. Empty when they cannot be read; then `failure` says why.
    func snapshots() -> [Int64] {
        var ids: [Int64] = []
        attempt { () throws(StoreError) in
            try database.query("SELECT snapshot FROM stored_section WHERE name = ? ORDER BY snapshot", .text(name)) { row in
                ids.append(row.integer(0))
                return true
            }
        }
        return ids
    }

    /// The section of one snapshot. `nil` when it has none, and when it does not decode; then `failure` says why.
    func section(of snapshot: Int64) -> DecodedSection? {
        if let place = decoded.lastIndex(where: { $0.snapshot == snapshot }) {
            let found = decoded.remove(at: place)
            decoded.append(found)
            return found
        }
        var found: Table?
        attempt { () throws(StoreError) in
            let record = try store.tables.sections(of: snapshot).first { bytewiseEqual($0.name, name) }
            found = try record.flatMap { record throws(StoreError) in try store.table(record, names).table }
        }
        guard let found else { return nil }
        let section = DecodedSection(snapshot, found, columns)
        if decoded.count == SectionTable.mostDecoded { decoded.removeFirst() }
        decoded.append(section)
        return section
    }

    private func attempt(_ body: () throws(StoreError) -> Void) { do throws(StoreError) { try body() } catch { failure = error } }

    // MARK: SQLite's callbacks

    /// Begins with SQLite's own structure, as its interface wants it.
    @unsafe private struct VirtualTable {
        var base = unsafe sqlite3_vtab()
        var module: Unmanaged<SectionTable>
    }

    @unsafe private struct Cursor {
        var base = unsafe sqlite3_vtab_cursor()
        var scan: Unmanaged<SectionScan>
    }

    /// Bits of the plan that SQLite hands from `xBestIndex` to `xFilter`: which columns are compared with a value.
    private enum Chosen {
        static let snapshot: Int32 = 1
        static let key: Int32 = 2
    }

    nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_module> = {
        var module = sqlite3_module()
        module.iVersion = 1
        unsafe module.xConnect = { handle, context, _, _, table, _ in
            guard let handle = unsafe handle, let context = unsafe context else { return SQLITE_ERROR }
            let section = unsafe Unmanaged<SectionTable>.fromOpaque(context)
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
        unsafe module.xBestIndex = { table, info in
            guard let table = unsafe table, let info = unsafe info else { return SQLITE_ERROR }
            let section = unsafe UnsafeMutableRawPointer(table).assumingMemoryBound(to: VirtualTable.self).pointee.module
            let firstKey = unsafe section.takeUnretainedValue().firstKey.map { Int32($0 + 1) }
            var (bySnapshot, byKey): (Int?, Int?)
            for index in 0..<Int(unsafe info.pointee.nConstraint) {
                let constraint = unsafe info.pointee.aConstraint[index]
                guard constraint.usable != 0, constraint.op == UInt8(SQLITE_INDEX_CONSTRAINT_EQ) else { continue }
                if constraint.iColumn == 0 { bySnapshot = bySnapshot ?? index }
                // Rows are sorted bytewise: another collation finds more than that.
                if constraint.iColumn == firstKey, unsafe String(cString: sqlite3_vtab_collation(info, Int32(index))) == "BINARY" {
                    byKey = byKey ?? index
                }
            }
            var arguments: Int32 = 0
            for index in [bySnapshot, byKey].compactMap({ $0 }) {
                arguments += 1
                unsafe info.pointee.aConstraintUsage[index].argvIndex = arguments
            }
            unsafe info.pointee.idxNum = (bySnapshot == nil ? 0 : Chosen.snapshot) | (byKey == nil ? 0 : Chosen.key)
            let rows: Int64 = (bySnapshot == nil ? 100 : 1) * (byKey == nil ? 10_000 : 4)
            unsafe info.pointee.estimatedRows = rows
            unsafe info.pointee.estimatedCost = Double(rows) + (bySnapshot == nil ? 1_000_000 : 0)
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
            guard let scan = unsafe SectionTable.scan(cursor) else { return SQLITE_ERROR }
            var arguments: [Database.Value] = []
            for place in 0..<Int(count) { unsafe arguments.append(SectionTable.value(values?[place])) }
            let key = index & Chosen.key == 0 ? nil : arguments.popLast()
            let snapshot = index & Chosen.snapshot == 0 ? nil : arguments.popLast()
            return scan.begin(snapshot: snapshot, key: key) ? SQLITE_OK : SQLITE_ERROR
        }
        unsafe module.xNext = { cursor in unsafe SectionTable.scan(cursor)?.advance() == true ? SQLITE_OK : SQLITE_ERROR }
        unsafe module.xEof = { cursor in unsafe SectionTable.scan(cursor)?.isAtEnd == false ? 0 : 1 }
        unsafe module.xColumn = { cursor, context, column in
            guard let scan = unsafe SectionTable.scan(cursor) else { return SQLITE_ERROR }
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
            unsafe row?.pointee = unsafe SectionTable.scan(cursor)?.rowID ?? 0
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

    /// A value that a column is compared with; `null` for a blob too.
    private static func value(_ value: OpaquePointer?) -> Database.Value {
        switch unsafe sqlite3_value_type(value) {
        case SQLITE_INTEGER: return .integer(unsafe sqlite3_value_int64(value))
        case SQLITE_FLOAT: return .real(unsafe sqlite3_value_double(value))
        case SQLITE_TEXT:
            guard let text = unsafe sqlite3_value_text(value) else { return .null }
            let count = Int(unsafe sqlite3_value_bytes(value))
            return .text(unsafe String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self))
        default: return .null
        }
    }
}
