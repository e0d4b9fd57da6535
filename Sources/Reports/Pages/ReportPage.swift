import SnapshotModel

extension Report {
    /// The page that people read. `exact`: numbers with all their digits.
    func page(exact: Bool) -> Page {
        let numbers = NumberText(exact: exact)
        return switch content {
        case .snapshot(let report): report.page(self, numbers)
        case .diff(let report): report.page(self, numbers)
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

extension PageFact {
    /// `after is partial: 3 segments damaged (2 more with --json)`; `nil` when the numbers are exact.
    init?(_ trust: Trust, of name: String, _ hints: ReportHints) {
        guard trust.level < .exact || !trust.diagnostics.isEmpty else { return nil }
        let worst = trust.diagnostics.first { $0.caps == trust.level } ?? trust.diagnostics.first
        var text = name.isEmpty ? trust.level.rawValue : "\(name) is \(trust.level.rawValue)"
        if let worst { text += ": " + VisibleText.brief(worst.message) }
        let others = trust.diagnostics.count - 1
        if others > 0 { text += " (\(others) more\(hints.everything.map { " with \($0)" } ?? ""))" }
        self.init("trust", PageText(text))
    }
}
