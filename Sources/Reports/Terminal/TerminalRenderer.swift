import SnapshotModel

/// Text for people. No line is wider than `options.width` (at least 40), every name is shown without what could act on the terminal.
package func renderTerminal(_ report: Report, _ options: ReportOptions = ReportOptions()) -> String {
    var options = options
    options.width = min(max(options.width, 40), 10_000)
    let lines: [String]
    switch report.content {
    case .snapshot(let snapshot): lines = TerminalSnapshot(snapshot, options).lines
    case .diff(let diff): lines = TerminalDiff(diff, options).lines
    case .check(let check): lines = check.lines(options)
    case .trend(let trend): lines = trend.lines(options)
    case .doctor(let doctor): lines = doctor.lines(options)
    case .snap(let snap): lines = snap.lines(options)
    case .list(let list): lines = list.lines(options)
    case .maintenance(let maintenance): lines = maintenance.lines(options)
    case .failure(let failure): lines = Paragraph.lines(VisibleText.brief(failure.message), width: options.width)
    case .result(let table): lines = table.lines(options)
    }
    return lines.map { $0 + "\n" }.joined()
}

extension SnapshotHead {
    /// `orders@12`, `@12`, or nothing for a snapshot in no store. What `diff` and `show` take as a name for it.
    var reference: String { place.id.map { "@\($0)" } ?? "" }

    /// The last part of the path: folders are the same for all of a series.
    var fileName: String { input.path.split(separator: "/").last.map(String.init) ?? input.path }

    var time: String { TimeText.iso8601(capture.time) ?? "" }

    var runtime: String { ([capture.runtime.name] + (capture.runtime.version.map { [$0] } ?? [])).joined(separator: " ") }

    var labels: String { capture.labels.sorted { bytewise($0.key, $1.key) }.map { "\($0.key)=\($0.value)" }.joined(separator: " ") }
}
