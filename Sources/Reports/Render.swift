/// Writes a report in one of the formats. Ends with a line break; same report, same bytes. Throws `UnwritableReport` where the format has
/// no form for what was found.
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

/// A report that a format cannot hold: a list of snapshots as test results.
///
/// The command line offers each verb only what its report can be written as (`Command.formats`), so nobody should see it.
package struct UnwritableReport: Error, Equatable, CustomStringConvertible {
    package let format: OutputFormat
    /// As JSON's `kind` has it.
    package let kind: String

    init(_ format: OutputFormat, _ report: Report) {
        self.format = format
        kind = report.content.kind
    }

    package var description: String {
        "expected a report that \(format.rawValue) has a form for, found one of kind '\(kind)'; --format json can hold it"
    }
}
