extension TrendReport {
    func json(_ options: ReportOptions) -> [String: JSONValue] { ["series": .text(series)] }
}
