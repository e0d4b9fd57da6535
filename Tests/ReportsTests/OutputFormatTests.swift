import Growth
import Testing

@testable import Reports

@Suite struct OutputFormatTests {
    @Test(arguments: [
        ("growth.json", OutputFormat.json, "growth.json"), ("a/b.c/growth.CSV", .csv, "a/b.c/growth.CSV"), ("x.txt", .text, "x.txt"),
        ("json:out", .json, "out"), ("txt:-", .text, "-"), ("csv:a:b", .csv, "a:b"), ("./a:b.json", .json, "./a:b.json"),
        ("summary.md", .markdown, "summary.md"), ("md:-", .markdown, "-"), ("markdown:x.txt", .markdown, "x.txt"),
        ("results.xml", .junit, "results.xml"), ("scan.sarif", .sarif, "scan.sarif"), ("node/heap.prom", .openmetrics, "node/heap.prom"),
        ("github:-", .github, "-"), ("gitlab:gl-code-quality-report.json", .gitlab, "gl-code-quality-report.json"),
        ("JUnit:a.json", .junit, "a.json"),
    ])
    func knows(_ argument: String, _ format: OutputFormat, _ path: String) throws {
        let target = try OutputFormat.target(argument)
        #expect(target.format == format)
        #expect(target.path == path)
    }

    @Test(arguments: ["growth", "growth.html", "html:growth.json", "json:", ".json", "a.d/growth", "", "a.github", "xml:a", "junit:"])
    func refuses(_ argument: String) {
        let error = #expect(throws: UnreadableValue.self) { try OutputFormat.target(argument) }
        #expect(error?.sentence.contains("text, json, csv, markdown, junit, sarif, github, gitlab or openmetrics") ?? false)
        #expect(error?.sentence.contains(".txt, .json, .csv, .md, .xml, .sarif or .prom") ?? false)
    }

    /// Each format writes the kinds of report that it has a form for, and refuses the others in words.
    @Test(arguments: OutputFormat.allCases) func writesWhatItHasAFormForAndRefusesTheRest(_ format: OutputFormat) throws {
        let kinds: [OutputFormat: Set<String>] = [
            .markdown: ["diff", "snapshot", "list", "check", "sql", "error"], .openmetrics: ["snapshot", "check", "error"],
            .junit: ["check", "error"], .sarif: ["check", "error"], .github: ["check", "error"], .gitlab: ["check", "error"],
        ]
        let reports = [
            Orders.diff(Orders.calm, Orders.grown), Orders.show(Orders.grown), Orders.list, Orders.snap, Orders.failure, Orders.result,
            Gate.failed,
        ]
        for report in reports {
            let kind = report.content.kind
            if kinds[format]?.contains(kind) ?? true {
                #expect(try render(report, as: format).utf8.last == 0x0a, "\(kind)")
            } else {
                let error = #expect(throws: UnwritableReport.self) { try render(report, as: format) }
                #expect(error?.description.contains("'\(kind)'") ?? false)
            }
        }
    }
}
