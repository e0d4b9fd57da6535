import Budgets
import FoundationEssentials
import Growth
import SnapshotModel
import Testing

@testable import Reports

@Suite struct HostileNamesTests {
    /// The first one is harmless. The outputs of the others must have the shape of its output.
    static let names =
        [
            "Orders.Session", "\u{1b}[2J\u{1b}]0;owned\u{7}", "line\nbreak", "\r\n\ttabs", "\u{202e}gpj.exe", "a\u{200b}b\u{2066}c\u{2069}",
            "\u{9b}31m",
            "שלום123", "e\u{301}\u{301}\u{301}", "漢字型<漢字>", "👩‍👩‍👧👍🏽", "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\r=1",
            "a,b\"c\"", "",
            " ", "\0", "\u{e000}\u{10ffff}", "\u{fffe}\u{ffff}", "\u{2028}\u{2029}", "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "]]>", "-->", "--!><b>", "*/", "</details></td></table>", "& &amp; &lt;", "'\"", "%", "%0A::error::x", "::error::x",
            "::error file=a,line=1::x",
            "##[error]x", "`", "``a`", "`` ` ``", "|", "a|b|c", "a\\|b", "\\", "a\\", "| --- |", "**bold** _it_ ~~no~~",
            "[x](http://evil.test)",
            "![x](http://evil.test/i.png)", "<http://evil.test>", "http://evil.test www.evil.test a@evil.test", "@octocat #7 :+1: $x$",
            "# head", "> quote",
            "- item", "1. item", "    code", "---", "{\"a\":1}", "\\u0041\\n", "{x=\"y\"} 1", "# EOF", "\"} 1\n# EOF\n", "# TYPE a counter",
            "$(id)`id`",
            "../../etc/passwd", "C:\\Temp\\x:1:2", String(repeating: "Ω", count: 32_768), String(repeating: "A.B<", count: 16_384),
            String(repeating: "\u{301}", count: 4_000), "x" + String(repeating: ">", count: 5_000), String(repeating: "`", count: 3_000),
            String(repeating: "|", count: 3_000), String(repeating: "a b ", count: 16_384),
        ]

    private func reports(_ name: String) -> [Report] {
        var row = Orders.type(name, name, 7_000, 64)
        row.gen2 = TypeRow.Share(count: 7_000, bytes: 448_000)
        let twin = Orders.type(name + "\u{202c}", "m", 9_000, 64)
        var module = Orders.module(name, size: 900_000, isDynamic: true)
        module.path = name
        var snapshot = Orders.snapshot(types: Orders.types(0) + [row, twin], modules: Orders.modules + [module])
        snapshot.capture.process = name
        snapshot.capture.labels = [name: name]
        snapshot.capture.runtime.name = name
        snapshot.input.path = name
        snapshot.trust = Trust(layout: nil, diagnostics: [Trust.Diagnostic(name, name, caps: .partial)])
        let taken = SnapReport.Taken(id: 1, path: name, series: name, outcome: .taken, trust: snapshot.trust, totals: snapshot.totals)
        let listed = ListedSnapshot(
            id: 1, series: name, time: .max, process: name, runtime: name, trust: .good, objects: .max, bytes: .max, labels: [name: name],
            baselines: [name])
        return [
            check(name, snapshot), Orders.diff(Orders.calm, snapshot), Orders.show(snapshot), Orders.show(snapshot, "types"),
            Orders.show(snapshot, "modules"),
            Orders.show(snapshot, name), Orders.report(.list(ListReport([listed, listed]))),
            Orders.report(.snap(SnapReport(snapshots: [taken], failed: [SnapReport.Failed(path: name, exitCode: 3, message: name)]))),
            Orders.report(
                .maintenance(
                    MaintenanceReport(
                        "import", sentences: [name, "\(name): \(name)"], facts: [("file", .text(name)), ("series", .text(name))],
                        snapshots: [listed]))),
            Orders.report(.failure(FailureReport(code: name, message: name))),
            Orders.report(.result(ResultTable(columns: [name, "b"], rows: [[.text(name), .text(name)]]))),
        ]
    }

    /// A check with the name in every place that can have one.
    private func check(_ name: String, _ after: Snapshot) -> Report {
        let place = RulePlace(name, .init(line: 3, column: 5))
        func finding(
            _ state: Finding.State, _ rule: String, _ place: RulePlace, _ measured: Finding.Quantity = Gate.types, module: String? = nil
        ) -> Finding {
            var finding = Finding(
                rule: rule, place: place, subject: name, module: module, measured: measured, unit: .objects,
                limit: Gate.growth(name, .objects), before: 10, after: 7_010, severity: state == .warn ? .warn : .error, state: state,
                reason: state == .inconclusive ? .notJudged(.noDivisor(name)) : .exceeded(), ruleMessage: name,
                evidence: [Finding.Evidence(name, count: 7_000, bytes: 448_000), Finding.Evidence(name)])
            if state == .suppressed { finding.excuses = [Finding.Excuse(place: place, owner: name, reason: name)] }
            return finding
        }
        let fixed = RulePlace("heapdrift.yml", .init(line: 9, column: 1))
        let findings = [
            finding(.fail, "type:Orders.**/max_growth", fixed), finding(.fail, "type:\(name)/max_growth", place, module: name),
            finding(.inconclusive, "ratio:\(name)/max", place, .ratio), finding(.warn, "type:a/max", fixed, Gate.bytesOfTypes),
            finding(.suppressed, "type:b/max", RulePlace("--max"), module: "b"), finding(.pass, "type:c/max", fixed, module: "c"),
        ]
        var report = Gate.report(
            findings, after: after, baseline: name, budget: name, notes: [name, "note: \(name)"], notComparable: [name])
        report.after.place.series = name
        report.before?.place.series = name
        return Gate.answer(report)
    }

    @Test(arguments: names.indices) func terminalTextStaysInItsPlace(_ index: Int) {
        for report in reports(Self.names[index]) {
            for width in [60, 100] {
                var options = ReportOptions()
                options.width = width
                for line in renderTerminal(report, options).unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
                    #expect(line.allSatisfy(VisibleText.isPlain))
                    #expect(line.reduce(0) { $0 + VisibleText.width($1) } <= width)
                }
            }
        }
    }

    @Test(arguments: names.indices) func csvStaysOneRecordALineAndNoFormula(_ index: Int) {
        for report in reports(Self.names[index]) {
            let text = renderCSV(report)
            #expect(text.unicodeScalars.allSatisfy { $0 == "\r" || $0 == "\n" || VisibleText.isPlain($0) })
            let records = parse(text)
            #expect(Set(records.map(\.count)).count == 1)
            for cell in records.joined() where Int128(cell) == nil && Double(cell) == nil {
                #expect(!["=", "+", "-", "@", "\t", "\r"].contains { cell.unicodeScalars.first == $0 }, "\(cell)")
            }
        }
    }

    @Test(arguments: names.indices) func jsonGivesTheVeryNameBack(_ index: Int) throws {
        let name = Self.names[index]
        for report in reports(name) {
            let text = try renderJSON(report)
            #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || VisibleText.isPlain($0) })
            _ = try JSONDecoder().decode(Envelope.self, from: Data(text.utf8))
        }
        let text = try renderJSON(Orders.report(.failure(FailureReport(code: "c", message: name))))
        let message = try #require(try JSONDecoder().decode(Envelope.self, from: Data(text.utf8)).error?.message)
        #expect(message.utf8.elementsEqual(name.utf8))
    }

    /// The formats for CI have the lines of the harmless name and no character that acts.
    @Test(arguments: names.indices) func everyFormatKeepsItsShape(_ index: Int) throws {
        let (plain, hostile) = (reports(Self.names[0]), reports(Self.names[index]))
        for format in OutputFormat.allCases where format != .text && format != .json && format != .csv {
            for (plain, hostile) in zip(plain, hostile) {
                guard let expected = try? render(plain, as: format) else { continue }
                let text = try render(hostile, as: format)
                #expect(
                    text.unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\u{200b}" || VisibleText.isPlain($0) },
                    "\(format) \(hostile.content.kind)")
                // Without a name, lines with names are left out.
                if !Self.names[index].isEmpty { #expect(lineCount(text) == lineCount(expected), "\(format) \(hostile.content.kind)") }
                #expect(text.utf8.count < 131_072, "\(format) \(hostile.content.kind)")
            }
        }
    }

    @Test(arguments: [
        ("- item", #"\- item"#), ("+ item", #"\+ item"#), ("---", #"\---"#), ("===", #"\==="#), ("1. item", #"1\. item"#),
        ("12) item", #"12\) item"#), ("1.5 MB", #"1\.5 MB"#), ("12 items", "12 items"), ("2026", "2026"), ("a - b", "a - b"), ("", ""),
    ])
    func aParagraphOfMarkdownBeginsNoList(_ text: String, _ written: String) { #expect(MarkdownText.atLineStart(text) == written) }

    private func lineCount(_ text: String) -> Int { text.utf8.count { $0 == 0x0a } }

    /// Writes every report in every format with every name to the folder HEAPDRIFT_WRITE_SAMPLES, for `scripts/check-outputs`.
    @Test func samplesForJudges() throws {
        guard let path = ProcessInfo.processInfo.environment["HEAPDRIFT_WRITE_SAMPLES"] else { return }
        struct Sample: Encodable {
            var file: String
            var report: String
            var format: String
            var name: String
            /// The name as the output must show it; empty when that is not checked.
            var shown: String
        }
        let folder = URL(fileURLWithPath: path)
        var samples: [Sample] = []
        func write(_ report: Report, _ label: String, _ name: String, _ shown: (OutputFormat) -> String, _ number: Int) throws {
            for format in OutputFormat.allCases {
                guard let text = try? render(report, as: format) else { continue }
                let ending = format == .sarif ? "sarif" : format == .junit ? "xml" : format.rawValue
                let file = "\(label)-\(number).\(ending)"
                try Data(text.utf8).write(to: folder.appendingPathComponent(file))
                samples.append(
                    Sample(
                        file: file, report: label, format: format.rawValue, name: String(name.unicodeScalars.prefix(30)),
                        shown: shown(format)))
            }
        }
        for (label, report) in [
            ("check", Gate.failed), ("passed", Gate.passed), ("open", Gate.open), ("many", Gate.many(1_200)),
            ("grown", Orders.diff(Orders.calm, Orders.grown)),
        ] {
            try write(report, label, "", { _ in "" }, 0)
        }
        for (number, name) in Self.names.enumerated() {
            for (place, report) in reports(name).enumerated() {
                try write(report, "name\(place)-\(report.content.kind)", name, { shown(name, in: report.content.kind, $0) }, number)
            }
        }
        try JSONEncoder().encode(samples).write(to: folder.appendingPathComponent("samples.json"))
    }

    /// The name as a consumer must find it: the same in JSON, and made visible elsewhere. Empty where the report has only a part of it.
    private func shown(_ name: String, in kind: String, _ format: OutputFormat) -> String {
        if format == .json { return name }
        // These have no labels, or no rows of the section.
        if (kind == "error" && format == .openmetrics) || (kind == "snapshot" && format == .csv) { return "" }
        let visible = VisibleText.brief(name)
        if VisibleText.width(visible) > 60 || name.isEmpty { return "" }
        // A name that looks like a link is taken apart.
        if format == .sarif { return visible.split(separator: "](", omittingEmptySubsequences: false).joined(separator: "] (") }
        // A bar after a backslash cannot be written in a table.
        return format == .markdown && kind != "error"
            ? visible.split(separator: "\\|", omittingEmptySubsequences: false).joined(separator: "\\\\u{7c}") : visible
    }

    private struct Envelope: Decodable {
        struct Failure: Decodable { var message: String }
        var kind: String
        var error: Failure?
    }

    /// Parses CSV strictly (RFC 4180).
    private func parse(_ text: String) -> [[String]] {
        let bytes = Array(text.utf8)
        var (records, record): ([[String]], [String]) = ([], [])
        var cell: [UInt8] = []
        var isQuoted = false
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            place += 1
            switch byte {
            case UInt8(ascii: "\"") where !isQuoted:
                #expect(cell.isEmpty)
                isQuoted = true
            case UInt8(ascii: "\"") where place < bytes.count && bytes[place] == byte:
                place += 1
                cell.append(byte)
            case UInt8(ascii: "\""): isQuoted = false
            case UInt8(ascii: ",") where !isQuoted, UInt8(ascii: "\r") where !isQuoted:
                record.append(String(decoding: cell, as: UTF8.self))
                cell = []
                guard byte == UInt8(ascii: "\r") else { break }
                #expect(place < bytes.count && bytes[place] == UInt8(ascii: "\n"))
                place += 1
                records.append(record)
                record = []
            default: cell.append(byte)
            }
        }
        #expect(record.isEmpty)
        #expect(cell.isEmpty)
        #expect(!isQuoted)
        return records
    }
}
