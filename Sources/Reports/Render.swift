/// Writes a report in one of the formats. Ends with a line break; same report, same bytes.
package func render(_ report: Report, as format: OutputFormat, _ options: ReportOptions = ReportOptions()) throws -> String {
    switch format {
    case .text: renderTerminal(report, options)
    case .json: try renderJSON(report, options)
    case .csv: renderCSV(report, options)
    }
}
