import SnapshotModel

/// Handlers that are added to an event and never removed. A delegate with many targets that grows is a subscription by definition; a list of delegates is
/// a collection.
///
/// Situation: each connection adds handlers to events of a multiplexer that all share. All events of one publisher are one suspect.
struct EventSubscriptions: Rule {
    let name = Cause.eventSubscription.rawValue

    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked] {
        let contents = try investigation.contents()
        let looked = investigation.places
        let forest = contents.forest
        let delegates = EventSubscriptions.types(investigation.stages)
        let taken = investigation.take { point, contents in
            if EventSubscriptions.isFolded(point, contents, delegates) { return true }
            guard let list = EventSubscriptions.list(point, contents, delegates) else { return false }
            return contents.belongs(point) { $0 == list || forest.nodes[$0].parent == list }
        }
        var drafts = Draft.grouped(
            .eventSubscription, taken,
            by: { point in
                // The field of the event is above the list, and the publisher above the field.
                let list = EventSubscriptions.list(point, contents, delegates) ?? point.node
                let field = forest.nodes[list].parent ?? list
                return forest.nodes[field].parent ?? field
            }, contents, .unsubscribe)
        let events = drafts.map { EventSubscriptions.events($0, contents, delegates) }
        // Most delegates of a process have nothing to do with what grows.
        let wanted = Set((drafts.map(\.subject) + events.joined().map(\.type)).map { BytewiseText($0) })
        let handlers = (try? EventSubscriptions.handlers(investigation.stages, of: wanted)) ?? []
        for place in drafts.indices {
            let own = EventSubscriptions.own(handlers, events[place], drafts[place].subject)
            drafts[place].evidence += own.prefix(EventSubscriptions.handlerLimit).map { Evidence(.handler, $0.name, $0.course) }
        }
        investigation.found += drafts
        return looked
    }

    /// The list of a delegate's targets on the way to a point.
    private static func list(_ point: AccumulationPoint, _ contents: PointContents, _ delegates: Set<BytewiseText>) -> Int? {
        let forest = contents.forest
        return forest.way(point.node).last { node in
            if forest.nodes[node].step == HolderRow.invocationList { return true }
            // In a redacted snapshot the field has another name.
            guard forest.nodes[node].mainType == "System.Object[]", let field = forest.nodes[node].parent else { return false }
            return forest.nodes[field].elements.contains { delegates.contains(BytewiseText($0.type)) }
        }
    }

    /// Where the runtime's own array holds the delegate of a static field whose class is not known, the tree has it and its targets in one node.
    private static func isFolded(_ point: AccumulationPoint, _ contents: PointContents, _ delegates: Set<BytewiseText>) -> Bool {
        let forest = contents.forest
        guard forest.nodes[point.node].step == HolderRow.element, delegates.contains(BytewiseText(point.type)) else { return false }
        return forest.nodes[point.node].children.contains { child in
            let list = forest.nodes[child]
            return list.mainType == "System.Object[]" && 2 * list.count.last < point.count.last && list.bytes.last >= 4 * point.count.last
        }
    }

    private static func types(_ stages: Stages) -> Set<BytewiseText> {
        guard let table = stages.last?.table(DelegateRow.section.info.name) else { return [] }
        let cells = SectionCells(table)
        return Set((0..<table.rowCount).map { BytewiseText(cells.text("delegate_type", $0)) })
    }

    private static let handlerLimit = 20

    /// The types of delegates and the fields of the events that a suspect is about.
    private static func events(_ draft: Draft, _ contents: PointContents, _ delegates: Set<BytewiseText>) -> [(type: String, step: String)]
    {
        let forest = contents.forest
        return draft.points.compactMap { point in
            guard let list = list(point, contents, delegates), let field = forest.nodes[list].parent else { return nil }
            return (forest.nodes[field].mainType, forest.nodes[field].step)
        }
    }

    /// The handlers of these events. Without the names of fields, all of the subject's type.
    private static func own(_ handlers: [Handler], _ events: [(type: String, step: String)], _ subject: String) -> [Handler] {
        let own = handlers.filter { handler in
            events.contains { bytewiseEqual($0.type, handler.type) && $0.step.split(separator: ".").last.map(String.init) == handler.event }
        }
        return own.isEmpty ? handlers.filter { bytewiseEqual($0.type, subject) } : own
    }

    private struct Handler {
        /// The delegate's.
        let type: String
        let event: String
        /// `publisher.event < method`
        let name: String
        let course: Course
    }

    /// Most growth first.
    private static func handlers(_ stages: Stages, of types: Set<BytewiseText>) throws(NotInInput) -> [Handler] {
        if types.isEmpty { return [] }
        let all = try stages.sums(DelegateRow.section.info.name, "references") { cells, row in
            let event = cells.text("publisher", row)
            if event.isEmpty || !types.contains(BytewiseText(cells.text("delegate_type", row))) { return nil }
            return [
                cells.text("delegate_type", row), cells.text("event", row),
                event + "." + cells.text("event", row) + ThreadGroupRow.separator + cells.text("method", row),
            ].joined(separator: "\n")
        }
        return all.grown.compactMap { row in
            let parts = row.name.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            return parts.count == 3 ? Handler(type: parts[0], event: parts[1], name: parts[2], course: row.course) : nil
        }
    }
}
