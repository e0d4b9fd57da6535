import Testing

/// File names that are not UTF-8, which is an encoding of text and no rule of the file system.
@Suite struct OddFileNamesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func shell(_ script: String) throws -> Heapdrift.Run {
        try Heapdrift.shell(
            "odd=$(printf 'caf\\351'); " + script,
            environment: ["HEAPDRIFT_STORE": folder["store.db"], "F": Fixtures.root + "/Tests/Fixtures"], in: folder.path)
    }

    @Test func aDumpIsReadAndNamedSoThatItCanBeRecognised() throws {
        let run = try shell("cp $F/eventhandlers-0.core.zst $odd.core.zst; $H show $odd.core.zst")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("caf\\xe9.core.zst"), "\(run)")
        #expect(try shell("$H store ls --json").output.contains(#""path" : "caf\\xe9.core.zst""#) == false)
        #expect(try shell("$H show @1 --json --top 1").output.contains(#""caf\\xe9.core.zst""#))
    }

    @Test func aMissingFileIsNamed() throws {
        let run = try shell("$H show $odd.core; $H show $odd.core --json 2>/dev/null")
        #expect(run.errors.contains("heapdrift: caf\\xe9.core: No such file or directory"), "\(run)")
        #expect(run.output.contains(#""message" : "caf\\xe9.core: No such file or directory""#), "\(run)")
    }

    @Test func aMemberOfAnArchiveIsFound() throws {
        let run = try shell(
            "cp $F/eventhandlers-0.core.zst $odd.core.zst; tar cf $odd.tar $odd.core.zst $odd.core.zst; $H show $odd.tar/$odd.core.zst")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("LeakLab: 542 objects"), "\(run)")
    }

    @Test func resultsBudgetsAndStoresMayHaveThem() throws {
        let run = try shell(
            """
            cd $F && cd - >/dev/null; mkdir $odd
            printf 'version: 1\\nheap: {objects: {max: 10}}\\n' > $odd.yml
            $H check $F/eventhandlers-0.core.zst --store $odd/store.db --budget $odd.yml -o json:$odd.json
            echo $?; test -s $odd.json && test -s $odd/store.db && echo both
            """)
        #expect(run.output.contains("caf\\xe9.yml:2:"), "\(run)")
        #expect(run.output.hasSuffix("1\nboth\n"), "\(run)")
    }
}
