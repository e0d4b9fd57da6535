import Testing

/// Tests the lines that `init` prints. `scripts/check-gate` plays them.
@Suite struct InitTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String..., in place: String = ".") throws -> Heapdrift.Run {
        let run = try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path + "/" + place)
        #expect(run.code == 0, "\(run)")
        return run
    }

    @Test(arguments: ["github", "gitlab", "azure", "jenkins", "cron"])
    func linesBeginASeriesFindTheDumperAndKeepTheStore(_ system: String) throws {
        let lines = try run("init", "--ci", system, "--series", "orders").output
        for part in ["--first-becomes-baseline", "snap --series orders", "check orders", "DOTNET_DbgEnableMiniDump", "dotnet-monitor"] {
            #expect(lines.contains(part), "\(part) is missing in \(lines)")
        }
        // createdump is on no PATH.
        for line in lines.split(separator: "\n") where line.contains("createdump --") || line.contains("createdump\" --") {
            #expect(line.contains("%/*}/createdump\""), "\(line)")
        }
        if system != "cron" { #expect(lines.contains(system == "azure" ? "always()" : "always"), "\(lines)") }
    }

    @Test func theSeriesIsThatOfTheSnapshotElseTheFolders() throws {
        _ = try Heapdrift.shell("mkdir 'my shop' && mkdir other", in: folder.path)
        #expect(try run("init", in: "my shop").output.contains("snap --series my-shop "))
        _ = try run("snap", "-q", "--series", "orders", Fixtures.packed(0))
        #expect(try run("init", "orders@latest", in: "other").output.contains("snap --series orders "))
        #expect(try run("init", "--force", Fixtures.packed(0), in: "other").output.contains("snap --series orders "))
        #expect(try run("init", "--force", "--series", "a b", Fixtures.packed(0), in: "other").output.contains("snap --series 'a b' "))
        #expect(
            String(decoding: fileBytes(folder["my shop/heapdrift.yml"]) ?? [], as: UTF8.self).contains(
                "'heapdrift check my-shop --dry-run'"))
    }

    @Test func aBudgetInAnotherPlaceIsInTheLines() throws {
        _ = try Heapdrift.shell("mkdir -p .git 'sub folder' ci", in: folder.path)
        #expect(!(try run("init", "--ci", "github").output.contains("--budget")))
        #expect(try run("init", "--ci", "github", "--budget", "ci/my budget.yml").output.contains(" --budget 'ci/my budget.yml' $first"))
        #expect(try run("init", "--ci", "gitlab", in: "sub folder").output.contains(" --budget 'sub folder/heapdrift.yml' $HEAP_FIRST"))
    }

    @Test func cronGetsPathsInQuotesAndNoPercentSign() throws {
        _ = try Heapdrift.shell("mkdir \"the 100% owner's folder\"", in: folder.path)
        let run = try Heapdrift.run(
            ["init", "--ci", "cron", "--series", "it's"], environment: ["HOME": folder.path], in: folder["the 100% owner's folder"])
        let line = try #require(run.output.split(separator: "\n").first { !$0.hasPrefix("#") })
        #expect(line.hasPrefix(#"0 3 * * *  cd '\#(folder.path)/the 100\% owner'\''s folder' && "#), "\(line)")
        #expect(!line.replacing("\\%", with: "").contains("%"), "\(line)")
        #expect(line.contains(#" snap --series 'it'\''s' /var/tmp/it-s.core"#), "\(line)")
        #expect(line.contains(" --budget heapdrift.yml "), "\(line)")
        // cron's PATH has neither this program nor createdump.
        #expect(line.contains("&& \(Heapdrift.realBinary) snap") || line.contains("&& '\(Heapdrift.realBinary)' snap"), "\(line)")
        let store = try Heapdrift.run(
            ["init", "--ci", "cron", "--force", "--store", "heap.db"], in: folder["the 100% owner's folder"])
        #expect(store.output.contains(#" --store '\#(folder.path)/the 100\% owner'\''s folder/heap.db'"#), "\(store)")
    }
}
