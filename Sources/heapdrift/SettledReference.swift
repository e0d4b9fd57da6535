import SnapshotModel
import Storage

extension Session {
    /// The reference with what a bare name stands for: the latest snapshot of the series of that name, or else a path, if it looks like one.
    /// Every verb that takes references has them settled here. Throws `Failure` that says which series there are.
    func settled(_ reference: Reference) throws -> Reference {
        switch reference {
        case .stored: return reference
        case .file(let path):
            if plan.store.exists, let known = try? storeToRead().seriesNames(), known.contains(where: { bytewiseEqual($0, path) }) {
                messages.note("'\(path)' is the file here; '\(path)@latest' is the latest of the series")
            }
            return reference
        case .named(let name):
            guard plan.store.exists || !looksLikeAPath(name) else { return .file(name) }
            let store: SnapshotStore
            do throws(StoreError) { store = try storeToRead() } catch {
                // Without a usable store a path is still a path.
                if looksLikeAPath(name) { return .file(name) }
                switch error {
                case .noStore: throw Failure(.input, "no-store", "\(name): \(absence(name)), and \(error.advised)")
                case .unavailable: throw Failure(.usage, "no-store", "\(name): \(absence(name)), and \(error.advised)")
                default: throw error
                }
            }
            let known = try store.seriesNames()
            if known.contains(where: { bytewiseEqual($0, name) }) { return .stored(.latest(series: name, back: 0), text: name) }
            if looksLikeAPath(name), !isFolder(name) { return .file(name) }
            throw Failure(
                isFolder(name) ? .input : .usage, isFolder(name) ? "is-a-directory" : "no-such-snapshot",
                "\(name): \(absence(name)), and no such series in \(store.path); it holds "
                    + (known.isEmpty ? "none" : MissingSnapshot.nearestFirst(name, known)))
        }
    }

    private func absence(_ name: String) -> String { isFolder(name) ? "is a folder" : "there is no such file" }

    /// Whether a name that is no series was probably meant as a file, which is not there.
    private func looksLikeAPath(_ name: String) -> Bool { name.contains("/") || name.contains(".") }
}
