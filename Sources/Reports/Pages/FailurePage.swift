extension FailureReport {
    func page(_ report: Report) -> Page {
        Page(
            name: "error", title: "\(report.tool.name): no answer (\(name: code))",
            blocks: [.sentence(PageSentence(text: PageText(message)))])
    }
}
