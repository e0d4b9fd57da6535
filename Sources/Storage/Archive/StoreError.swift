/// Why a store cannot be opened, read or written.
package enum StoreError: Error, Equatable, Sendable {
    case notAStore(path: String)
    case newerSchema(path: String, found: Int64, supported: Int64)
    /// No file there, and only reading was wanted.
    case noStore(path: String)
    /// The file is not what a store can be, or what is wanted of it cannot be done: SQLite's, the system's or our own words.
    case cannotOpen(path: String, String)
    case readOnly(path: String)
    case diskFull(path: String)
    /// Another process held the store for longer than the timeout.
    case busy(path: String)
    /// What is damaged: a blob, a row, or what SQLite says.
    case damaged(path: String, String)
    /// A reference that names nothing, with what there is instead.
    case noSuchSnapshot(String)
    /// A baseline is another snapshot already, and was not to be replaced: which, and what to do.
    case baselineExists(String)
    /// A name that `series@NAME` cannot have.
    case badBaselineName(String)
    /// The user's own SQL.
    case badSQL(String)

    /// What was expected, what was found, what to do next.
    package var sentence: String {
        switch self {
        case .notAStore(let path): "\(path): is not a heapdrift store, and is left as it is; name another file with --store"
        case .newerSchema(let path, let found, let supported):
            "\(path): written by a newer heapdrift (schema \(found), this one knows up to \(supported)); update heapdrift"
        case .noStore(let path): "\(path): there is no store yet; 'heapdrift snap FILE' makes one"
        case .cannotOpen(let path, let why): "\(path): the store cannot be used: \(why)"
        case .readOnly(let path): "\(path): the store cannot be written: it or its folder is read-only"
        case .diskFull(let path): "\(path): the disk is full; the store is as it was before"
        case .busy(let path): "\(path): another process has kept the store locked for 30 seconds; try again when it is done"
        case .damaged(let path, let what): "\(path): the store is damaged: \(what)"
        case .noSuchSnapshot(let what): what
        case .baselineExists(let what): what
        case .badBaselineName(let name): "'\(name)' cannot be a baseline's name; expected one \(BaselineName.rule)"
        case .badSQL(let why): why
        }
    }

    /// Whether what was typed is at fault (exit code 2), not the store (3).
    package var isUsage: Bool {
        switch self {
        case .noSuchSnapshot, .baselineExists, .badBaselineName, .badSQL: true
        default: false
        }
    }
}
