import Glibc
import Testing

/// Dumps are read without a store where none is wanted or none can be, and a store in a working copy is no file to commit.
@Suite struct NoStoreTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try MadeUpDumps.core(50, modified: "2026-08-01 10:00", to: "a.core", in: folder)
        try MadeUpDumps.core(60, modified: "2026-08-02 10:00", to: "b.core", in: folder)
    }

    private static let readers = [
        ["diff", "a.core", "b.core"], ["show", "a.core"], ["doctor", "a.core"], ["check", "a.core", "b.core"],
    ]

    private func files(_ name: String = "") throws -> String {
        try Heapdrift.run(["-A", folder[name]], program: ["/bin/ls"]).output.split(separator: "\n").joined(separator: " ")
    }

    @Test func aComparisonLeavesNothingToCommit() throws {
        let git = ["GIT_CONFIG_GLOBAL": "/dev/null"]
        let script = """
            git init -q . && printf '*.core\\n' > .gitignore && git add .gitignore
            $H a.core b.core > /dev/null && git status --porcelain --untracked-files=all && ls -A .heapdrift && cat .heapdrift/.gitignore
            """
        let run = try Heapdrift.shell(script, environment: git, in: folder.path)
        #expect(run.code == 0, "\(run)")
        #expect(run.output == "A  .gitignore\n.gitignore\nstore.db\n*\n", "\(run)")
        // A folder that the user has made is the user's.
        let own = try Heapdrift.shell(
            "rm -r .heapdrift; mkdir .heapdrift; touch .heapdrift/mine; $H a.core b.core -q > /dev/null; ls -A .heapdrift",
            environment: git, in: folder.path)
        #expect(own.output == "mine\nstore.db\n", "\(own)")
        let elsewhere = try Heapdrift.shell("$H a.core b.core -q --store made/s.db > /dev/null; ls -A made", in: folder.path)
        #expect(elsewhere.output == "s.db\n", "\(elsewhere)")
    }

    @Test(arguments: readers)
    func noneIsWanted(_ words: [String]) throws {
        folder.makeFolder(".git")
        let run = try Heapdrift.run(words + ["--no-store"], in: folder.path)
        #expect([0, 1].contains(run.code), "\(run)")
        #expect(run.errors.isEmpty, "\(run)")
        #expect(!run.output.isEmpty)
        #expect(!run.output.contains("@1"), "\(run)")
        #expect(try files() == ".git a.core b.core")
        // What the store knows is not looked up.
        #expect(try Heapdrift.run(["snap", "--series", "s", "a.core", "b.core"], in: folder.path).code == 0)
        let again = try Heapdrift.run(words + ["--no-store"], in: folder.path)
        #expect(again.output == run.output)
        #expect(again.errors.isEmpty, "\(again)")
        let reference = try Heapdrift.run(["show", "s@latest", "--no-store"], in: folder.path)
        #expect(reference.code == 2, "\(reference)")
        #expect(reference.errors.contains("is in the store, which --no-store leaves out"), "\(reference)")
        let both = try Heapdrift.run(words + ["--no-store", "--store", "x.db"], in: folder.path)
        #expect(both.code == 2, "\(both)")
    }

    /// Neither a home nor a repository.
    @Test(arguments: readers)
    func thereIsNoPlaceForOne(_ words: [String]) throws {
        let run = try Heapdrift.run(words, environment: ["HOME": ""], in: folder.path)
        #expect([0, 1].contains(run.code), "\(run)")
        #expect(run.errorLines.count <= 1, "\(run)")
        #expect(run.errorLines.allSatisfy { $0.contains("neither a repository nor a home folder") }, "\(run)")
        #expect(try files() == "a.core b.core")
    }

    @Test(arguments: [
        ["snap", "a.core"], ["trend", "orders"], ["baseline", "set", "a.core", "--series", "orders"], ["store", "ls"], ["check", "orders"],
    ])
    func aVerbThatNeedsOneSaysSo(_ words: [String]) throws {
        let run = try Heapdrift.run(words, environment: ["HOME": ""], in: folder.path)
        #expect(run.code == 2, "\(run)")
        #expect(run.output.isEmpty, "\(run)")
        #expect(run.errors.contains("no place for the store: neither a repository nor a home folder; give --store PATH"), "\(run)")
        #expect(try files() == "a.core b.core")
    }

    /// A home that is not there and a repository that can only be read.
    @Test(arguments: readers)
    func noneCanBeWritten(_ words: [String]) throws {
        for name in ["a.core", "b.core"] { unsafe chmod(folder[name], 0o644) }
        unsafe chmod(folder.path, 0o755)
        for isRepository in [false, true] {
            if isRepository { folder.makeFolder(".git") }
            let run = try Heapdrift.runWithoutRights(words, environment: ["HOME": folder["no-home"], "TMPDIR": "/tmp"], in: folder)
            #expect([0, 1].contains(run.code), "\(run)")
            #expect(run.errorLines.count <= 1, "\(run)")
            #expect(run.errorLines.allSatisfy { $0.contains("cannot be written") }, "\(run)")
        }
        #expect(!(try files().contains(".heapdrift")))
        let snapped = try Heapdrift.runWithoutRights(["snap", "a.core"], environment: ["TMPDIR": "/tmp"], in: folder)
        #expect(snapped.code == 3, "\(snapped)")
        #expect(snapped.errors.contains("the store cannot be written: it or its folder is read-only"), "\(snapped)")
    }

    /// On a disk without room nothing half-written is left, neither of the store nor of its folder.
    @Test(.enabled(if: geteuid() == 0, "making a small disk needs root"))
    func aFullDiskGetsNoPartOfAStore() throws {
        folder.makeFolder("disk")
        let script = """
            mount -t tmpfs -o size=64k none disk || exit 9
            mkdir disk/.git; head -c 1m /dev/zero > disk/filler 2> /dev/null
            cd disk; $H ../a.core ../b.core > /dev/null; echo "diff $?"; ls -A; cd ..
            umount disk
            """
        let run = try Heapdrift.shell(script, environment: ["PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "TMPDIR": "/tmp"], in: folder.path)
        try #require(run.code != 9, "a machine whose root may not mount: \(run)")
        #expect(run.output == "diff 0\n.git\nfiller\n", "\(run)")
        #expect(run.errorLines.count == 1, "\(run)")
        #expect(run.errors.contains("the disk is full"), "\(run)")
    }

    /// Names have stand-ins also without a store, of this run alone.
    @Test func namesAreReplacedWithoutASalt() throws {
        for words in [["show", "a.core", "--redact", "--no-store"], ["show", "a.core", "--redact"]] {
            let run = try Heapdrift.run(words, environment: ["HOME": ""], in: folder.path)
            #expect(run.code == 0, "\(run)")
            #expect(!run.output.contains("Shop.Order"), "\(run)")
            #expect(run.errors.contains("those of this run alone"), "\(run)")
        }
        #expect(try files() == "a.core b.core")
    }

    @Test func anEmptyFileIsNoStore() throws {
        try folder.write("", to: "empty.db")
        try folder.write(String(repeating: "text ", count: 200), to: "text.db")
        for (file, found) in [("empty.db", "found nothing in it"), ("text.db", "found neither")] {
            for verb in ["verify", "import"] {
                let run = try Heapdrift.run(["store", verb, file, "-q"], environment: ["HEAPDRIFT_STORE": "s.db"], in: folder.path)
                #expect(run.code == 3, "\(run)")
                let sentence = "heapdrift: \(file): expected a file of 'heapdrift store export' or a store, \(found)\n"
                #expect(run.errors == sentence, "\(run)")
            }
        }
    }
}
