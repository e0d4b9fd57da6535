/// Writes a report in one of the formats, with a line break at the end. The same report gives the same bytes. Throws `UnwritableReport` when
/// the format has no form for the report.
package func render(_ report: Report, as format: OutputFormat, _ options: ReportOptions = ReportOptions()) throws -> String {
    switch format {
    case .text: renderTerminal(report, options)
    case .json: try renderJSON(report, options)
    case .csv: renderCSV(report, options)
    case .markdown: try renderMarkdown(report, options)
    case .junit: try renderJUnit(report)
    case .sarif: try renderSARIF(report)
    case .github: try renderGitHubAnnotations(report)
    case .gitlab: try renderGitLabCodeQuality(report)
    case .openmetrics: try renderOpenMetrics(report)
    }
}

/// A report that a format has no form for, like a list of snapshots as test results.
///
/// The program offers only formats that have a form for the report, so a user never sees it.
package struct UnwritableReport: Error, Equatable, CustomStringConvertible {
    package let format: OutputFormat
    /// The report's kind, as in JSON.
    package let kind: String

    init(_ format: OutputFormat, _ report: Report) {
        self.format = format
        kind = report.content.kind
    }

    package var description: String {
        "expected a report that \(format.rawValue) has a form for, found one of kind '\(kind)'"
    }
}
