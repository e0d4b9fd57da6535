extension CheckReport {
    func csv(_ options: ReportOptions) -> String { CSVTable(header: ["state"]).text }
}
