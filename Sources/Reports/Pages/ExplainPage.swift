import Growth
import SnapshotModel

extension ExplainReport {
    /// How many objects are alive and who holds most of them; then what they hold, who subscribed, and every way that leads to them.
    func page(_ report: Report, _ numbers: NumberText) -> Page {
        let facts = ExplainFacts(self, numbers)
        var blocks: [PageBlock] = [.sentence(PageSentence(text: PageText(facts.sentence), role: facts.role, weight: .verdict))]
        blocks += facts.all(report.catalog).map { .fact($0) }
        switch content {
        case .one(let one):
            if let shown = one.tables.first(where: { $0.table.info.name == HolderRow.section.info.name }) {
                blocks += [.section(PageSection()), .table(facts.withoutType(SectionTable(shown, numbers, isWhole: true).table))]
            }
            blocks.append(.snapshots([PageSnapshot(label: "snapshot", head: one.head)]))
        case .two(let two):
            blocks.append(
                .snapshots([PageSnapshot(label: "before", head: two.before), PageSnapshot(label: "after", head: two.after)]))
            if let table = two.diff.table(HolderRow.section.info.name) {
                blocks += [
                    .section(PageSection()), .table(facts.withoutType(ChangeTable(table, steps: two.diff.steps, showsSmall: true).table)),
                ]
            }
        }
        return Page(name: head.pageName, title: "\(report.tool.name): \(name: asked, .columns(80))", blocks: blocks)
    }
}
