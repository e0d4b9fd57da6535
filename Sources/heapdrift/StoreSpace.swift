import Growth
import Storage

extension Session {
    /// Gives the space of what was removed back to the disk. Returns the size of the store in bytes. `nil` when the disk has no room to write
    /// the store anew, which a note says: what was removed is removed, but its space stays in the file.
    func sizeAfterCompacting(_ store: SnapshotStore) -> Int64? {
        do throws(StoreError) {
            try store.compact()
            return try store.size()
        } catch {
            messages.note("the store keeps its size, and fills it with what comes next: \(error.advised)")
            return nil
        }
    }
}

/// Says how much space was given back.
func spaceSentence(_ before: Int64, _ after: Int64) -> String {
    let now = "the store takes \(ByteSize.text(Int128(after)))"
    return before > after ? "\(ByteSize.text(Int128(before - after))) given back: \(now)." : "No space to give back: \(now)."
}
