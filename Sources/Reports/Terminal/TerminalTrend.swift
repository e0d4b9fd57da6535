extension TrendReport {
    func lines(_ options: ReportOptions) -> [String] { [series] }
}
