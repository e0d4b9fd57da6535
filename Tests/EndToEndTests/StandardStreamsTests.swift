import Testing

/// `-` is standard input or standard output in the place of a file.
@Suite struct StandardStreamsTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func shell(_ script: String, _ environment: [String: String] = [:]) throws -> Heapdrift.Run {
        try Heapdrift.shell(
            script,
            environment: ["HEAPDRIFT_STORE": folder["store.db"], "F": Fixtures.root + "/Tests/Fixtures"].merging(environment) { $1 },
            in: folder.path)
    }

    @Test func aDumpComesThroughAPipe() throws {
        let run = try shell("cat $F/eventhandlers-0.core.zst | $H show -")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.hasPrefix("LeakLab: 542 objects"), "\(run)")
    }

    @Test func aDumpComesFromAFileBesideAnother() throws {
        let run = try shell("$H - $F/eventhandlers-1.core.zst < $F/eventhandlers-0.core.zst")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.hasPrefix("LeakLab grew"), "\(run)")
    }

    @Test func aKnownDumpOfStandardInputIsNamed() throws {
        #expect(try shell("cat $F/eventhandlers-0.core.zst | $H show -").code == 0)
        for words in ["show -", "snap -"] {
            let again = try shell("cat $F/eventhandlers-0.core.zst | $H \(words)")
            #expect(again.errors.contains("standard input is known as @1 and not read again"), "\(again)")
            #expect(!again.errors.contains("/dev/stdin"), "\(again)")
        }
    }

    @Test func nothingOnStandardInputIsSaid() throws {
        #expect(try shell("true | $H show -").errors.contains("standard input: nothing came; did the program before the pipe fail?"))
        // Jobs of cron have it so, or closed.
        for words in ["snap - < /dev/null", "snap - <&-"] {
            let run = try shell("$H \(words)")
            #expect(run.code == 3, "\(words): \(run)")
            #expect(run.errors.contains("standard input: nothing is on it; send a dump into it"), "\(words): \(run)")
        }
        #expect(try shell("$H show - < /dev/zero").errors.contains("standard input: is a terminal or a device"))
        let twice = try shell("$H diff - - < $F/eventhandlers-0.core.zst")
        #expect(twice.code == 2, "\(twice)")
        #expect(twice.errors.contains("standard input ('-') can be read once"), "\(twice)")
    }

    @Test func aPipeIsHeldToTheLimitOfUnpacking() throws {
        let run = try shell("cat $F/eventhandlers-0.core.zst | $H show - --max-unpacked 64kB")
        #expect(run.code == 3, "\(run)")
        #expect(run.errors.contains("--max-unpacked"), "\(run)")
    }

    /// A pipe has neither a name nor a time.
    @Test func aDumpOfAPipeHasTheTimeOfTheRun() throws {
        let run = try shell("cat $F/eventhandlers-0.core.zst | $H snap --series s --json -; $H show @1 --json")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains(#""time_source" : "snap""#), "\(run)")
        #expect(run.output.contains(#""file_time" : null"#), "\(run)")
        #expect(run.output.contains(#""path" : "standard input""#), "\(run)")
        #expect(!run.output.contains("/dev/stdin"), "\(run)")
        let second = try shell("cat $F/eventhandlers-1.core.zst | $H snap --series s -; $H store ls --format csv")
        #expect(!second.errors.contains("careful"), "\(second)")
    }

    @Test func aBatchComesThroughAPipe() throws {
        let archive = "tar cf - -C $F eventhandlers-0.core.zst eventhandlers-1.core.zst README.md"
        let run = try shell("\(archive) | $H snap --series s - $F/eventhandlers-2.core.zst")
        #expect(run.output.contains("3 taken"), "\(run)")
        #expect(run.output.contains("standard input/eventhandlers-1.core.zst"), "\(run)")
        #expect(run.errors.contains("standard input: 1 member passed over"), "\(run)")
        let several = try shell("\(archive) | $H show -")
        #expect(several.code == 3, "\(several)")
        #expect(several.errors.contains("standard input: an archive with several dumps"), "\(several)")
        #expect(several.errors.contains("name one of them after a slash, like /dev/stdin/NAME"), "\(several)")
        let one = try shell("\(archive) | $H show -q /dev/stdin/eventhandlers-1.core.zst --no-store")
        #expect(one.output.hasPrefix("LeakLab: 3,553 objects"), "\(one)")
    }

    /// A command at a terminal has no pipe to read.
    @Test func adviceNamesAFile() throws {
        let run = try shell("cat $F/eventhandlers-0.core.zst | $H doctor -")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("heapdrift FILE LATER.core"), "\(run)")
        #expect(!run.output.contains("heapdrift - "), "\(run)")
    }

    @Test func anExportedSnapshotIsToBeAFile() throws {
        let run = try shell(
            "$H snap -q $F/eventhandlers-0.core.zst; $H store export a.heapdrift @1; cat a.heapdrift | $H show - --no-store")
        #expect(run.code == 3, "\(run)")
        #expect(run.errors.contains("an exported snapshot is read from a file of its own alone"), "\(run)")
    }

    /// The kernel starts a program of core_pattern without an environment, with nothing but standard input open.
    @Test func aCoreComesFromTheKernel() throws {
        let run = try shell("zstd -qdc $F/eventhandlers-0.core.zst | env -i $H snap --store k.db - >&- 2>&-; $H show -q @1 --store k.db")
        #expect(run.output.hasPrefix("LeakLab: 542 objects"), "\(run)")
    }

    @Test func everyVerbThatReadsADumpReadsAPipe() throws {
        for (words, code, text) in [
            ("doctor -", 0, "standard input: a heap dump of LeakLab"), ("diff - $F/eventhandlers-1.core.zst", 0, "LeakLab grew"),
            ("check $F/eventhandlers-1.core.zst --against - --max heap.objects=10", 1, "FAIL"), ("init -", 0, "heapdrift"),
        ] {
            let run = try shell("rm -f heapdrift.yml; cat $F/eventhandlers-0.core.zst | $H \(words)")
            #expect(run.code == code, "\(words): \(run)")
            #expect(run.output.contains(text), "\(words): \(run)")
        }
    }

    @Test func aPipeThatEndsEarlyIsSaid() throws {
        let packed = try shell("head -c 300000 $F/eventhandlers-0.core.zst | $H show -")
        #expect(packed.code == 3, "\(packed)")
        #expect(packed.errors.contains("standard input: the compressed file ends in the middle"), "\(packed)")
        let plain = try shell("zstd -qdc $F/eventhandlers-0.core.zst | head -c 3000000 | $H show -")
        #expect(plain.code == 3, "\(plain)")
        #expect(plain.errors.contains("standard input: the file is cut off"), "\(plain)")
    }

    @Test func aTerminalIsAWrongCommandLine() throws {
        let run = try shell(#"script -qec "$H show -" /dev/null </dev/null"#)
        #expect(run.code == 2, "\(run)")
        #expect(run.output.contains("'-' reads standard input, which is this terminal"), "\(run)")
    }

    /// Files may not be larger than 51,200 bytes here. The signal of that (SIGXFSZ) would end the process.
    @Test func aPipeThatCannotBeKeptIsSaid() throws {
        let run = try shell("ulimit -f 100; cat $F/eventhandlers-0.core.zst | $H show - --no-store", ["TMPDIR": folder.path])
        #expect(run.code == 3, "\(run)")
        #expect(run.errors.contains("standard input: cannot be written to \(folder.path): File too large"), "\(run)")
    }

    /// Pages of zeros take no space, so that a sparse core is sparse again.
    @Test func nothingStaysOfAPipe() throws {
        let run = try shell("cat $F/eventhandlers-0.core.zst | $H show -q - --top 0; ls -A")
        #expect(run.output.split(separator: "\n").dropFirst() == ["store.db"], "\(run)")
    }

    @Test func aBudgetComesThroughAPipe() throws {
        let run = try shell("printf 'version: 1\\nheap: {objects: {max: 10}}\\n' | $H check $F/eventhandlers-0.core.zst --budget -")
        #expect(run.code == 1, "\(run)")
        #expect(run.output.contains("rules of standard input"), "\(run)")
    }

    @Test func anOutputFileOfMinusIsTheFormatOfStandardOutput() throws {
        let asJSON = try shell("$H show $F/eventhandlers-0.core.zst --json")
        for words in ["-o json:-", "--format csv -o json:-", "-o json:- -o other.csv"] {
            let run = try shell("$H show $F/eventhandlers-0.core.zst \(words)")
            #expect(run.output == asJSON.output, "\(words): \(run)")
        }
        #expect(fileBytes(folder["-"]) == nil)
        #expect(try shell("$H show nothing.core -o json:-").output.contains("\"kind\":\"error\"") == false)
        #expect(try shell("$H show nothing.core -o json:-").output.contains("cannot-open"))
    }

    /// A full disk is neither a wrong command line nor a wrong input.
    @Test func aFullDeviceHasACodeOfItsOwn() throws {
        for words in ["show $F/eventhandlers-0.core.zst", "--help", "check $F/eventhandlers-0.core.zst --max heap.objects=10"] {
            let run = try shell("$H \(words) > /dev/full")
            #expect(run.code == 74, "\(words): \(run)")
            #expect(run.errors.contains("No space left on device"), "\(words): \(run)")
        }
        #expect(try shell("$H show $F/eventhandlers-0.core.zst -o json:/dev/full").code == 74)
        #expect(try shell("$H show $F/eventhandlers-0.core.zst -o nowhere/a.json").code == 2)
    }
}
