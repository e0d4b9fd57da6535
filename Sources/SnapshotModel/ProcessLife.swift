/// Follows a process over snapshots of ascending time, and finds where another life of it begins.
///
/// The id of a process says little: in a container it is 1 after every start, and from outside of the container the same process has another
/// one. So the lives are compared (`Capture.life`) where both snapshots have them, and the ids otherwise.
package struct ProcessLife: Sendable {
    private var life: String?
    private var pid: UInt64?

    package init() {}

    /// Takes the next snapshot: whether its process was started since the one before; `nil` when that is unknown. A snapshot without life and
    /// id is compared with nothing, and the one before still counts for the next.
    package mutating func isRestart(_ next: Capture) -> Bool? {
        let isRestart: Bool? =
            if let life, let own = next.life { life != own } else if let pid, let own = next.pid { pid != own } else { nil }
        if isRestart == true { (life, pid) = (nil, nil) }
        life = next.life ?? life
        pid = next.pid ?? pid
        return isRestart
    }

    /// Whether the process was started anew somewhere between these snapshots; `nil` when that is unknown.
    package static func hasRestart(_ captures: [Capture]) -> Bool? {
        var (follower, known): (ProcessLife, Bool?) = (ProcessLife(), nil)
        for capture in captures {
            guard let isRestart = follower.isRestart(capture) else { continue }
            known = known == true || isRestart
        }
        return known
    }

    /// Whether all of these snapshots are known to be of one life.
    package static func isOne(_ captures: [Capture]) -> Bool {
        var follower = ProcessLife()
        guard let first = captures.first, first.life != nil || first.pid != nil else { return false }
        _ = follower.isRestart(first)
        return captures.dropFirst().allSatisfy { follower.isRestart($0) == false }
    }

    /// A number for each snapshot, which neighbours share that are known to be of one life.
    package static func lives(_ captures: [Capture]) -> [Int] {
        var lives: [Int] = []
        var follower = ProcessLife()
        for (place, capture) in captures.enumerated() {
            lives.append(follower.isRestart(capture) == false ? lives.last ?? place : place)
        }
        return lives
    }
}
