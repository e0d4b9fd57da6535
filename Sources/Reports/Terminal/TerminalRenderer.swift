/// Text for people. No line is wider than `options.width` (at least 40), and every name is shown without what could act on the terminal.
package func renderTerminal(_ report: Report, _ options: ReportOptions = ReportOptions()) -> String {
    var options = options
    options.width = min(max(options.width, 40), 10_000)
    let layout = TerminalLayout(report.page(options), report.hints, options)
    let text = layout.lines.map { $0 + "\n" }.joined()
    return options.ascii ? ASCIISigns.written(text) : text
}
