import Testing

/// Tests `check` as a CI job uses it.
@Suite struct CheckTests {
    private static let dumps = (0...2).map(Fixtures.packed)

    /// Runs `body` in a folder whose store has the three dumps as the series `orders`.
    private func withSeries(_ body: (TemporaryFolder, (String...) throws -> Heapdrift.Run) throws -> Void) throws {
        let folder = try TemporaryFolder()
        let store = folder.path + "/s.db"
        func run(_ words: String...) throws -> Heapdrift.Run {
            try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": store], in: folder.path)
        }
        for (day, dump) in Self.dumps.enumerated() {
            let snapped = try Heapdrift.run(
                ["snap", "--series", "orders", "--at", "2026-08-0\(day + 1)", dump], environment: ["HEAPDRIFT_STORE": store],
                in: folder.path)
            #expect(snapped.code == 0, "\(snapped)")
        }
        try body(folder, run)
    }

    @Test func everyExitCodeHasItsReason() throws {
        try withSeries { folder, run in
            try folder.write("version: 1\nheep: {}\n", to: "bad.yml")
            try folder.write("version: 1\nheap: {total: {max: 1 kB}, live: {max: 5 MB}}\n", to: "both.yml")
            try folder.write("version: 1\ndefaults: {on_inconclusive: warn}\nheap: {total: {max_growth: 0}}\n", to: "quiet.yml")
            let leak = "type:System.EventHandler<*>=5% and 200"
            let table: [(Int32, [String])] = [
                // A snapshot compared with itself says nothing, and neither do two in the wrong order.
                (4, ["check", "@1", "@1"]),
                (4, ["check", "@3", "@1"]),
                (0, ["check", "@3", "@1", "--as-ordered"]),
                (0, ["check", "@1", "@3", "--max-growth", "50 MB"]),
                (1, ["check", "@1", "@3", "--max-growth", leak]),
                (1, ["check", "@3", "--max", "heap.total=1 kB"]),
                (0, ["check", "@3", "--max", "heap.total=1 GB"]),
                (2, ["check", "@1", "@3", "--max", "heap.total"]),
                (2, ["check", "@1", "@3", "--max-growth", "heap.totl=5%"]),
                (2, ["check", "@1", "@3", "--budget", "bad.yml"]),
                (2, ["check", "@1", "@3", "--budget", "nowhere.yml"]),
                (2, ["check", "@1", "@99"]),
                (2, ["check", "ordres"]),
                (3, ["check", "@1", "nowhere.core"]),
                (3, ["check", "bad.yml", "@1"]),
                // Without a baseline and without a passed snapshot the check cannot pass.
                (4, ["check", "orders"]),
                (4, ["check", "orders", "--baseline", "name:release"]),
                (4, ["check", "orders", "--baseline", "latest-green"]),
                (4, ["check", "orders", "--baseline", "rolling:14"]),
                (4, ["check", "orders", "--baseline", "label:commit=none"]),
                (4, ["check", "@3", "--max-growth", "5%"]),
                (4, ["check", "@3", "--max", "process.os_handles=5"]),
                (0, ["check", "@3", "--max", "heap.live=5 MB"]),
                (0, ["check", "@3", "--max", "process.handles.pinned=5"]),
                (0, ["check", "orders", "--budget", "quiet.yml"]),
                // The worst wins: an exceeded limit over a rule that cannot be judged, a wrong budget over an unreadable dump.
                (1, ["check", "@3", "--budget", "both.yml"]),
                (2, ["check", "nowhere.core", "--budget", "bad.yml"]),
                (0, ["check", "orders", "--dry-run"]),
                (0, ["check", "--metrics"]),
            ]
            for (code, words) in table {
                let found = try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder.path + "/s.db"], in: folder.path)
                #expect(found.code == code, "\(words.joined(separator: " ")): \(found)")
            }
            _ = run
        }
    }

    @Test func listsHaveTheirOwnKinds() throws {
        try withSeries { folder, run in
            try folder.write(
                "version: 1\nratios:\n  - {name: \"a: b/max\", left: Nobody, right: Nobody2, max_growth: 5%}\n", to: "heapdrift.yml")
            let metrics = try run("check", "--metrics", "--json")
            #expect(metrics.output.contains("\"kind\" : \"metrics\""))
            let rules = try run("check", "@3", "--dry-run", "--json")
            #expect(rules.output.contains("\"kind\" : \"rules\""))
            // The name is shown whole, whatever characters it has.
            #expect(rules.output.contains("\"ratio:a: b/max/max_growth\""))
            #expect(rules.output.contains("\"one snapshot alone says nothing of growth;"))
        }
    }

    @Test func aBudgetErrorShowsItsPlace() throws {
        try withSeries { folder, run in
            try folder.write("version: 1\nheap:\n  totl: {max: 1 GB}\n", to: "heapdrift.yml")
            let found = try run("check", "@1", "@3")
            #expect(found.code == 2)
            #expect(
                found.errors.contains(
                    "heapdrift.yml:3:3: unknown key 'totl' in heap; did you mean 'total'?\n  3 |   totl: {max: 1 GB}\n    |   ^"))
        }
    }

    @Test func theBudgetIsFoundAboveTheFolderUpToTheRepositorysRoot() throws {
        try withSeries { folder, _ in
            try folder.write("version: 1\nheap: {total: {max: 1 kB}}\n", to: "heapdrift.yml")
            _ = try Heapdrift.shell("mkdir -p deep/er inner/.git", in: folder.path)
            func code(_ place: String) throws -> Int32 {
                try Heapdrift.run(["check", "@3"], environment: ["HEAPDRIFT_STORE": folder.path + "/s.db"], in: folder.path + place).code
            }
            #expect(try code("/deep/er") == 1)
            // The search ends at the root of a repository. Then the standard budget applies, which cannot be judged on one snapshot.
            #expect(try code("/inner") == 4)
        }
    }

    @Test func aVerdictIsRememberedForTheNextTime() throws {
        try withSeries { folder, run in
            try folder.write("version: 1\nheap: {total: {max: 1 GB, max_growth: 10% and 100 kB}}\n", to: "heapdrift.yml")
            #expect(try run("check", "orders").code == 4)
            #expect(try run("baseline", "set", "orders@latest~2").code == 0)
            #expect(try run("check", "orders").code == 1)
            #expect(try run("baseline", "accept", "orders").code == 0)
            // The latest is the baseline itself now. A later snapshot is compared with it.
            #expect(try run("check", "orders").code == 4)
            #expect(try run("snap", "--series", "orders", "--at", "2026-08-04", Self.dumps[0]).code == 0)
            #expect(try run("check", "orders").code == 0)
            _ = folder
        }
    }

    @Test func theExamplesOfTheBudgetsPageRun() throws {
        let page = String(decoding: try #require(fileBytes(Fixtures.root + "/docs/budget.md")), as: UTF8.self)
        let pieces = page.split(separator: "```", omittingEmptySubsequences: false)
        let scripts = pieces.indices.filter { !$0.isMultiple(of: 2) && pieces[$0].hasPrefix("sh\n") }.map { pieces[$0].dropFirst(3) }
        #expect(scripts.count == 1)
        try withSeries { folder, _ in
            _ = try Heapdrift.shell("cp '\(Self.dumps[0])' before.core; cp '\(Self.dumps[1])' after.core", in: folder.path)
            for line in scripts.joined().split(separator: "\n") {
                let run = try Heapdrift.shell(
                    String(line).replacing("heapdrift ", with: "\"$H\" ", maxReplacements: 1),
                    environment: ["HEAPDRIFT_STORE": folder.path + "/s.db"],
                    in: folder.path)
                // The verdicts of the examples may differ, but they must not be usage errors.
                #expect([0, 1, 4].contains(run.code), "\(line): \(run)")
            }
        }
    }

    @Test func initWritesABudgetThatHolds() throws {
        try withSeries { folder, run in
            #expect(
                try run("init", "@3", "--ci", "github", "--series", "orders").output.contains(
                    "heapdrift check orders $first --format github"))
            #expect(try run("check", "@3", "@1", "--as-ordered").code == 0)
            let again = try run("init")
            #expect(again.code == 2)
            #expect(again.errors.contains("heapdrift.yml: exists already and is not changed"))
            for system in ["github", "gitlab", "azure", "jenkins", "cron"] {
                #expect(try run("init", "--force", "--ci", system).output.contains("heapdrift snap"))
            }
            _ = folder
        }
    }

    @Test func doctorSaysWhatAnInputAnswers() throws {
        try withSeries { folder, run in
            let healthy = try run("doctor", Self.dumps[0])
            #expect(healthy.code == 0)
            #expect(healthy.output.contains("trust exact"))
            #expect(healthy.output.contains("yes  which types fill the heap"))
            try folder.write("hello", to: "notes.txt")
            let wrong = try run("doctor", "notes.txt")
            #expect(wrong.code == 3)
            #expect(wrong.output.contains("this is a text file"))
            #expect(wrong.output.contains("dotnet-dump collect --type Heap -p PID -o PATH.core"))
            _ = try Heapdrift.shell("zstd -dc '\(Self.dumps[0])' | head -c 300000 > cut.core", in: folder.path)
            let cut = try run("doctor", "cut.core")
            #expect(cut.code == 3)
            #expect(cut.output.contains("cut off"))
        }
    }

    @Test func snapshotsAreLabelledWithTheirCommit() throws {
        let folder = try TemporaryFolder()
        let git = try Heapdrift.shell(
            """
            git init -q -b trunk . && echo a > a && git add a &&
            git -c user.name=a -c user.email=a@example.org commit -q -m one && git rev-parse HEAD
            """, environment: ["GIT_CONFIG_GLOBAL": "/dev/null"], in: folder.path)
        #expect(git.code == 0, "\(git)")
        let commit = git.output.split(separator: "\n").last.map(String.init) ?? ""
        func labels(_ environment: [String: String] = [:], _ more: [String] = []) throws -> String {
            _ = try Heapdrift.shell("rm -rf .heapdrift", in: folder.path)
            let run = try Heapdrift.run(["snap", Self.dumps[0]] + more, environment: environment, in: folder.path)
            #expect(run.code == 0, "\(run)")
            return try Heapdrift.run(
                ["store", "sql", "select key || '=' || value from labels order by key", "--format", "csv"], environment: environment,
                in: folder.path
            ).output.split(whereSeparator: \.isNewline).dropFirst().map { $0 + " " }.joined()
        }
        #expect(try labels() == "branch=trunk commit=\(commit) ")
        _ = try Heapdrift.shell("echo b > a", in: folder.path)
        #expect(try labels() == "branch=trunk commit=\(commit) dirty=true ")
        #expect(try labels([:], ["--no-git"]) == "")
        #expect(try labels([:], ["--label", "commit=mine"]).contains("commit=mine "))
        #expect(try labels(["GITHUB_ACTIONS": "true", "GITHUB_SHA": "abc", "GITHUB_HEAD_REF": "topic"]) == "branch=topic commit=abc ")
        #expect(try labels(["GITLAB_CI": "true", "CI_COMMIT_SHA": "abc", "CI_COMMIT_REF_NAME": "main"]) == "branch=main commit=abc ")
        #expect(
            try labels(["TF_BUILD": "True", "BUILD_SOURCEVERSION": "abc", "BUILD_SOURCEBRANCH": "refs/heads/x/y"])
                == "branch=x/y commit=abc ")
        #expect(try labels(["JENKINS_URL": "http://j", "GIT_COMMIT": "abc", "GIT_BRANCH": "origin/main"]) == "branch=main commit=abc ")
    }
}
