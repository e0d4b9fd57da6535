import SnapshotModel

/// Timers that are never disposed: the runtime's queue of timers keeps each, and what its callback refers to.
///
/// Situation: each session starts a timer and forgets it. The queue owns them as one list; a list of the program may hold them too. Whichever is seen first,
/// it is one leak, so all places with timers are one suspect.
struct Timers: Rule {
    let name = Cause.timer.rawValue

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let contents = try investigation.contents()
        let forest = contents.forest
        let taken = investigation.take { point, contents in
            if FrameworkTypes.isTimer(point.type) || FrameworkTypes.isTimer(contents.payload(point).type) { return true }
            return forest.nodes[point.node].parent != nil && contents.belongs(point) { contents.multiplies($0, FrameworkTypes.isTimer) }
        }
        let callbacks = try? investigation.stages.sums(TimerRow.section.info.name, "count") { cells, row in cells.text("callback", row) }
        if var draft = Draft(.timer, taken, contents, .disposeTimer) {
            draft.evidence += (callbacks?.grown ?? []).prefix(3).map { Evidence(.timers, $0.name, $0.course) }
            investigation.found.append(draft)
        }
        return (callbacks ?? []).map { Looked(.timers, $0.name, $0.course, least: 20) }
    }
}
