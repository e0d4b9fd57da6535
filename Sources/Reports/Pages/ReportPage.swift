import SnapshotModel

extension Report {
    /// The page that people read.
    func page(_ options: ReportOptions) -> Page {
        let page = page(NumberText(exact: options.exact))
        return options.top == 0 && !options.all ? page.verdictAlone : page
    }

    private func page(_ numbers: NumberText) -> Page {
        switch content {
        case .snapshot(let report): report.page(self, numbers)
        case .diff(let report): report.page(self, numbers)
        case .explain(let report): report.page(self, numbers)
        case .check(let report): report.page(self, numbers)
        case .trend(let report): report.isDetailed ? report.coursePage(self, numbers) : report.rankingPage(self, numbers)
        case .doctor(let report): report.page(self)
        case .snap(let report): report.page(self)
        case .list(let report): report.page(self)
        case .maintenance(let report): report.page(self)
        case .failure(let report): report.page(self)
        case .result(let report): report.page(self)
        }
    }
}

extension Page {
    /// The page without its tables, facts and notes. A warning about the verdict stays, and so does a page that has no verdict.
    fileprivate var verdictAlone: Page {
        let kept = blocks.filter { block in
            switch block {
            case .sentence: true
            case .fact(let fact): fact.isWarning
            default: false
            }
        }
        return kept.isEmpty ? self : Page(name: name, title: title, blocks: kept)
    }
}

extension PageFact {
    /// What a reader must know before believing the verdict.
    fileprivate var isWarning: Bool { label == "careful" }

    /// `after is partial in types and heaps: 3 segments damaged (2 more with --json)`; `nil` when the numbers are exact.
    init?(_ trust: Trust, of name: String, _ hints: ReportHints) {
        guard trust.level < .exact || !trust.diagnostics.isEmpty else { return nil }
        let worst = trust.diagnostics.first { $0.caps == trust.level } ?? trust.diagnostics.first
        var text = name.isEmpty ? trust.level.rawValue : "\(name) is \(trust.level.rawValue)"
        if trust.level < .exact { text += SectionList.inside(trust.sections(at: trust.level)) }
        if let worst { text += ": " + VisibleText.brief(worst.message) }
        // Names on the same page may be wrong.
        let unproved = trust.diagnostics.contains { $0 != worst && $0.code == Trust.namesUnproved }
        if unproved { text += "; names of other modules are not proved to be of the same builds" }
        let others = trust.diagnostics.count - (unproved ? 2 : 1)
        if others > 0 { text += " (\(others) more\(hints.everything.map { " with \($0)" } ?? ""))" }
        self.init("trust", PageText(text))
    }
}
