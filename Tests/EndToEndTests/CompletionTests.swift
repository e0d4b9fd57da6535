import Glibc
import Testing

/// Asks real shells for completions. Shells that are not installed are skipped. Bash is always there, and `scripts/setup --runtimes`
/// installs the others.
@Suite struct CompletionTests {
    static func isInstalled(_ program: String) -> Bool {
        ["/usr/bin/", "/bin/"].contains { unsafe access($0 + program, X_OK) == 0 }
    }

    @Test func bashOffersWhatFits() throws { try ask("bash") }

    @Test(.enabled(if: isInstalled("zsh"), "zsh is not installed; scripts/setup --runtimes installs it"))
    func zshOffersWhatFits() throws { try ask("zsh") }

    @Test(.enabled(if: isInstalled("fish"), "fish is not installed; scripts/setup --runtimes installs it"))
    func fishOffersWhatFits() throws { try ask("fish") }

    /// Command lines and their completions in a folder with the files `one.core` and `two.json`, with a store that has the series `orders`.
    static let lines: [(line: String, candidates: String)] = [
        ("heapdrift di", "diff"),
        ("heapdrift store ", "export gc import ls merge relabel rm sql verify"),
        ("heapdrift names ", "add ls rm"),
        ("heapdrift names add on", "one.core"),
        ("heapdrift help store s", "sql"),
        ("heapdrift diff --for", "--format"),
        ("heapdrift store ls --exa", "--exact"),
        ("heapdrift diff one.core two.core --format ", "csv json markdown text"),
        ("heapdrift check one.core --format ", "csv github gitlab json junit markdown openmetrics sarif text"),
        ("heapdrift diff --format=js", "--format=json"),
        ("heapdrift diff --top 3 --sort b", "bytes"),
        ("heapdrift snap --only types,os", "types,os_handles"),
        ("heapdrift completion f", "fish"),
        ("heapdrift diff on", "one.core"),
        ("heapdrift one.core tw", "two.json"),
        ("heapdrift diff one.core -o tw", "two.json"),
        ("heapdrift show ord", "orders@latest"),
        ("heapdrift show orders@la", "orders@latest"),
        ("heapdrift show orders@latest he", "heaps"),
        ("heapdrift store ls or", "orders"),
        ("heapdrift snap --series o", "orders"),
    ]

    private func ask(_ shell: String) throws {
        let folder = try TemporaryFolder()
        let made = try Heapdrift.run(["completion", shell])
        try #require(made.code == 0, "\(made)")
        try #require(made.errors.isEmpty, "\(made)")
        let script = try folder.write(made.output, to: "script." + shell)
        let parsed = try Heapdrift.run(["-n", script], program: ["/usr/bin/env", shell])
        #expect(parsed.code == 0, "\(parsed)")
        #expect(parsed.output.isEmpty, "\(parsed)")
        #expect(parsed.errors.isEmpty, "\(parsed)")

        folder.makeFolder("place")
        for name in ["place/one.core", "place/two.json"] { try folder.write("", to: name) }
        let environment = [
            "HEAPDRIFT_STORE": folder["store.db"], "HOME": folder.path, "LC_ALL": "C.UTF-8",
            "PATH": Heapdrift.binary.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + ":/usr/bin:/bin",
        ]
        // A name that a shell would execute is never offered.
        for series in ["orders", "; touch \(folder["obeyed"])", "$(touch \(folder["obeyed"]))"] {
            let snap = try Heapdrift.run(["snap", "-q", "--series", series, Fixtures.packed(0)], environment: environment)
            try #require(snap.code == 0, "\(snap)")
        }
        let run = try Heapdrift.run(
            [shell, script] + CompletionTests.lines.map(\.line), environment: environment, in: folder["place"],
            program: [Fixtures.root + "/Tests/Shells/candidates"])
        #expect(run.code == 0, "\(run)")
        let answers = run.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        for (index, (line, expected)) in CompletionTests.lines.enumerated() {
            #expect(answers.dropFirst(index).first == expected, "\(shell): \(line)")
        }
        #expect(fileBytes(folder["obeyed"]) == nil)
    }
}

@Suite struct ManualTests {
    private static let environment = ["SOURCE_DATE_EPOCH": "1700000000", "LC_ALL": "C.UTF-8"]

    @Test func everyVerbHasAPage() throws {
        let folder = try TemporaryFolder()
        let run = try Heapdrift.run(["man", folder["man1"]], environment: ManualTests.environment)
        #expect(run.code == 0, "\(run)")
        #expect(run.output.isEmpty, "\(run)")
        #expect(run.errors.isEmpty, "\(run)")
        let list = try Heapdrift.run([folder["man1"]], program: ["/bin/ls"]).output.split(separator: "\n").map(String.init)
        #expect(list.contains("heapdrift.1"))
        let help = try Heapdrift.run(["--help"]).output
        for page in ["diff", "show", "snap", "store-ls", "store-sql", "completion", "man"] {
            #expect(list.contains("heapdrift-\(page).1"))
            #expect(help.contains("\n  " + page.split(separator: "-").joined(separator: " ")))
        }
        let page = String(decoding: try #require(fileBytes(folder["man1/heapdrift-store-sql.1"])), as: UTF8.self)
        #expect(page.hasPrefix(".TH \"HEAPDRIFT\\-STORE\\-SQL\" 1 2023-11-14 \"heapdrift "))
    }

    @Test(
        .enabled(if: CompletionTests.isInstalled("mandoc"), "mandoc is not installed; scripts/setup --runtimes installs it"))
    func mandocHasNothingToComplainOf() throws {
        let folder = try TemporaryFolder()
        try #require(try Heapdrift.run(["man", folder["man1"]], environment: ManualTests.environment).code == 0)
        let lint = try Heapdrift.run(["-c", "mandoc -T lint *.1"], in: folder["man1"], program: ["/bin/sh"])
        #expect(lint.code == 0, "\(lint)")
        #expect(lint.output.isEmpty, "\(lint)")
        #expect(lint.errors.isEmpty, "\(lint)")
        let page = try Heapdrift.run(
            ["-c", "mandoc -T utf8 heapdrift-diff.1 | col -bx"], environment: ManualTests.environment, in: folder["man1"],
            program: ["/bin/sh"])
        Golden.expect(page.output, "man-diff.txt")
    }

    @Test func whatCannotBeWrittenIsSaid() throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "taken")
        let run = try Heapdrift.run(["man", folder["taken"]])
        #expect(run.code == 2)
        #expect(run.errors.contains("taken"), "\(run)")
        let date = try Heapdrift.run(["man", folder["man1"]], environment: ["SOURCE_DATE_EPOCH": "today"])
        #expect(date.code == 2, "\(date)")
        #expect(date.errors.contains("SOURCE_DATE_EPOCH"), "\(date)")
    }
}
