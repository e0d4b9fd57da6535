import SnapshotModel

/// Connections, or clients with connections of their own, that are opened again and again and never closed.
///
/// Situation: a client is made for each partner and call, each with a pool, sockets and buffers. Whatever grows by the same number is the same leak.
struct Connections: Rule {
    let name = Cause.connection.rawValue

    /// Connections below each object of a place.
    private static let share = 0.9
    /// How far the growth of two places may differ that are the same leak.
    private static let tolerance = 0.1

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let contents = try investigation.contents()
        let looked = investigation.places
        let taken = investigation.take { point, contents in
            let each = contents.gained(point, FrameworkTypes.isConnection)
            return each > 0 && Double(each) >= Connections.share * Double(max(1, point.count.sustained))
        }
        guard var draft = Draft(.connection, taken, contents, .reuseConnection) else { return looked }
        let count = taken[0].count.sustained
        let same = investigation.take { point, _ in
            point.multiplies
                && abs(Double(point.count.sustained - count)) <= max(1, Connections.tolerance * Double(count))
        }
        draft.absorb(same, .collection, contents)
        let tasks = investigation.absorb { other in
            other.cause == .taskNeverCompleted
                && other.points.allSatisfy { abs(Double($0.count.sustained - count)) <= max(1, Connections.tolerance * Double(count)) }
        }
        draft.absorb(tasks, stages: contents.forest.stages)
        investigation.found.append(draft)
        return looked
    }
}
