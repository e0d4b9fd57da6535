import Budget

extension CheckReport {
    func json(_ options: ReportOptions) -> [String: JSONValue] { ["verdict": .text(verdict.rawValue)] }
}
