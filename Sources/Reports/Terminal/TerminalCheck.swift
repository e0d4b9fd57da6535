import Budget

extension CheckReport {
    func lines(_ options: ReportOptions) -> [String] { [verdict.rawValue] }
}
