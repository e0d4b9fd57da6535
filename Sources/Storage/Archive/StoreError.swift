/// Why a store cannot be opened, read or written.
package enum StoreError: Error, Equatable, Sendable {
    case notAStore(path: String)
    case newerSchema(path: String, found: Int64, supported: Int64)
    /// There is no file, and the store was only to be read.
    case noStore(path: String)
    /// No store can be used, for a reason that only the caller knows.
    case unavailable(String)
    /// The file is not what a store can be, or what is wanted of it cannot be done: in the words of SQLite, of the system or of this program.
    case cannotOpen(path: String, String)
    case readOnly(path: String)
    case diskFull(path: String)
    /// Another process held the store for longer than the timeout.
    case busy(path: String)
    /// The text says what is damaged: a blob, a row, or what SQLite found.
    case damaged(path: String, String)
    case noSuchSnapshot(MissingSnapshot)
    case baselineExists(BaselineConflict)
    /// A snapshot is to leave its series, and belongs to several.
    case severalSeries(Int64, [String])
    /// A snapshot is to join a series that has another snapshot of the same input.
    case sameInput(Int64, Int64, series: String)
    /// A name that `series@NAME` cannot have.
    case badBaselineName(String)
    /// An error in the user's own SQL.
    case badSQL(String)

    /// Says what was expected and what was found. The caller says which command helps.
    package var sentence: String {
        switch self {
        case .notAStore(let path): "\(path): is not a heapdrift store, and is left as it is"
        case .newerSchema(let path, let found, let supported):
            "\(path): written by a newer heapdrift (schema \(found), this one knows up to \(supported)); update heapdrift"
        case .unavailable(let why): why
        case .noStore(let path): "\(path): there is no store yet"
        case .cannotOpen(let path, let why): "\(path): the store cannot be used: \(why)"
        case .readOnly(let path): "\(path): the store cannot be written: it or its folder is read-only"
        case .diskFull(let path): "\(path): the disk is full; the store is as it was before"
        case .busy(let path): "\(path): another process has kept the store locked for 30 seconds; try again when it is done"
        case .damaged(let path, let what): "\(path): the store is damaged: \(what)"
        case .noSuchSnapshot(let missing): missing.sentence
        case .baselineExists(let conflict): conflict.sentence
        case .severalSeries(let id, let names):
            "@\(id): belongs to several series (\(names.joined(separator: ", "))); name it by the one that it leaves, like \(names[0])@latest"
        case .sameInput(let id, let other, let series): "@\(id): \(series) has the same dump already, as @\(other)"
        case .badBaselineName(let name): "'\(name)' cannot be a baseline's name; expected one \(BaselineName.rule)"
        case .badSQL(let why): why
        }
    }

    /// Whether what was typed is at fault (exit code 2), not the store (3).
    package var isUsage: Bool {
        switch self {
        case .unavailable, .noSuchSnapshot, .baselineExists, .severalSeries, .sameInput, .badBaselineName, .badSQL: true
        default: false
        }
    }
}

/// Why a baseline was not set.
package enum BaselineConflict: Equatable, Sendable {
    /// The baseline is another snapshot of this store.
    case isSet(StoredBaseline)
    /// The baseline is another snapshot in the store at `path`, which is not imported for that reason.
    case differs(series: String, name: String, here: Int64, there: Int64, capturedAt: Int64, path: String)

    var sentence: String {
        switch self {
        case .isSet(let present): "\(present.series)@\(present.name): is @\(present.snapshot) since \(utcText(present.setAt))"
        case .differs(let series, let name, let here, let there, let time, let path):
            "\(series)@\(name): is @\(here) here and @\(there) of \(utcText(time)) in \(path); nothing of that was taken"
        }
    }
}
