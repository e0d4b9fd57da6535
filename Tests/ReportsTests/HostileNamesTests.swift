import FoundationEssentials
import Growth
import Snapshot
import Testing

@testable import Reports

@Suite struct HostileNamesTests {
    static let names = [
        "\u{1b}[2J\u{1b}]0;owned\u{7}", "line\nbreak", "\r\n\ttabs", "\u{202e}gpj.exe", "a\u{200b}b\u{2066}c\u{2069}", "\u{9b}31m",
        "שלום123",
        "e\u{301}\u{301}\u{301}", "漢字型<漢字>", "👩‍👩‍👧👍🏽", "=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\r=1", "a,b\"c\"", "", " ",
        "\0",
        "\u{e000}\u{10ffff}", "\u{2028}\u{2029}", "<script>alert(1)</script>", "]]>", String(repeating: "Ω", count: 65_536),
        String(repeating: "A.B<", count: 16_384), String(repeating: "\u{301}", count: 4_000), "x" + String(repeating: ">", count: 5_000),
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
        let taken = SnapReport.Taken(id: 1, path: name, series: name, isKnown: false, trust: snapshot.trust, totals: snapshot.totals)
        let listed = ListedSnapshot(
            id: 1, series: name, time: .max, process: name, runtime: name, trust: .good, objects: .max, bytes: .max, labels: [name: name],
            baselines: [name])
        return [
            Orders.diff(Orders.calm, snapshot), Orders.show(snapshot), Orders.show(snapshot, "types"), Orders.show(snapshot, "modules"),
            Orders.show(snapshot, name), Report(tool: Orders.tool, .list(ListReport([listed, listed]))),
            Report(
                tool: Orders.tool,
                .snap(SnapReport(snapshots: [taken], failed: [SnapReport.Failed(path: name, exitCode: 3, message: name)]))),
            Report(
                tool: Orders.tool,
                .maintenance(
                    MaintenanceReport(
                        "import", sentences: [name, "\(name): \(name)"], facts: [("file", .text(name)), ("series", .text(name))],
                        snapshots: [listed]))),
            Report(tool: Orders.tool, .failure(FailureReport(code: name, message: name))),
            Report(tool: Orders.tool, .result(ResultTable(columns: [name, "b"], rows: [[.text(name), .text(name)]]))),
        ]
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
        let text = try renderJSON(Report(tool: Orders.tool, .failure(FailureReport(code: "c", message: name))))
        let message = try #require(try JSONDecoder().decode(Envelope.self, from: Data(text.utf8)).error?.message)
        #expect(message.utf8.elementsEqual(name.utf8))
    }

    private struct Envelope: Decodable {
        struct Failure: Decodable { var message: String }
        var kind: String
        var error: Failure?
    }

    /// RFC 4180, strictly.
    private func parse(_ text: String) -> [[String]] {
        var records: [[String]] = []
        var record: [String] = []
        var cell = String.UnicodeScalarView()
        var isQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if isQuoted {
                if scalar != "\"" {
                    cell.append(scalar)
                } else if scalars.first == "\"" {
                    scalars = scalars.dropFirst()
                    cell.append(scalar)
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"" {
                #expect(cell.isEmpty)
                isQuoted = true
            } else if scalar == "," || scalar == "\r" {
                record.append(String(cell))
                cell = .init()
                if scalar == "\r" {
                    #expect(scalars.first == "\n")
                    scalars = scalars.dropFirst()
                    records.append(record)
                    record = []
                }
            } else {
                cell.append(scalar)
            }
        }
        #expect(record.isEmpty && cell.isEmpty && !isQuoted)
        return records
    }
}
