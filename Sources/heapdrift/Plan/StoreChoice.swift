import CommandLineTable
import Storage

/// The store that a command uses, if any.
enum StoreChoice: Equatable, Sendable {
    case used(StorePath)
    /// --no-store. The path is that of the store that would be used; nothing of it is opened.
    case leftOut(StorePath?)
    /// There is neither a repository nor a home folder.
    case nowhere

    /// The store, when it is used.
    var file: StorePath? { if case .used(let path) = self { path } else { nil } }

    /// Whether there is a store that is used.
    var exists: Bool { file?.exists ?? false }

    /// The folder for temporary files, also without a store: the user chose that disk for large data.
    var writableFolder: String? {
        switch self {
        case .used(let path): path.writableFolder
        case .leftOut(let path): path?.writableFolder
        case .nowhere: nil
        }
    }

    /// Whether a file is the store.
    func isStore(_ path: String) -> Bool { file.map { isSameFile(path, $0.path) } ?? false }

    /// Why there is no store.
    var absence: StoreError {
        switch self {
        case .leftOut: .unavailable("what is asked for is in the store, which \(Option.noStore.spelling) leaves out")
        case .used, .nowhere:
            .unavailable("no place for the store: neither a repository nor a home folder; give \(Option.store.spelling) PATH")
        }
    }
}
