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
        #expect(try shell("true | $H show -").errors.contains("/dev/stdin: nothing came; did the program before the pipe fail?"))
        #expect(try shell("$H show - < /dev/null").errors.contains("/dev/stdin: is a terminal or a device"))
        let twice = try shell("$H diff - - < $F/eventhandlers-0.core.zst")
        #expect(twice.code == 2, "\(twice)")
        #expect(twice.errors.contains("standard input ('-') can be read once"), "\(twice)")
    }

    @Test func aPipeIsHeldToTheLimitOfUnpacking() throws {
        let run = try shell("cat $F/eventhandlers-0.core.zst | $H show - --max-unpacked 64kB")
        #expect(run.code == 3, "\(run)")
        #expect(run.errors.contains("--max-unpacked"), "\(run)")
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
