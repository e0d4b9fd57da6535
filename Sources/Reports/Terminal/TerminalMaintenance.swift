extension MaintenanceReport {
    func lines(_ options: ReportOptions) -> [String] {
        let sentences = sentences.flatMap { Paragraph.lines(VisibleText.brief($0), width: options.width, hanging: 2) }
        return snapshots.isEmpty ? sentences : sentences + ListReport(snapshots).lines(options)
    }
}
