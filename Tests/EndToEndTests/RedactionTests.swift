import Glibc
import Testing

/// Tests `--redact` on real dumps: reports do not contain the program's names.
@Suite struct RedactionTests {
    /// Names and paths of the fixtures' program.
    static let secrets = ["LeakLab", "StackExchange", "Redis", "Shapes", "eventhandlers", "/srv/lab", "feature-x"]

    private static let commands = [
        ["diff", "orders@latest~1", "orders@latest", "--all", "--min-change", "0"], ["show", "orders@latest", "--all"],
        ["show", "orders@latest", "threads", "--all"], ["show", "orders@latest", "thread_groups", "--all"],
        ["show", "orders@latest", "modules", "--all"], ["show", "orders@latest", "delegates", "--all"], ["store", "ls", "--all"],
    ]

    /// Sections whose rows need not have names of the program.
    private static let others = ["handles", "finalization", "gc", "loader_heaps", "module_groups", "dynamic_methods"].map {
        ["show", "orders@latest", $0, "--all"]
    }

    private func store(_ folder: TemporaryFolder) throws -> [String: String] {
        let environment = ["HEAPDRIFT_STORE": folder["store/s.db"]]
        for stage in [0, 2] {
            let run = try Heapdrift.run(
                ["snap", "--series", "orders", "--label", "branch=feature-x", "--at", "@\(stage)", Fixtures.packed(stage)],
                environment: environment)
            try #require(run.code == 0, "\(run)")
        }
        return environment
    }

    @Test func noReportHasANameOfTheProgram() throws {
        let folder = try TemporaryFolder()
        let environment = try store(folder)
        for command in RedactionTests.commands + RedactionTests.others {
            for format in ["text", "json", "csv"] {
                let plain = try Heapdrift.run(command + ["--format", format, "-o", folder["plain.json"]], environment: environment)
                let run = try Heapdrift.run(command + ["--redact", "--format", format, "-o", folder["o.json"]], environment: environment)
                #expect(run.code == 0, "\(run)")
                let file = String(decoding: try #require(fileBytes(folder["o.json"])), as: UTF8.self)
                let hasNames = RedactionTests.secrets.contains { plain.output.contains($0) }
                #expect(hasNames || RedactionTests.others.contains(command), "\(command) \(format) has nothing to hide")
                for secret in RedactionTests.secrets {
                    #expect(!run.output.contains(secret), "\(command) \(format) has \(secret)")
                    #expect(!file.contains(secret), "\(command) -o has \(secret)")
                }
                #expect(run.output.contains("~") || RedactionTests.others.contains(command))
            }
        }
        var salt = stat()
        #expect(unsafe stat(folder["store/redact.salt"], &salt) == 0)
        #expect(salt.st_mode & 0o777 == 0o600)
        #expect(salt.st_size == 65)
    }

    @Test func numbersStayAndNamesAreStable() throws {
        let folder = try TemporaryFolder()
        let other = try TemporaryFolder()
        let salted = ["HEAPDRIFT_REDACT_SALT": "sixteen bytes or more"]
        let show = ["show", "orders@latest", "--json", "--all"]
        let environment = try store(folder)
        let plain = try Document(Heapdrift.run(show, environment: environment))
        let here = try Heapdrift.run(show + ["--redact"], environment: environment.merging(salted) { $1 })
        let there = try Heapdrift.run(show + ["--redact"], environment: try store(other).merging(salted) { $1 })
        #expect(here.output == there.output)
        #expect(fileBytes(folder["store/redact.salt"]) == nil)
        let redacted = try Document(here)
        #expect(redacted.snapshot?.totals.objects == plain.snapshot?.totals.objects)
        #expect(redacted.snapshot?.sections["types"]??.rows.count == plain.snapshot?.sections["types"]??.rows.count)
        // The store has another salt, which it keeps.
        let first = try Heapdrift.run(show + ["--redact"], environment: environment)
        #expect(first.output != here.output)
        #expect(try Heapdrift.run(show + ["--redact"], environment: environment).output == first.output)
    }

    @Test func filtersMeanRealNamesAndKeptNamesStay() throws {
        let folder = try TemporaryFolder()
        let environment = try store(folder)
        let types = ["--type", "System.EventHandler<StackExchange.*>"]
        let show = ["show", "orders@latest", "types", "--format", "csv", "--all"]
        let plain = try Heapdrift.run(show + types, environment: environment).output.split(separator: "\r\n")
        let redacted = try Heapdrift.run(show + types + ["--redact"], environment: environment).output.split(separator: "\r\n")
        #expect(plain.count { $0.contains("shown,System.EventHandler<StackExchange.") } == 5)
        #expect(redacted.count { $0.contains("shown,System.EventHandler<~") } == 5)
        #expect(redacted.count == plain.count)
        let kept = try Heapdrift.run(show + types + ["--redact", "--keep-names", "StackExchange.**"], environment: environment).output
        #expect(kept.contains("System.EventHandler<StackExchange.Redis.RedisErrorEventArgs>"))
        #expect(!kept.contains("LeakLab"))
    }

    @Test func aSaltThatCannotBeHadIsSaid() throws {
        let folder = try TemporaryFolder()
        var environment = try store(folder)
        let show = ["show", "orders@latest", "--redact"]
        for (contents, word) in [("short\n", "no salt"), ("", "no salt")] {
            try folder.write(contents, to: "store/redact.salt")
            let run = try Heapdrift.run(show, environment: environment)
            #expect(run.code == 2, "\(run)")
            #expect(run.output.isEmpty, "\(run)")
            #expect(run.errors.contains(word), "\(run)")
        }
        unsafe unlink(folder["store/redact.salt"])
        unsafe chmod(folder["store"], 0o755)
        unsafe chmod(folder["store/s.db"], 0o644)
        let readOnly = try Heapdrift.runWithoutRights(show, environment: environment, in: folder)
        #expect(readOnly.code == 2, "\(readOnly)")
        #expect(readOnly.errors.contains("HEAPDRIFT_REDACT_SALT"), "\(readOnly)")
        environment["HEAPDRIFT_REDACT_SALT"] = "x"
        let weak = try Heapdrift.run(show, environment: environment)
        #expect(weak.code == 2, "\(weak)")
        #expect(weak.errors.contains("at least 16"), "\(weak)")
        let alone = try Heapdrift.run(["show", "orders@latest", "--keep-names", "A"], environment: environment)
        #expect(alone.code == 2, "\(alone)")
        #expect(alone.errors.contains("--redact"), "\(alone)")
    }

    @Test func processesThatMakeTheSaltAtOnceShareIt() throws {
        let folder = try TemporaryFolder()
        let environment = try store(folder)
        let script = "for i in 1 2 3 4 5 6 7 8; do \"$H\" store ls --redact -q >out$i & done; wait; cat out? | sort -u | wc -l; ls -A"
        let run = try Heapdrift.shell(script, environment: environment, in: folder["store"])
        let lines = run.output.split(separator: "\n").map(String.init)
        #expect(lines.first == "3", "\(run)")
        #expect(!lines.contains { $0.hasPrefix("redact.salt.") }, "\(run)")
    }
}
