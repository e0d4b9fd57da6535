import Growth
import Testing

@testable import Reports

@Suite struct OutputFormatTests {
    @Test(arguments: [
        ("growth.json", OutputFormat.json, "growth.json"), ("a/b.c/growth.CSV", .csv, "a/b.c/growth.CSV"), ("x.txt", .text, "x.txt"),
        ("json:out", .json, "out"), ("txt:-", .text, "-"), ("csv:a:b", .csv, "a:b"), ("./a:b.json", .json, "./a:b.json"),
    ])
    func knows(_ argument: String, _ format: OutputFormat, _ path: String) throws {
        let target = try OutputFormat.target(argument)
        #expect(target.format == format)
        #expect(target.path == path)
    }

    @Test(arguments: ["growth", "growth.html", "html:growth.json", "json:", ".json", "a.d/growth", ""])
    func refuses(_ argument: String) {
        let error = #expect(throws: UnreadableValue.self) { try OutputFormat.target(argument) }
        #expect(error?.sentence.contains("text, json or csv") ?? false)
    }
}
