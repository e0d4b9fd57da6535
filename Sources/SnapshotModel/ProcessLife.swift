/// Follows a process over snapshots of ascending time, and finds where another life of it begins.
///
/// The id of a process proves little: in a container it is 1 after every start, and from outside of the container the same process has another
/// one. So the lives are compared (`Capture.life`) where both snapshots have them. Otherwise another id is another life, and an equal one
/// leaves it unknown.
package struct ProcessLife: Sendable {
    private var life: String?
    private var pid: UInt64?
    /// Whether `life` is that of the last snapshot, and not of one before.
    private var isLifeOfLast = false

    package init() {}

    /// Takes the next snapshot: whether its process was started since the one before; `nil` when that is unknown. A snapshot without life and
    /// id is compared with nothing, and the one before still counts for the next.
    package mutating func isRestart(_ next: Capture) -> Bool? {
        let isRestart: Bool? =
            if let life, let own = next.life, ProcessLife.areAlike(life, own) {
                life != own
            } else if let pid, let own = next.pid, pid != own { true } else { nil }
        if isRestart == true { (life, pid) = (nil, nil) }
        life = next.life ?? life
        pid = next.pid ?? pid
        isLifeOfLast = next.life != nil
        return isRestart
    }

    /// Whether two lives were found in the same way. That of a .gcdump says nothing of a dump's.
    private static func areAlike(_ a: String, _ b: String) -> Bool {
        Redaction.isStandIn(a) == Redaction.isStandIn(b) && isOfGraph(a) == isOfGraph(b)
    }

    private static func isOfGraph(_ life: String) -> Bool { life.hasPrefix(ofGraph) || life.hasPrefix("~" + ofGraph) }

    /// Before the life that a .gcdump tells.
    package static let ofGraph = "graph-"

    /// Takes the next snapshot: whether it is known to be of the same life as the one just before.
    package mutating func continues(_ next: Capture) -> Bool {
        let isKnown = isLifeOfLast
        return isRestart(next) == false && isKnown
    }

    /// Whether the process was started anew somewhere between these snapshots; `nil` when that is unknown.
    package static func hasRestart(_ captures: [Capture]) -> Bool? {
        var follower = ProcessLife()
        let steps = captures.map { follower.isRestart($0) }.dropFirst()
        if steps.contains(true) { return true }
        var ends = ProcessLife()
        return [captures.first, captures.last].compactMap(\.self).map { ends.isRestart($0) }.last ?? nil
    }

    /// Whether all of these snapshots are known to be of one life.
    package static func isOne(_ captures: [Capture]) -> Bool {
        var follower = ProcessLife()
        guard let first = captures.first, first.life != nil || first.pid != nil else { return false }
        _ = follower.isRestart(first)
        return captures.dropFirst().allSatisfy { follower.continues($0) }
    }

    /// A number for each snapshot, which neighbours share that are known to be of one life.
    package static func lives(_ captures: [Capture]) -> [Int] {
        var lives: [Int] = []
        var follower = ProcessLife()
        for (place, capture) in captures.enumerated() {
            lives.append(follower.continues(capture) ? lives.last ?? place : place)
        }
        return lives
    }
}
