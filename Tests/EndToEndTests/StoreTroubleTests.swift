import Glibc
import Testing

/// Tests stores that cannot be used, and processes that are interrupted.
@Suite struct StoreTroubleTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var environment: [String: String] { ["HEAPDRIFT_STORE": folder["store.db"]] }

    private func run(_ words: String...) throws -> Heapdrift.Run { try Heapdrift.run(words, environment: environment, in: folder.path) }

    @Test func whatIsNoStoreIsLeftAlone() throws {
        let text = "Dear diary, " + String(repeating: "this is a long day. ", count: 20)
        try folder.write(text, to: "store.db")
        for words in [["store", "ls"], ["snap", Fixtures.packed(0)], ["show", "@1"]] {
            let run = try Heapdrift.run(words, environment: environment, in: folder.path)
            #expect(run.code == 3, "\(run)")
            #expect(run.errors.contains("is not a heapdrift store"), "\(run)")
        }
        #expect(fileBytes(folder["store.db"]) == Array(text.utf8))
    }

    /// A later format alone is none of our business; a later minimum is.
    @Test func aStoreForNewerProgramsAloneIsRefused() throws {
        #expect(try run("snap", Fixtures.packed(0), "--only", "modules").code == 0)
        func change(_ sql: String) throws {
            let script = "import sqlite3, sys; sqlite3.connect(sys.argv[1], isolation_level=None).executescript(sys.argv[2])"
            #expect(try Heapdrift.run(["-c", script, folder["store.db"], sql], program: ["/usr/bin/python3"]).code == 0)
        }
        try change("pragma user_version = 77")
        #expect(try run("store", "ls").code == 0)
        try change("update stored_format set oldest_reader = 77")
        let run = try run("store", "ls", "-q")
        #expect(run.code == 3)
        #expect(
            run.errors
                == "heapdrift: \(folder["store.db"]): written by a newer heapdrift (schema 77, this one knows up to 5); update heapdrift\n",
            "\(run)")
    }

    @Test func readingDoesNotMakeAStore() throws {
        let run = try run("store", "ls")
        #expect(run.code == 3)
        #expect(run.errors.contains("there is no store yet"), "\(run)")
        #expect(fileBytes(folder["store.db"]) == nil)
    }

    /// In a folder that can only be read the store answers, and a new dump is read and not kept.
    @Test func aReadOnlyStoreStillAnswers() throws {
        folder.makeFolder("shelf")
        let store = folder["shelf/store.db"]
        #expect(try run("snap", Fixtures.packed(0), "--series", "s", "--store", store).code == 0)
        unsafe chmod(store, 0o444)
        unsafe chmod(folder["shelf"], 0o555)
        defer { unsafe chmod(folder["shelf"], 0o755) }
        func read(_ words: String...) throws -> Heapdrift.Run {
            try Heapdrift.runWithoutRights(words + ["--store", store], environment: ["TMPDIR": "/tmp"], in: folder)
        }
        let shown = try read("show", "s@latest")
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.output.contains("LeakLab: "), "\(shown)")
        #expect(try read("store", "sql", "select count(*) as n from types").code == 0)
        let snapped = try read("snap", Fixtures.packed(1))
        #expect(snapped.code == 3, "\(snapped)")
        #expect(snapped.errors.contains("cannot be written"), "\(snapped)")
        let compared = try read("diff", "s@latest", Fixtures.packed(1))
        #expect(compared.code == 0, "\(compared)")
        #expect(compared.output.contains("grew"), "\(compared)")
        #expect(compared.errors.contains("cannot be written"), "\(compared)")
    }

    /// On a disk of 200 kB (in memory, which needs root) the second snapshot does not fit, and the first one stays.
    @Test(.enabled(if: geteuid() == 0, "making a small disk needs root"))
    func aFullDiskLeavesTheStoreAsItWas() throws {
        folder.makeFolder("disk")
        // The dumps are unpacked elsewhere, because the small disk has no space for them.
        try Fixtures.unpack(["eventhandlers-0.core", "eventhandlers-1.core"], into: folder)
        let script = """
            mount -t tmpfs -o size=200k none disk || exit 9
            $H snap eventhandlers-0.core --only modules -q; echo "first $?"
            head -c 1m /dev/zero > disk/filler 2>/dev/null
            $H snap eventhandlers-1.core -q; echo "second $?"
            rm disk/filler
            $H store ls -q; echo "list $?"
            umount disk
            """
        let environment = ["HEAPDRIFT_STORE": folder["disk/store.db"], "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "TMPDIR": "/tmp"]
        let run = try Heapdrift.shell(script, environment: environment, in: folder.path)
        try #require(run.code != 9, "a machine whose root may not mount: \(run)")
        #expect(run.output.contains("first 0"), "\(run)")
        #expect(run.output.contains("second 3"), "\(run)")
        #expect(run.output.contains("list 0"), "\(run)")
        #expect(run.errors.contains("disk"), "\(run)")
        #expect(run.output.contains("@1"), "\(run)")
        #expect(!run.output.contains("@2"), "\(run)")
    }

    @Test func killedInTheMiddleWhatWasFinishedIsThere() throws {
        let script = """
            $H snap --series s \(Fixtures.packed(0)) \(Fixtures.packed(1)) \(Fixtures.packed(2)) -q > /dev/null &
            until $H store ls s -q 2> /dev/null | grep -q '^@1'; do kill -0 $! || exit 9; done
            kill -9 $!; wait $!
            $H store ls s --format csv -q; echo "list $?"
            $H snap --series s \(Fixtures.packed(0)) \(Fixtures.packed(1)) \(Fixtures.packed(2)) -q; echo "again $?"
            ls -A
            """
        let run = try Heapdrift.shell(script, environment: environment, in: folder.path)
        #expect(run.output.contains("list 0"), "\(run)")
        #expect(run.output.contains("again 0"), "\(run)")
        #expect(run.output.contains("known"), "\(run)")
        #expect(run.output.contains("@3"), "\(run)")
        #expect(!run.output.contains(".heapdrift-unpacked"), "\(run)")
    }

    @Test func interruptedWhatWasFinishedIsThereAndARerunResumes() throws {
        let script = """
            $H snap --series s \(Fixtures.packed(0)) \(Fixtures.packed(1)) \(Fixtures.packed(2)) > /dev/null 2> said &
            until $H store ls s -q 2> /dev/null | grep -q '^@1'; do kill -0 $! || exit 9; done
            kill -INT $!; wait $!; echo "first $?"
            cat said
            $H snap --series s \(Fixtures.packed(0)) \(Fixtures.packed(1)) \(Fixtures.packed(2)) -q; echo "again $?"
            """
        // A shell without job control starts background work with Ctrl-C ignored. The program handles it all the same.
        let run = try Heapdrift.shell(script, environment: environment, in: folder.path)
        #expect(run.output.contains("first 130"), "\(run)")
        #expect(run.output.contains("interrupted"), "\(run)")
        #expect(run.output.contains("again 0"), "\(run)")
        #expect(run.output.contains("known"), "\(run)")
    }

    @Test func twoProcessesWriteOneStore() throws {
        let script = """
            $H snap --series a \(Fixtures.packed(0)) -q & one=$!
            $H snap --series b \(Fixtures.packed(1)) -q & two=$!
            wait $one && wait $two && $H store ls -q --json
            """
        let run = try Heapdrift.shell(script, environment: environment, in: folder.path)
        #expect(run.code == 0, "\(run)")
        #expect(run.errors.isEmpty, "\(run)")
        #expect(run.output.contains("\"a\""), "\(run)")
        #expect(run.output.contains("\"b\""), "\(run)")
    }

    @Test func outputClosedEarlyIsNoError() throws {
        #expect(try run("snap", Fixtures.packed(2)).code == 0)
        let run = try Heapdrift.run(["show", "@1", "types", "--all"], environment: environment, closingOutputAfter: 10)
        #expect(run.code == 0, "\(run)")
        #expect(run.errorLines.allSatisfy { $0.hasPrefix("store: ") }, "\(run)")
    }
}
