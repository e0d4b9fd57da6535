import DumpSynth
import FoundationEssentials
import Testing

/// Compares what help and README say with what the program does.
@Suite struct ClaimsTests {
    /// A folder whose store has the demo's series, with @1 as its baseline.
    private struct Place {
        let folder: TemporaryFolder

        init() throws {
            folder = try TemporaryFolder()
            for (name, bytes) in try Self.files.get() { try folder.write(bytes, to: name) }
        }

        private static let files = Result {
            let folder = try TemporaryFolder()
            try folder.write(try #require(fileBytes(Fixtures.root + "/Snapshots/demo.db")), to: "store.db")
            let process = SyntheticProcess()
            let module = process.module("App.dll")
            _ = process.type("Shop.Order", in: module, baseSize: 40)
            try folder.write(process.file(of: module), to: "App.dll")
            for words in [["baseline", "set", "@1"], ["store", "export", "two.heapdrift", "@2"], ["names", "add", "App.dll"]] {
                let run = try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
                try #require(run.code == 0, "\(run)")
            }
            return [
                ("store.db", try #require(fileBytes(folder["store.db"]))),
                ("two.heapdrift", try #require(fileBytes(folder["two.heapdrift"]))),
                ("App.dll", process.file(of: module)), ("one.core.zst", try #require(fileBytes(Fixtures.packed(0)))),
            ]
        }

        func run(_ words: [String], _ environment: [String: String] = [:]) throws -> Heapdrift.Run {
            let given = environment.merging(["HEAPDRIFT_STORE": folder["store.db"]]) { given, _ in given }
            return try Heapdrift.run(words, environment: given, in: folder.path)
        }
    }

    /// Words that make each verb write its report. A verb that is added needs its own here.
    private static let arguments: [String: [String]] = [
        "diff": ["@1", "@3"], "snap": ["one.core.zst", "--only", "modules"], "check": ["@1", "@3"], "trend": ["demo"],
        "calibrate": ["demo"],
        "show": ["@1"],
        "explain": ["System.String", "@1", "@3"],
        "doctor": ["one.core.zst"], "init": [], "baseline set": ["@1"], "baseline list": [], "baseline show": ["demo"],
        "baseline accept": ["demo"], "baseline rm": ["demo"], "store ls": [], "store sql": ["select 1 as one"],
        "store gc": ["--keep-last", "1"], "store rm": ["@2"], "store relabel": ["@2", "--label", "a=b"],
        "store export": ["new.heapdrift", "@1"], "store import": ["two.heapdrift"],
        "store merge": ["two.heapdrift"], "store verify": [], "names add": ["App.dll"], "names ls": [], "names rm": ["app.dll"],
        "completion": ["bash"], "man": ["pages"], "help": [], "version": [],
    ]

    /// The verbs that `--help` lists.
    private static func verbs() throws -> [String] {
        let lines = try Heapdrift.run(["--help"]).output.split(separator: "\n", omittingEmptySubsequences: false)
        let list = lines.drop { $0 != "Verbs:" }.dropFirst().prefix { !$0.isEmpty }.filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
        return list.map { line in
            line.split(separator: " ", omittingEmptySubsequences: true).prefix { $0.allSatisfy { $0.isLowercase } }.prefix(2)
                .joined(separator: " ")
        }.map { arguments[$0] == nil ? String($0.split(separator: " ")[0]) : $0 }
    }

    private static func help(_ verb: String) throws -> String {
        try Heapdrift.run(["help"] + verb.split(separator: " ").map(String.init), environment: ["COLUMNS": "100"]).output
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// The words after `--format` in a verb's help.
    private static func formats(_ help: String) -> [String] {
        // '--json' is "the same as --format json".
        let options = help.ranges(of: "--format ").map { help[$0.upperBound...] }
        guard let rest = options.first(where: { $0.prefix { $0 != " " }.contains("|") || $0.hasPrefix("FORMAT ") }) else { return [] }
        if !rest.hasPrefix("FORMAT ") { return rest.prefix { $0 != " " }.split(separator: "|").map(String.init) }
        guard let list = rest.firstRange(of: "(one of ") else { return [] }
        return rest[list.upperBound...].prefix { $0 != ";" }.replacing(" ", with: "").split(separator: ",").map(String.init)
    }

    @Test func everyVerbIsTried() throws {
        #expect(try Self.verbs().sorted() == Self.arguments.keys.sorted())
    }

    @Test(arguments: arguments.keys.sorted())
    func everyFormatInAVerbsHelpIsWrittenAndEveryOtherIsRefused(_ verb: String) throws {
        let all = Self.formats(try Self.help("check"))
        #expect(all.count == 9, "\(all)")
        let words = verb.split(separator: " ").map(String.init) + (Self.arguments[verb] ?? [])
        let help = try Self.help(verb)
        let own = Self.formats(help)
        for format in all {
            if own.contains(format) {
                let place = try Place()
                let run = try place.run(words + ["--format", format, "-o", "\(format):report", "-q"])
                #expect([0, 1, 4].contains(run.code), "\(verb) --format \(format): \(run)")
                #expect(!run.output.isEmpty, "\(verb) --format \(format)")
                #expect(fileBytes(place.folder["report"])?.isEmpty == false, "\(verb) -o \(format):report")
            } else {
                let folder = try TemporaryFolder()
                for option in [["--format", format], ["-o", "\(format):report"]] {
                    let run = try Heapdrift.run(words + option, in: folder.path)
                    #expect(run.code == 2, "\(verb) \(option): \(run)")
                    #expect(run.errors.contains(option[0] == "-o" && !own.isEmpty ? "--output" : option[0]), "\(verb) \(option): \(run)")
                }
            }
        }
    }

    private struct AnyDocument: Decodable {
        let kind: String
        let version: Int
        enum CodingKeys: String, CodingKey {
            case kind
            case version = "schema_version"
        }
    }

    @Test(arguments: arguments.keys.sorted())
    func jsonIsWrittenByTheVerbsThatSaySo(_ verb: String) throws {
        let words = verb.split(separator: " ").map(String.init) + (Self.arguments[verb] ?? [])
        let run = try Place().run(words + ["--json", "-q"])
        if try Self.help(verb).contains("--json ") {
            #expect([0, 1, 4].contains(run.code), "\(verb): \(run)")
            #expect(try JSONDecoder().decode(AnyDocument.self, from: Data(run.output.utf8)).version == 1, "\(verb)")
        } else {
            #expect(run.code == 2 || ["help", "version"].contains(verb), "\(verb): \(run)")
        }
    }

    @Test func theReadmeNamesTheVerbsWithoutJSON() throws {
        let readme = String(decoding: try #require(fileBytes(Fixtures.root + "/README.md")), as: UTF8.self)
            .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let start = try #require(readme.firstRange(of: "Every verb takes `--json`, except "))
        let named = readme[start.upperBound...].prefix { $0 != ";" }.split(separator: "`").filter { $0.allSatisfy(\.isLowercase) }
        let without = try Self.verbs().filter { try !Self.help($0).contains("--json ") }
        #expect(Set(named.map(String.init)) == Set(without))
    }

    @Test func noLineOfTheReadmeIsEndless() throws {
        for file in ["README.md", "CHANGELOG.md"] {
            let text = String(decoding: try #require(fileBytes(Fixtures.root + "/" + file)), as: UTF8.self)
            for line in text.split(separator: "\n") where !line.hasPrefix("|") { #expect(line.count <= 150, "\(file): \(line)") }
        }
    }

    @Test func exitCodesAreThoseOfTheReadme() throws {
        let place = try Place()
        let absent = try place.run(["show", "@1", "os_handles"])
        #expect(absent.code == 4, "\(absent)")
        #expect(absent.output.contains("The input has no os_handles."), "\(absent)")
        #expect(try place.run(["show", "@1", "os_handles", "--json"]).output.contains("\"exit_code\" : 4"))
        #expect(try place.run(["show", "@1", "threads"]).code == 0)
        #expect(try place.run(["show", "@1"]).code == 0)
        #expect(try place.run(["baseline", "show", "demo"]).code == 0)
        #expect(try place.run(["baseline", "show", "demo", "--name", "none"]).code == 2)
        #expect(try place.run(["baseline", "show", "nobody"]).code == 2)
        #expect(try place.run(["check", "demo", "--baseline", "name:none"]).code == 4)
    }

    @Test func topZeroIsTheVerdictAlone() throws {
        let place = try Place()
        let diff = try place.run(["diff", "@1", "@3", "--top", "0", "-q"])
        #expect(diff.code == 0, "\(diff)")
        let lines = diff.output.split(separator: "\n")
        // The verdict, and two lines on the largest part.
        #expect(lines.count == 3, "\(diff)")
        #expect(lines.first?.hasPrefix("LeakLab grew: +6,012 objects") == true, "\(diff)")
        let check = try place.run(["check", "@1", "@3", "--max-growth", "type:System.EventHandler<*>=200", "--top", "0", "-q"])
        #expect(check.code == 1, "\(check)")
        #expect(check.output == "FAIL  5 errors\n", "\(check)")
        #expect(try place.run(["show", "@3", "--top", "0", "-q"]).output.split(separator: "\n").count == 1)
        let page = try place.run(["diff", "@1", "@3", "--top", "0", "--format", "markdown", "-q"])
        #expect(!page.output.contains("|"), "\(page)")
        // A list has no verdict, so it says what is left out.
        #expect(try place.run(["store", "ls", "--top", "0"]).output.contains("other snapshots: 3"))
    }

    @Test func aReportFitsTheTerminal() throws {
        let place = try Place()
        func lines(_ rows: Int, _ words: String) throws -> [Substring] {
            let run = try Heapdrift.shell(
                #"script -qec "stty rows \#(rows) cols 100; '$H' \#(words) -q" /dev/null </dev/null"#,
                environment: ["HEAPDRIFT_STORE": place.folder["store.db"], "TERM": "dumb"], in: place.folder.path)
            #expect(run.code == 0, "\(run)")
            return run.output.split(separator: "\r\n", omittingEmptySubsequences: false).dropLast()
        }
        for rows in [20, 30, 50] {
            for words in ["show @3", "diff @1 @3", "store ls"] {
                let shown = try lines(rows, words)
                #expect(shown.count < rows, "\(words) on \(rows) rows: \(shown.joined(separator: "\n"))")
            }
        }
        // More of a long list is shown where there is more room: all but the prompt's line.
        let tall = try lines(50, "show @3")
        #expect(tall.count == 49, "\(tall.joined(separator: "\n"))")
    }

    @Test func aFolderThatIsMissingIsNoticedBeforeTheWork() throws {
        let place = try Place()
        let run = try place.run(["snap", "one.core.zst", "-o", "nodir/x.json", "--series", "late"])
        #expect(run.code == 2, "\(run)")
        #expect(run.errors.contains("'--output' takes a file in a folder that exists ('nodir' does not), not 'nodir/x.json'"), "\(run)")
        #expect(!(try place.run(["store", "ls"]).output.contains("late")))
    }

    /// CI systems know files by their paths from the root of the repository, whatever folder the job works in.
    @Test(arguments: [
        ("sub", "sub/heapdrift.yml", []), ("sub/deep", "sub/heapdrift.yml", []), (".", "ci/x.yml", ["--budget", "ci/x.yml"]),
    ])
    func placesForCISystemsBeginAtTheRepositorysRoot(_ folder: String, _ file: String, _ options: [String]) throws {
        let place = try Place()
        _ = try Heapdrift.shell("mkdir -p .git sub/deep ci", in: place.folder.path)
        try place.folder.write("version: 1\nheap:\n  total: {max: 1 kB}\n", to: file)
        for (format, part) in [
            ("github", "::error file=\(file),line=3,"), ("sarif", "\"uri\" : \"\(file)\""), ("gitlab", "\"path\" : \"\(file)\""),
            ("junit", "file=\"\(file)\" line=\"3\""),
        ] {
            let absolute = options.isEmpty ? [] : [["--budget", place.folder[file]]]
            for words in [options] + absolute {
                let run = try Heapdrift.run(
                    ["check", "@3", "-q", "--format", format] + words, environment: ["HEAPDRIFT_STORE": place.folder["store.db"]],
                    in: place.folder[folder])
                #expect(run.code == 1, "\(run)")
                #expect(run.output.contains(part), "\(run)")
            }
        }
    }

    /// Examples may name dumps that are not there, but no option or verb that does not exist.
    @Test func everyExampleInHelpIsUnderstood() throws {
        let place = try Place()
        let folder = Heapdrift.binary.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 }
        var count = 0
        for verb in try [""] + Self.verbs() {
            let page = try Heapdrift.run(["help"] + verb.split(separator: " ").map(String.init)).output
            let lines = page.split(separator: "\n").drop { $0 != "Examples:" }.filter { $0.hasPrefix("  heapdrift ") }
            for line in lines where !line.contains("~") {
                let run = try Heapdrift.shell(
                    String(line), environment: ["HEAPDRIFT_STORE": place.folder["store.db"], "PATH": folder + ":/usr/bin:/bin"],
                    in: place.folder.path)
                #expect(!run.errors.contains("see 'heapdrift help"), "\(line): \(run)")
                count += 1
            }
        }
        #expect(count > 40)
    }

    @Test func aRuleHasItsPlaceOnAScreenAndAFileOnlyWhenItStandsInOne() throws {
        let place = try Place()
        let standard = try place.run(["check", "@3", "--format", "github"])
        #expect(standard.output.contains("::error title="), "\(standard)")
        #expect(!standard.output.contains("file="), "\(standard)")
        #expect(!(try place.run(["check", "@3", "--format", "sarif"]).output.contains("physicalLocation")))
        #expect(!(try place.run(["check", "@3", "--format", "junit"]).output.contains("file=")))
        try place.folder.write("version: 1\nheap:\n  total: {max: 1 kB}\nprocess:\n  threads: {max: 1}\n", to: "heapdrift.yml")
        for columns in ["60", "80", "100", "200"] {
            let own = try place.run(["check", "@1", "@3"], ["COLUMNS": columns])
            #expect(own.code == 1, "\(own)")
            #expect(own.output.contains("heapdrift.yml:3:3"), "\(own)")
            #expect(own.output.contains("heapdrift.yml:5:3"), "\(own)")
        }
        #expect(try place.run(["check", "@3", "--format", "github"]).output.contains("file=heapdrift.yml,line=3,"))
    }
}
