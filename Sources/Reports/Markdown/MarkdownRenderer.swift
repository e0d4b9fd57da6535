/// Markdown as GitHub and GitLab read it, for a job's summary or a comment: a verdict, tables, and no line that a name could break.
///
/// The first line is a comment that no reader sees, `<!-- heapdrift:orders -->`. A script that posts the page finds its earlier comment by
/// it. The page has at most 60,000 bytes, which a comment can hold, or with `all` 900,000, which a job's summary can.
func renderMarkdown(_ report: Report, _ options: ReportOptions) throws(UnwritableReport) -> String {
    switch report.content {
    case .snapshot, .diff, .explain, .check, .trend, .list, .result, .failure: break
    case .doctor, .snap, .maintenance: throw UnwritableReport(.markdown, report)
    }
    let page = report.page(options)
    var document = MarkdownDocument(
        most: options.all ? MarkdownDocument.summary : MarkdownDocument.comment, hint: report.hints.everything)
    document.block(["<!-- heapdrift:\(MarkdownText.marker(page.name)) -->"])
    document.block(["## \(MarkdownText.text(page.title))"])
    MarkdownLayout(page, options).write(to: &document)
    return document.finished()
}
