import Testing

/// Tests `store gc`, `export`, `import`, `merge` and `verify` on a store with the demo's series: @1, @2, @3 of `demo`, a day apart.
@Suite struct StoreMaintenanceTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(try #require(fileBytes(Fixtures.root + "/Snapshots/demo.db")), to: "store.db")
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words + ["-q"], environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test func whatNoRuleKeepsGoes() throws {
        #expect(try run("baseline", "set", "@1").code == 0)
        let trial = try run("store", "gc", "--keep-last", "1", "--dry-run")
        #expect(
            trial.output.hasPrefix("1 snapshot would be removed, 2 kept: 1 by the rules; 1 as baselines, which always stay."), "\(trial)")
        #expect(try run("show", "@2").code == 0)
        let collected = try run("store", "gc", "demo", "--keep-last", "1")
        #expect(collected.code == 0, "\(collected)")
        #expect(collected.output.contains("the store takes"), "\(collected)")
        let gone = try run("show", "@2")
        #expect(gone.code == 2, "\(gone)")
        #expect(gone.errors.contains("was removed from"), "\(gone)")
        #expect(try run("diff", "demo@baseline", "demo@latest").code == 0)
        #expect(try run("store", "verify").output.contains("no damage found; 2 snapshots"))
    }

    @Test func whatIsRemovedIsSaid() throws {
        #expect(try run("baseline", "set", "@2", "--name", "release").code == 0)
        #expect(try run("check", "demo", "--baseline", "name:release", "--max", "heap.total=1 GB").code == 0)
        let trial = try run("store", "rm", "demo@latest", "@2", "@2", "--dry-run")
        #expect(
            trial.output.hasPrefix(
                "2 snapshots would be removed.\ndemo@release would be no more; it was @2.\n1 verdict of checks would go with them.\n"),
            "\(trial)")
        #expect(try run("show", "@2").code == 0)
        let unknown = try run("store", "rm", "@2", "@9")
        #expect(unknown.code == 2, "\(unknown)")
        #expect(try run("show", "@2").code == 0)
        let removed = try run("store", "rm", "demo@latest", "@2")
        #expect(removed.code == 0, "\(removed)")
        #expect(
            removed.output.hasPrefix("2 snapshots removed.\ndemo@release is no more; it was @2.\n1 verdict of checks went"), "\(removed)")
        #expect(try run("show", "@2").errors.contains("was removed from"))
        #expect(try run("baseline", "list").output.contains("release") == false)
        let snapped = try run("snap", "--series", "demo", Fixtures.packed(2), "--only", "modules")
        #expect(snapped.output.contains("@4"), "a number is not used again: \(snapped)")
        #expect(try run("store", "verify").output.contains("no damage found; 2 snapshots"))
    }

    /// A word that names a series alone would remove more or less than was meant.
    @Test func aSeriesAloneIsNotRemoved() throws {
        for verb in ["rm", "relabel"] {
            let refused = try run("store", verb, "demo", "--dry-run", verb == "rm" ? "-q" : "--label=a=b")
            #expect(refused.code == 2, "\(refused)")
            #expect(refused.errors.contains("did you mean 'demo@latest'?"), "\(refused)")
        }
        let nothing = try run("store", "relabel", "@1")
        #expect(nothing.code == 2, "\(nothing)")
        #expect(nothing.errors.contains("changes nothing without some of --label, --remove-label, --series, --at"), "\(nothing)")
    }

    @Test func aMistakeIsCorrected() throws {
        let words = ["store", "relabel", "@3", "--at", "2026-01-01", "--label", "team=blue", "--series", "other"]
        let trial = try Heapdrift.run(words + ["--dry-run", "-q"], environment: ["HEAPDRIFT_STORE": folder["store.db"]])
        #expect(trial.output.hasPrefix("Dry run, nothing was changed. It would give:\n@3: series demo -> other; time "), "\(trial)")
        #expect(try run("show", "demo@latest").output.contains("@3"))
        #expect(try run("baseline", "set", "@3", "--name", "release").code == 0)
        let moved = try Heapdrift.run(words + ["-q"], environment: ["HEAPDRIFT_STORE": folder["store.db"]])
        #expect(moved.code == 0, "\(moved)")
        #expect(moved.output.contains("-> 2026-01-01T00:00:00Z; label team=blue added."), "\(moved)")
        #expect(moved.output.contains("demo@release is still @3."), "\(moved)")
        #expect(try run("show", "demo@latest").output.contains("@2"))
        #expect(try run("show", "other@2026-01-01").output.contains("@3"))
        let again = try run("store", "relabel", "other@latest", "--remove-label", "team", "--remove-label", "nothing")
        #expect(again.output.hasPrefix("@3: label team=blue removed.\n@3 has no label nothing.\n"), "\(again)")
        #expect(try run("store", "relabel", "@3", "--at", "2026-01-01").output == "@3: no change.\n")
        #expect(try run("store", "verify").code == 0)
    }

    @Test func anExportedSnapshotStandsForItsDump() throws {
        #expect(try run("baseline", "set", "@1").code == 0)
        #expect(try run("store", "export", "a.heapdrift", "demo@baseline").code == 0)
        #expect(try run("store", "export", "b.heapdrift", "@3").code == 0)
        let fromFiles = try run("diff", "a.heapdrift", "b.heapdrift", "--exact", "--store", "nowhere/store.db")
        let fromStore = try run("diff", "@1", "@3", "--exact")
        #expect(fromFiles.code == 0, "\(fromFiles)")
        #expect(fromFiles.output.split(separator: "\n").first == fromStore.output.split(separator: "\n").first, "\(fromFiles)")
        // An exported file is recognised by its content, whatever its name.
        try folder.write(try #require(fileBytes(folder["a.heapdrift"])), to: "c.core")
        #expect(try run("show", "c.core").code == 0)
        #expect(try run("store", "export", "all.heapdrift", "demo").code == 0)
        let several = try run("show", "all.heapdrift")
        #expect(several.code == 2, "\(several)")
        #expect(several.errors.contains("holds 3 snapshots (demo of "), "\(several)")
        #expect(several.errors.contains("heapdrift store import all.heapdrift"), "\(several)")
    }

    @Test func nothingIsOverwrittenUnasked() throws {
        try folder.write("mine", to: "x.heapdrift")
        let refused = try run("store", "export", "x.heapdrift", "@1")
        #expect(refused.code == 2, "\(refused)")
        #expect(refused.errors.contains("--force"), "\(refused)")
        #expect(fileBytes(folder["x.heapdrift"]) == Array("mine".utf8))
        #expect(try run("store", "export", "x.heapdrift", "@1", "--force").code == 0)
        #expect(try run("store", "verify", "x.heapdrift").code == 0)
        let itself = try run("store", "export", folder["store.db"], "@1", "--force")
        #expect(itself.code == 2, "\(itself)")
        #expect(itself.errors.contains("is the store itself"), "\(itself)")
        let list = try Heapdrift.run([folder.path], program: ["/bin/ls", "-A"])
        #expect(list.output.split(separator: "\n").sorted() == ["store.db", "x.heapdrift"], "\(list)")
    }

    /// Anything but a regular file is written into, because a rename would replace it.
    @Test func whatIsNoFileIsWrittenInto() throws {
        let script = """
            mkfifo pipe.heapdrift; cat pipe.heapdrift > got.heapdrift & $H store export -q pipe.heapdrift @1 --force; wait
            [ -p pipe.heapdrift ] && $H store verify -q got.heapdrift
            """
        let run = try Heapdrift.shell(script, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("got.heapdrift: no damage found; 1 snapshot"), "\(run)")
    }

    @Test func anExportedFileIsNoDump() throws {
        #expect(try run("store", "export", "a.heapdrift", "@1").code == 0)
        let run = try run("snap", "a.heapdrift", Fixtures.packed(0), "--only", "modules")
        #expect(run.code == 2, "\(run)")
        #expect(run.errors.contains("heapdrift store import"), "\(run)")
        #expect(run.output.contains("@4"), "\(run)")
    }

    @Test func aFileGoesWholeFromStoreToStore() throws {
        #expect(try run("baseline", "set", "@1").code == 0)
        #expect(try run("store", "export", "all.heapdrift", "demo").code == 0)
        let imported = try run("store", "import", "all.heapdrift", "--store", "new.db")
        #expect(imported.output == "all.heapdrift: 3 added (@1 to @3), 1 baseline set.\n", "\(imported)")
        #expect(try run("store", "import", "all.heapdrift", "--store", "new.db").output == "all.heapdrift: 0 added, 3 known already.\n")
        #expect(try run("diff", "demo@baseline", "demo@latest", "--store", "new.db").code == 0)
        let merged = try run("store", "merge", "new.db", "store.db")
        #expect(merged.code == 2, "\(merged)")
        #expect(merged.errors.contains("is the store itself"), "\(merged)")
        #expect(merged.output == "new.db: 0 added, 3 known already.\n", "\(merged)")

        #expect(try run("baseline", "set", "@2", "--replace").code == 0)
        let conflict = try run("store", "merge", "new.db")
        #expect(conflict.code == 2, "\(conflict)")
        #expect(conflict.errors.contains("demo@baseline: is @2 here and @1 of"), "\(conflict)")
        #expect(try run("store", "merge", "new.db", "--replace").code == 0)
        #expect(try run("baseline", "show", "demo").output.hasPrefix("demo@baseline is @1 since"))
    }

    @Test func damageIsSaidAndNotTaken() throws {
        #expect(try run("store", "export", "a.heapdrift", "demo").code == 0)
        var bytes = try #require(fileBytes(folder["a.heapdrift"]))
        // The damage is inside the blobs, which have checksums.
        let start = bytes.count / 2
        for place in stride(from: start, to: bytes.count - 4_096, by: 97) { bytes[place] ^= 0x55 }
        try folder.write(bytes, to: "b.heapdrift")
        let verified = try run("store", "verify", "b.heapdrift")
        #expect(verified.code == 3, "\(verified)")
        #expect((verified.output + verified.errors).contains("damaged"), "\(verified)")
        let imported = try run("store", "import", "b.heapdrift", "--store", "new.db")
        #expect(imported.code == 3, "\(imported)")
        #expect(imported.errors.contains("damaged"), "\(imported)")
        #expect(!(try run("store", "ls", "--store", "new.db").output.contains("demo")))
        for path in ["nothing.heapdrift", "/etc/passwd"] {
            let run = try run("store", "import", path, "--json")
            #expect(run.code == 3, "\(run)")
            #expect(run.output.contains("\"failed\""), "\(run)")
        }
    }

    /// An independent validator checks the documents against the schema.
    @Test func theDocumentsAreAsTheSchemaSays() throws {
        let script = """
            import json, sys
            try: import jsonschema
            except ImportError: sys.exit(9)
            schema = json.load(open(sys.argv[1]))
            for text in sys.argv[2:]: jsonschema.validate(json.loads(text), schema)
            """
        let words = [
            ["baseline", "set", "@1"], ["baseline", "set", "@2", "--replace", "--note", "n"], ["baseline", "show", "demo"],
            ["baseline", "list"], ["baseline", "accept", "demo"], ["store", "ls"], ["store", "export", "a.heapdrift", "demo"],
            ["store", "import", "a.heapdrift", "/etc/passwd"], ["store", "merge", "a.heapdrift"], ["store", "verify"],
            ["store", "relabel", "@2", "--series", "other", "--at", "@5", "--label", "a=b", "--remove-label", "c", "--dry-run"],
            ["store", "relabel", "@2", "--series", "other", "--at", "@5", "--label", "a=b", "--remove-label", "c"],
            ["store", "rm", "@2", "--dry-run"], ["store", "rm", "@2"],
            ["store", "gc", "--keep-last", "1", "--dry-run"], ["store", "gc", "--keep-last", "1"], ["baseline", "rm", "demo"],
        ]
        let documents = try words.map {
            try Heapdrift.run($0 + ["--json", "-q"], environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path).output
        }
        #expect(documents.allSatisfy { $0.contains("\"kind\" : \"maintenance\"") || $0.contains("\"kind\" : \"list\"") }, "\(documents)")
        let arguments = ["-c", script, Fixtures.root + "/docs/schema/heapdrift-1.json"] + documents
        let run = try Heapdrift.run(arguments, program: ["/usr/bin/python3"])
        #expect(run.code == 0 || run.code == 9, "\(run)")
    }
}
