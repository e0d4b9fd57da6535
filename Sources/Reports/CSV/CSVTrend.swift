extension TrendReport {
    func csv(_ options: ReportOptions) -> String { CSVTable(header: ["section"]).text }
}
