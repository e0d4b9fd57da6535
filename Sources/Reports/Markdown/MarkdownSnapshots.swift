import Growth
import SnapshotModel

extension MarkdownPage {
    mutating func write(_ report: DiffReport, _ options: ReportOptions) {
        let numbers = NumberText(exact: options.exact)
        let headline = Headline(report, numbers, main: report.diff.main)
        block(["## heapdrift: \(report.diff.verdict.rawValue)"])
        block(["**\(MarkdownText.sentence(headline.verdict))**"] + (headline.largest.map { ["", "> \(MarkdownText.sentence($0))"] } ?? []))
        block(report.diff.comparability.reasons.map { "- careful: \(MarkdownText.sentence($0))" })
        growth(report.diff, options, most: 25)
        heads([("before", report.before)] + report.between.map { ("between", $0) } + [("after", report.after)])
        block(report.diff.notComparable.map { "- unknown: \(MarkdownText.code($0.name)), not in \($0.missingIn.rawValue)" })
    }

    mutating func write(_ report: SnapshotReport, _ options: ReportOptions) {
        let numbers = NumberText(exact: options.exact)
        let snapshot = report.snapshot
        let name = snapshot.capture.process.isEmpty ? report.head.fileName : snapshot.capture.process
        block(["## heapdrift: \(MarkdownText.code(name, to: 80))"])
        heads([("snapshot", report.head)])
        if report.section == nil {
            var table = MarkdownTable([("Metric", false), ("Value", true), ("", false)])
            for metric in Catalog.standard.metrics {
                guard let value = metric.value(snapshot) else { continue }
                table.append([.code(metric.name), .sentence(numbers.value(value, metric.unit)), .sentence(metric.meaning)])
            }
            block(table.lines)
        }
        if let section = report.section, report.tables.isEmpty { block(["The input has no \(MarkdownText.code(section))."]) }
        for shown in report.section == nil ? Array(report.tables.prefix(1)) : report.tables {
            let (listed, hidden) = shown.split(top: options.all ? nil : options.top ?? 25)
            let table = SectionTable(shown, numbers, rows: listed, hidden: hidden, isWhole: report.section != nil).text
            block(["### \(MarkdownText.sentence(shown.table.info.name))"])
            let page = MarkdownTable(table)
            rows(page.head, page.rows, MarkdownText.sentence(shown.table.info.name), share: 0.9)
        }
    }

    mutating func write(_ report: ListReport, _ options: ReportOptions) {
        block(["## heapdrift: \(NumberText.grouped(Int128(report.snapshots.count))) snapshots"])
        let (table, _) = report.table(NumberText(exact: options.exact), most: options.all ? .max : options.top ?? 100)
        let page = MarkdownTable(table)
        rows(page.head, page.rows, of: report.snapshots.count, "snapshots", share: 0.9)
    }

    mutating func write(_ report: TrendReport, _ options: ReportOptions) {
        let ranking = TerminalRanking(report, options)
        block(["## heapdrift: trend of \(MarkdownText.code(report.series, to: 80))"])
        block(["**\(MarkdownText.sentence(ranking.verdict))**"])
        let types = Array(ranking.types.prefix(options.all ? .max : options.top ?? 50))
        let moving = ranking.metrics.filter { options.all || $0.shape != .steady }
        for (rows, title) in [(types, "Type"), (moving, "Metric")] where !rows.isEmpty {
            let page = MarkdownTable(ranking.textTable(rows, title))
            let all = title == "Type" ? ranking.types.count + report.trend.hiddenRows : ranking.metrics.count
            self.rows(page.head, page.rows, of: all, title == "Type" ? "types" : "metrics", share: 0.45)
        }
    }
}
