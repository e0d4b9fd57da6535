import Testing

@Suite struct HelpTests {
    @Test(arguments: [
        ([], "help.txt"), (["diff"], "help-diff.txt"), (["snap"], "help-snap.txt"), (["show"], "help-show.txt"),
        (["trend"], "help-trend.txt"),
        (["store"], "help-store.txt"),
        (["completion"], "help-completion.txt"), (["man"], "help-man.txt"), (["check"], "help-check.txt"), (["doctor"], "help-doctor.txt"),
        (["init"], "help-init.txt"),
        (["store", "ls"], "help-store-ls.txt"), (["store", "sql"], "help-store-sql.txt"), (["store", "gc"], "help-store-gc.txt"),
        (["store", "relabel"], "help-store-relabel.txt"), (["store", "rm"], "help-store-rm.txt"),
        (["store", "export"], "help-store-export.txt"),
        (["store", "import"], "help-store-import.txt"), (["store", "merge"], "help-store-merge.txt"),
        (["store", "verify"], "help-store-verify.txt"),
        (["baseline"], "help-baseline.txt"), (["baseline", "set"], "help-baseline-set.txt"),
        (["baseline", "list"], "help-baseline-list.txt"),
        (["baseline", "show"], "help-baseline-show.txt"), (["baseline", "accept"], "help-baseline-accept.txt"),
        (["baseline", "rm"], "help-baseline-rm.txt"), (["help"], "help-help.txt"),
        (["version"], "help-version.txt"),
    ])
    func everyVerbExplainsItself(_ verb: [String], _ golden: String) throws {
        let run = try Heapdrift.run(verb + ["--help"])
        #expect(run.code == 0, "\(run)")
        #expect(run.errors.isEmpty, "\(run)")
        Golden.expect(run.output, golden)
        #expect(try Heapdrift.run(["help"] + verb).output == run.output)
        #expect(try Heapdrift.run(verb + ["-h"]).output == run.output)
    }

    @Test func helpIsAsWideAsTheTerminal() throws {
        let run = try Heapdrift.run(["help", "diff"], environment: ["COLUMNS": "60"])
        #expect(run.output.split(separator: "\n").filter { !$0.hasPrefix("  heapdrift") }.allSatisfy { $0.count <= 60 })
        #expect(run.output != (try Heapdrift.run(["help", "diff"]).output))
    }

    @Test func version() throws {
        let run = try Heapdrift.run(["--version"])
        #expect(run.output.hasPrefix("heapdrift "))
        #expect(run.output.contains("."))
        #expect(run.output.split(separator: "\n").count == 1)
        #expect(run.errors.isEmpty)
        #expect(run.code == 0)
        #expect(try Heapdrift.run(["version"]).output == run.output)
    }

    @Test func withoutArgumentsHelpIsAnError() throws {
        let run = try Heapdrift.run([])
        #expect(run.code == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors == (try Heapdrift.run(["--help"]).output))
    }
}
