import Testing

/// Tests `--redact` for every verb and format of a gate and its store.
@Suite struct RedactedGateTests {
    @Test func noNameOfTheProgramIsInAnyOutput() throws {
        let folder = try TemporaryFolder()
        let environment = ["HEAPDRIFT_STORE": folder["s.db"]]
        func run(_ words: [String]) throws -> Heapdrift.Run { try Heapdrift.run(words, environment: environment, in: folder.path) }
        for stage in 0...2 {
            #expect(try run(["snap", "--series", "orders", "--at", "2026-08-0\(stage + 1)", Fixtures.packed(stage)]).code == 0)
        }
        #expect(try run(["baseline", "set", "orders@latest~2"]).code == 0)
        let names = ["StackExchange", "LeakLab", "Shapes", "eventhandlers"]
        let common = ["text", "json", "csv", "markdown"]
        let verbs: [([String], [String])] = [
            (
                ["check", "orders", "--max-growth", "type:**=5% and 100", "--max-growth", "5%"],
                common + ["junit", "sarif", "github", "gitlab", "openmetrics"]
            ),
            (["trend", "orders", "--all"], common), (["baseline", "list"], ["text", "json", "csv"]),
            (["diff", "orders@baseline", "orders@latest"], common), (["show", "orders@latest"], common + ["openmetrics"]),
        ]
        for (words, formats) in verbs {
            for format in formats {
                let plain = try run(words + ["--format", format]).output
                let redacted = try run(words + ["--redact", "--format", format]).output
                #expect(!redacted.isEmpty)
                for name in names { #expect(!redacted.contains(name), "\(words) \(format): \(name)") }
                // Without the option the names are there, so the test can fail.
                if format == "json" { #expect(names.contains { plain.contains($0) }, "\(words)") }
            }
        }
    }

    @Test func anExportedFileHoldsStandInsThatCompare() throws {
        let folder = try TemporaryFolder()
        let environment = ["HEAPDRIFT_STORE": folder["s.db"]]
        func run(_ words: [String]) throws -> Heapdrift.Run { try Heapdrift.run(words, environment: environment, in: folder.path) }
        for stage in [0, 2] {
            #expect(try run(["snap", "--series", "orders", "--at", "2026-08-0\(stage + 1)", Fixtures.packed(stage)]).code == 0)
        }
        #expect(try run(["store", "export", "a.heapdrift", "@1", "--redact"]).code == 0)
        #expect(try run(["store", "export", "b.heapdrift", "@2", "--redact"]).code == 0)
        #expect(try run(["store", "verify", "b.heapdrift"]).code == 0)
        for file in ["a.heapdrift", "b.heapdrift"] {
            let all = try run(["show", file, "--json", "--all"]).output
            for name in ["StackExchange", "LeakLab", "Shapes", "eventhandlers"] { #expect(!all.contains(name)) }
        }
        let diff = try run(["diff", "a.heapdrift", "b.heapdrift"]).output
        #expect(diff.contains("System.EventHandler<~"))
        #expect(diff.contains("+2,002"))
    }
}
