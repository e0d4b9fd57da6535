extension MaintenanceReport {
    /// The outcome, and the snapshots that it is about.
    func page(_ report: Report) -> Page {
        var blocks = sentences.map { PageBlock.sentence(PageSentence(text: PageText($0), isHanging: true)) }
        if !snapshots.isEmpty { blocks.append(.table(ListReport(snapshots).table)) }
        return Page(name: action, title: "\(report.tool.name): \(action)", blocks: blocks)
    }
}
