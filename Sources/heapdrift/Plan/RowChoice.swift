import Snapshot

struct RowChoice: Sendable {
    var x = 0
}
extension TypedCommand { func rows() -> RowChoice { RowChoice() } }
