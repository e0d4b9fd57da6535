import SnapshotModel

/// Registrations on a CancellationToken that lives longer than what registers: linked token sources and callbacks that are not disposed.
///
/// Situation: each request links its token to that of the application's end, and does not dispose the linked source.
struct TokenRegistrations: Rule {
    let name = Cause.tokenRegistration.rawValue

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let contents = try investigation.contents()
        let looked = investigation.places
        let taken = investigation.take { point, contents in
            FrameworkTypes.isRegistration(point.type) || contents.belongs(point) { contents.has($0, FrameworkTypes.isRegistration) }
        }
        // Registrations of one source are one suspect.
        var drafts = Draft.grouped(
            .tokenRegistration, taken,
            by: { point in
                contents.forest.way(point.node).first { node in
                    contents.forest.nodes[node].elements.contains { FrameworkTypes.isRegistration($0.type) }
                } ?? point.node
            }, contents, .disposeRegistration)
        for place in drafts.indices {
            // The state of a callback says more than the node in the list of callbacks, but for a delegate.
            let linked = drafts[place].points.lazy.flatMap { contents.below($0) }.flatMap { contents.forest.nodes[$0].elements }.filter {
                FrameworkTypes.isCancellation($0.type) && !FrameworkTypes.isRegistration($0.type)
            }.max { $0.count.sustained < $1.count.sustained }
            if let linked, 2 * linked.count.sustained >= drafts[place].objects.sustained {
                drafts[place].subject = linked.type
                drafts[place].objects = linked.count
            }
        }
        investigation.found += drafts
        return looked
    }
}
