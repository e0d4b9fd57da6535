/// Writes the blocks of a page in their order. The snapshots stand after them, and at the end folded lists for readers who want to know more.
struct MarkdownLayout {
    private let blocks: [PageBlock]
    private let options: ReportOptions

    init(_ page: Page, _ options: ReportOptions) {
        blocks = page.blocks.map { if case .reference(let block) = $0 { block } else { $0 } }
        self.options = options
    }

    func write(to document: inout MarkdownDocument) {
        var facts: [String] = []
        var listsLeft = blocks.count { if case .table = $0 { true } else { false } } + folded.count
        // No list may leave those after it without room.
        func share() -> Double {
            listsLeft -= 1
            return listsLeft > 0 ? 0.5 : 0.9
        }
        func writeFacts() {
            document.rows(.init(rows: facts, noun: "facts"), share: 0.2)
            facts = []
        }
        for block in blocks {
            if case .fact(let fact) = block {
                facts.append("- **\(MarkdownText.sentence(fact.label))**: \(MarkdownText.text(fact.text))")
                continue
            }
            if block.isWrittenLater { continue }
            writeFacts()
            switch block {
            case .sentence(let sentence): document.block([text(sentence)])
            case .section(let section): if let title = section.title { document.block(["### \(MarkdownText.sentence(title))"]) }
            case .table(let table):
                let shown = rows(table)
                if shown.isEmpty, let text = table.emptyText {
                    document.block([MarkdownText.atLineStart(MarkdownText.sentence(text))])
                } else {
                    document.rows(written(table, shown, listed: listed(table)), share: share())
                }
            case .chart(let chart): document.block([text(chart)])
            case .bar(let bar): document.block([text(bar)])
            case .item(let item): document.block(["- " + (item.mark.map { "**\($0)** " } ?? "") + MarkdownText.text(item.text)])
            case .fact, .snapshots, .notes, .reference: break
            }
        }
        writeFacts()
        for case .snapshots(let snapshots) in blocks { document.block(MarkdownTable(snapshots).lines) }
        for list in folded { document.folded(list.title, list.rows, share: share()) }
    }

    // MARK: Blocks

    private func text(_ sentence: PageSentence) -> String {
        let written = MarkdownText.text(sentence.text)
        let text = written.isEmpty ? "(no message)" : written
        return switch sentence.weight {
        case .verdict: "**\(text)**"
        case .normal: MarkdownText.atLineStart(text)
        case .explanation: "> \(MarkdownText.atLineStart(text))"
        }
    }

    /// A picture would need a line for each row of characters: one line of blocks says as much here.
    private func text(_ chart: PageChart) -> String {
        let course = PageCourse(
            values: chart.points.map(\.value),
            events: chart.points.map {
                $0.isRestart && !chart.isRestartedEachTime ? .restart : $0.isDeployment ? .deployment : $0.isAfterGap ? .gap : .none
            })
        let ends = [chart.points.first, chart.points.last].map { $0.map { TimeText.day($0.time) } ?? "" }
        return "`\(Sparkline.text(course, columns: 80))` \(ends[0]) to \(ends[1])"
    }

    /// The bar in a line of signs, and what they mean.
    private func text(_ bar: PageBar) -> String {
        let numbers = NumberText(exact: options.exact)
        let drawn = zip(bar.parts.indices, bar.widths(60)).map { String(repeating: PageBar.sign($0), count: $1) }.joined()
        let legend = zip(bar.parts.indices, bar.legend(numbers)).map { "\(PageBar.sign($0)) \(MarkdownText.sentence($1, isStart: false))" }
        let total = "\(numbers.phrase(bar.total, bar.unit)) \(MarkdownText.sentence(bar.measure))"
        return "`\(drawn)` \(total): \(legend.joined(separator: ", "))"
    }

    private func listed(_ table: PageTable) -> [Int] {
        if case .folded = table.calmRows { return table.rows }
        return table.listed(all: options.all)
    }

    private func rows(_ table: PageTable) -> [Int] {
        let listed = listed(table)
        guard table.room.isLimited, !options.all else { return listed }
        return chosenRows(
            listed, urgent: table.urgentRows, most: table.isLimitedByTop ? options.top ?? table.usualRows : table.usualRows)
    }

    private func written(_ table: PageTable, _ shown: [Int], listed: [Int]) -> MarkdownDocument.Rows {
        let text = MarkdownTable(table, shown, NumberText(exact: options.exact))
        // Tables with sums have a line for the rows that are not shown.
        let hidden = table.sums == nil ? listed.count - shown.count + (table.remainder?.others ?? 0) : 0
        return .init(head: text.head, rows: text.rows, noun: MarkdownText.sentence(table.noun), hidden: hidden)
    }

    // MARK: Folded lists

    /// The sentences of the rows, the notes, and the rows that need no attention.
    private var folded: [(title: String, rows: MarkdownDocument.Rows)] {
        var lists: [(title: String, rows: MarkdownDocument.Rows)] = []
        for case .table(let table) in blocks {
            guard let details = table.details else { continue }
            lists.append(("What each finding says", .init(rows: rows(table).flatMap { lines(details($0)) }, noun: "lines")))
        }
        for case .notes(let notes) in blocks {
            lists.append(
                ("Notes (\(notes.count))", .init(rows: notes.map { "- note: \(MarkdownText.sentence($0))" }, noun: "notes")))
        }
        for case .table(let table) in blocks {
            guard case .folded(let title, let noun) = table.calmRows else { continue }
            let calm = Set(table.everyRow).subtracting(table.rows).sorted()
            let text = MarkdownTable(
                table, Array(calm.prefix(options.all ? .max : MarkdownLayout.mostCalmRows)), NumberText(exact: options.exact))
            lists.append((title, .init(head: text.head, rows: text.rows, noun: noun, hidden: calm.count - text.rows.count)))
        }
        return lists.filter { !$0.rows.rows.isEmpty }
    }

    private static let mostCalmRows = 50

    private func lines(_ details: RowDetails) -> [String] {
        guard !details.sentence.text.isEmpty else { return [] }
        return ["- \(details.sentence.state): \(MarkdownText.sentence(details.sentence.text))"]
            + details.evidence.prefix(5).map {
                "  - \(MarkdownText.code([$0.name, $0.amount].filter { !$0.isEmpty }.joined(separator: " "), to: 160))"
            }
    }
}

extension PageBlock {
    /// Markdown has these blocks at the end.
    fileprivate var isWrittenLater: Bool {
        switch self {
        case .snapshots, .notes: true
        default: false
        }
    }
}
