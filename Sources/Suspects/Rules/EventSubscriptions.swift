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
        let handlers = try? EventSubscriptions.handlers(investigation.stages, of: Set(drafts.map { BytewiseText($0.subject) }))
        for place in drafts.indices {
            let subject = drafts[place].subject
            drafts[place].evidence += (handlers ?? []).filter { $0.type == subject }.prefix(3).map {
                Evidence(.handler, $0.name, $0.course)
            }
        }
        investigation.found += drafts
        return looked
    }

    /// The list of a delegate's targets on the way to a point.
    private static func list(_ point: AccumulationPoint, _ contents: PointContents, _ delegates: Set<BytewiseText>) -> Int? {
        let forest = contents.forest
        return forest.way(point.node).last { node in
            if forest.nodes[node].step == PointContents.invocationList { return true }
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

    /// `publisher.event < method`, by type of delegate, most growth first.
    private static func handlers(
        _ stages: Stages, of types: Set<BytewiseText>
    ) throws(NotInInput) -> [(type: String, name: String, course: Course)] {
        if types.isEmpty { return [] }
        let separator = "\n"
        let all = try stages.sums(DelegateRow.section.info.name, "references") { cells, row in
            let (type, event) = (cells.text("delegate_type", row), cells.text("publisher", row))
            if event.isEmpty || !types.contains(BytewiseText(type)) { return nil }
            return type + separator + event + "." + cells.text("event", row) + ThreadGroupRow.separator
                + cells.text("method", row)
        }
        return all.grown.compactMap { row in
            let parts = row.name.split(separator: "\n", maxSplits: 1).map(String.init)
            return parts.count == 2 ? (parts[0], parts[1], row.course) : nil
        }
    }
}
