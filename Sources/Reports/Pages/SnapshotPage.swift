import Growth
import SnapshotModel

extension SnapshotReport {
    /// One snapshot: its totals, a line for each section and the rows of the first one; or the rows of one section.
    func page(_ report: Report, _ numbers: NumberText) -> Page {
        let tables = tables
        let title: PageText = "\(report.tool.name): \(name: head.processName, .columns(80))"
        var page = Page(name: head.pageName, title: title, blocks: [])
        guard let section else {
            page.blocks = overview(tables, report, numbers)
            return page
        }
        let about = PageBlock.reference(.snapshots([PageSnapshot(label: "snapshot", head: head)]))
        guard let shown = tables.first else {
            page.blocks = [
                .sentence(PageSentence(text: "\(name: head.processName, .halfALine)", weight: .verdict)),
                .sentence(PageSentence(text: absence(of: section, report))), about,
            ]
            return page
        }
        var table = SectionTable(shown, numbers, isWhole: true, isCut: isCut(section)).table
        table.missingColumns = .ofSection
        page.blocks = [
            .sentence(
                PageSentence(
                    text: "\(name: head.processName, .halfALine): \(SectionSums(shown, numbers).headline)", weight: .verdict))
        ]
        if let doubt = doubt(about: section) { page.blocks.append(.fact(doubt)) }
        if section == FinalizationRow.section.info.name, let fact = PageFact(finalizerOf: snapshot) { page.blocks.append(.fact(fact)) }
        if let bar = PageBar(shown) { page.blocks.append(.bar(bar)) }
        page.blocks += [.section(PageSection(title: shown.table.info.name)), .table(table), about]
        return page
    }

    /// Whether a printed table lacks rows that its total does not stand for.
    private func isCut(_ section: String) -> Bool {
        snapshot.input.form == .text && snapshot.trust.level(ofSumsOver: [SnapshotPart(section)]) == .partial
    }

    /// Why the section's numbers are less than exact; `nil` when they are exact.
    private func doubt(about section: String) -> PageFact? {
        let doubts = snapshot.trust.diagnostics.filter { diagnostic in
            diagnostic.caps < .exact && (diagnostic.parts == nil || diagnostic.sectionNames.contains(section))
        }
        guard let level = doubts.map(\.caps).min() else { return nil }
        let messages = doubts.map { VisibleText.brief($0.message) }
        return PageFact("trust", PageText("\(level.rawValue): \(messages.joined(separator: "; "))"), mostLines: .max)
    }

    /// Why the snapshot lacks a section: it was not read, or the input does not hold it.
    private func absence(of section: String, _ report: Report) -> PageText {
        guard let read = snapshot.input.onlySections, !read.contains(section) else {
            let question = report.catalog.section(section)?.question
            let isOfSystem = question?.system.map { $0 == snapshot.capture.os } ?? true
            let reason = isOfSystem ? question.map { " That does not mean 0: \($0.otherwise)." } ?? "" : ""
            return "The input has no \(name: section).\(reason)"
        }
        let words = VisibleText.brief(read.joined(separator: ","))
        return "Not read: the snapshot was taken with \(report.hints.onlySections.map { "\($0) \(words)" } ?? "\(words) only")."
    }

    private func overview(_ tables: [ShownTable], _ report: Report, _ numbers: NumberText) -> [PageBlock] {
        let answers = PrintedAnswerText(snapshot, numbers)?.sentences ?? []
        var blocks: [PageBlock] = [.sentence(headline(numbers))]
        blocks += answers.map { .sentence(PageSentence(text: PageText($0), weight: .explanation)) }
        blocks += SnapshotFacts(self, numbers).facts.map { .fact($0) }
        let others = tables.dropFirst().filter(\.table.info.isInOverview)
        for shown in others where shown.table.rowCount > 0 {
            if let bar = PageBar(shown) {
                blocks.append(.bar(bar))
                continue
            }
            blocks.append(.fact(PageFact(shown.table.info.name, PageText(SectionSums(shown, numbers).text()))))
        }
        let empty = others.filter { $0.table.rowCount == 0 }.map { VisibleText.brief($0.table.info.name) }
        if !empty.isEmpty { blocks.append(.fact(PageFact("none", PageText(empty.joined(separator: ", "))))) }
        if let trust = PageFact(snapshot.trust, of: "", report.hints) { blocks.append(.fact(trust)) }
        blocks.append(.reference(.table(metricTable(report.catalog))))
        if let main = tables.first {
            blocks.append(.section(PageSection(title: main.table.info.name)))
            blocks.append(.table(SectionTable(main, numbers, isWhole: false, isCut: isCut(main.table.info.name)).table))
        }
        return blocks
    }

    private func headline(_ numbers: NumberText) -> PageSentence {
        let totals = snapshot.totals
        let sums = [
            totals.objects.map { "\(numbers.phrase(Int128($0), .objects)) objects" },
            totals.bytes.map { numbers.phrase(Int128($0), .bytes) },
        ].compactMap(\.self)
        let text: PageText = "\(name: head.processName, .halfALine)\(sums.isEmpty ? "" : ": " + sums.joined(separator: ", "))"
        return PageSentence(text: text, role: .heading, weight: .verdict)
    }

    /// Every metric that the snapshot holds.
    private func metricTable(_ catalog: Catalog) -> PageTable {
        let metrics = catalog.metrics.compactMap { metric in metric.value(snapshot).map { (metric, $0) } }
        return PageTable(
            "metrics",
            [
                PageTable.Column(title: "metric", isNumber: false), PageTable.Column(title: "value"),
                PageTable.Column(title: "", isNumber: false),
            ], rows: Array(metrics.indices)
        ) { row in
            let (metric, value) = metrics[row]
            return [PageCell(.literal(metric.name)), PageCell(.number(value, metric.unit)), PageCell(.words(metric.meaning))]
        }
    }
}
