import DumpSynth
import Testing

/// A dump is in the store once, and `snap` says exactly what it did.
@Suite struct SnapAgainTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let process = SyntheticProcess()
        let order = process.type("Shop.Order", in: process.module("App.dll"), baseSize: 40)
        process.region(.gen2) { $0.object(order, count: 3) }
        try folder.write(process.core().bytes(), to: "a.core")
    }

    private func run(_ words: String..., environment: [String: String] = [:]) throws -> Heapdrift.Run {
        try Heapdrift.run(
            words, environment: environment.merging(["HEAPDRIFT_STORE": folder["store.db"]]) { given, _ in given }, in: folder.path)
    }

    private func sql(_ query: String) throws -> String { try run("store", "sql", query, "--format", "csv", "-q").output }

    @Test func anotherLabelIsNoOtherSnapshot() throws {
        let first = try run("snap", "--series", "orders", "--label", "commit=aaa", "--no-git", "a.core")
        #expect(first.output.hasPrefix("1 taken.\n"), "\(first)")
        let second = try run("snap", "--series", "orders", "--label", "commit=bbb", "--label", "team=blue", "--no-git", "a.core")
        #expect(second.output.hasPrefix("0 taken, 1 known already (1 changed).\n"), "\(second)")
        #expect(second.output.contains("@1: label team=blue added; commit aaa -> bbb"), "\(second)")
        #expect(try sql("select count(*) as n from snapshots") == "n\r\n1\r\n")
        let again = try run("snap", "--series", "orders", "--no-git", "a.core")
        #expect(again.output.hasPrefix("0 taken, 1 known already.\n"), "\(again)")
        #expect(!again.output.contains("changed"), "\(again)")
        #expect(try run("store", "verify").code == 0)
    }

    @Test func aMistakenTimeIsCorrected() throws {
        #expect(try run("snap", "--series", "orders", "--at", "2031-01-01", "a.core").code == 0)
        let corrected = try run("snap", "--series", "orders", "--at", "2026-08-01", "a.core")
        #expect(corrected.output.contains("@1: time 2031-01-01T00:00:00Z -> 2026-08-01T00:00:00Z"), "\(corrected)")
        #expect(try sql("select id, time from snapshots") == "id,time\r\n1,2026-08-01T00:00:00Z\r\n")
    }

    /// The labels of the sources come also to a dump that was only looked at before; those of a later commit do not.
    @Test func aDumpThatWasShownBeforeGetsItsCommit() throws {
        #expect(try run("show", "a.core").code == 0)
        let github = ["GITHUB_ACTIONS": "true", "GITHUB_SHA": "aaa", "GITHUB_REF_NAME": "main"]
        let snapped = try run("snap", "--series", "orders", "a.core", environment: github)
        #expect(snapped.output.contains("@1: in series orders now; labels branch=main, commit=aaa added"), "\(snapped)")
        let later = try run("snap", "--series", "orders", "a.core", environment: github.merging(["GITHUB_SHA": "bbb"]) { $1 })
        #expect(later.output.hasPrefix("0 taken, 1 known already.\n"), "\(later)")
        #expect(later.errors.contains("is known as @1 and not read again; it keeps commit=aaa"), "\(later)")
        #expect(try sql("select value from labels where key = 'commit'") == "value\r\naaa\r\n")
    }

    /// As a program with an older reader left it.
    private func makeOlder() throws {
        let script = """
            import sqlite3, sys
            store = sqlite3.connect(sys.argv[1])
            store.execute("update stored_snapshot set reader = 'elf-core-1', input = json_set(input, '$.reader', 'elf-core-1')")
            store.execute("update stored_snapshot set totals = json_set(totals, '$.committed', 1)")
            store.commit()
            """
        let run = try Heapdrift.run(["-c", script, folder["store.db"]], program: ["/usr/bin/python3"])
        #expect(run.code == 0, "\(run)")
    }

    @Test func aNewerReaderTakesThePlaceOfAnOlder() throws {
        #expect(try run("snap", "--series", "orders", "--label", "n=1", "--no-git", "a.core").code == 0)
        #expect(try run("baseline", "set", "orders@latest").code == 0)
        #expect(try run("check", "orders").code == 4)
        let verdicts = try sql("select * from verdicts")
        for verb in ["snap", "show"] {
            try makeOlder()
            let read = verb == "snap" ? try run("snap", "--series", "orders", "a.core", "--no-git") : try run("show", "a.core")
            #expect(read.code == 0, "\(read)")
            if verb == "snap" {
                #expect(read.output.hasPrefix("0 taken, 1 read anew.\n"), "\(read)")
                #expect(read.output.contains("@1: a new reading took its place"), "\(read)")
            } else {
                #expect(read.errors.contains("'a.core' was known as @1; a new reading took its place"), "\(read)")
                #expect(read.output.contains("@1"), "\(read)")
            }
            #expect(try sql("select count(*) as n from totals where committed > 1") == "n\r\n1\r\n")
            #expect(try sql("select series, snapshot from baselines") == "series,snapshot\r\norders,1\r\n")
            #expect(try sql("select series, id from snapshots where reader <> 'elf-core-1'") == "series,id\r\norders,1\r\n")
            #expect(try sql("select key, value from labels") == "key,value\r\nn,1\r\n")
        }
        #expect(try sql("select * from verdicts") == verdicts)
        #expect(try run("store", "verify").code == 0)
    }

    /// A dump that another series orders by another time is there once more, which is said.
    @Test func aCopyIsSaid() throws {
        try MadeUpDumps.core(50, modified: "2026-08-02 10:00", to: "b.core", in: folder)
        try MadeUpDumps.core(60, modified: "2026-08-03 10:00", to: "c.core", in: folder)
        #expect(try run("snap", "--series", "orders", "b.core").code == 0)
        #expect(try run("snap", "--series", "other", "c.core").code == 0)
        let copied = try run("snap", "--series", "other", "--label", "a=b", "--no-git", "b.core")
        #expect(copied.output.hasPrefix("0 taken, 1 copied.\n"), "\(copied)")
        #expect(copied.output.contains("@3: a copy of @1; in series other now; time 2026-08-02T10:00:00Z -> "), "\(copied)")
        #expect(try sql("select snapshot from labels") == "snapshot\r\n3\r\n")
        #expect(try run("snap", "--series", "other", "--no-git", "b.core").output.hasPrefix("0 taken, 1 known already.\n"))
        // A series has it once, also when a file becomes its baseline.
        let baseline = try run("baseline", "set", "b.core", "--series", "orders")
        #expect(baseline.output.hasPrefix("orders@baseline is @1 of 2026-08-02T10:00:00Z"), "\(baseline)")
        #expect(try sql("select series, id from snapshots order by id") == "series,id\r\norders,1\r\nother,2\r\nother,3\r\n")
    }

    /// A merge treats a dump as `snap` does: a label is no difference, and a newer reading is better.
    @Test func aMergeTakesTheNewerReading() throws {
        #expect(try run("snap", "--series", "orders", "--label", "n=1", "--no-git", "a.core").code == 0)
        #expect(
            try run("snap", "--series", "orders", "--label", "n=2", "--label", "m=3", "--no-git", "a.core", "--store", "other.db").code == 0
        )
        try makeOlder()
        let merged = try run("store", "merge", "other.db")
        #expect(
            merged.output
                == "other.db: 0 added, 1 replaced by a better reading (@1), 1 label added, 1 other label kept as here.\n", "\(merged)")
        #expect(try sql("select count(*) as n from totals where committed > 1") == "n\r\n1\r\n")
        #expect(try sql("select key, value from labels order by key") == "key,value\r\nm,3\r\nn,1\r\n")
        #expect(try run("store", "merge", "other.db").output == "other.db: 0 added, 1 known already, 1 other label kept as here.\n")
        #expect(try run("store", "verify").code == 0)
    }

    @Test func theDocumentSaysTheSame() throws {
        #expect(try run("snap", "--label", "commit=aaa", "--at", "@5", "--no-git", "a.core").code == 0)
        let snapped = try run("snap", "--series", "orders", "--label", "commit=bbb", "--at", "@6", "--no-git", "a.core", "--json")
        for text in [
            "\"outcome\" : \"known\"", "\"known\" : true", "\"joined\" : \"orders\"", "\"after\" : \"bbb\"", "\"before\" : \"aaa\"",
            "\"after\" : \"1970-01-01T00:00:06Z\"",
        ] { #expect(snapped.output.contains(text), "\(snapped)") }
    }
}
