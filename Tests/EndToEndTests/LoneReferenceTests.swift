import Testing

/// A single word after the program's name, where two dumps are usual.
@Suite struct LoneReferenceTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func shell(_ script: String) throws -> Heapdrift.Run {
        try Heapdrift.shell(
            script, environment: ["HEAPDRIFT_STORE": folder["store.db"], "F": Fixtures.root + "/Tests/Fixtures"], in: folder.path)
    }

    @Test func oneDumpIsShown() throws {
        let run = try shell("$H $F/eventhandlers-0.core.zst")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.hasPrefix("LeakLab: 542 objects"), "\(run)")
        #expect(run.errors.contains("one dump says nothing of growth"), "\(run)")
        #expect(try shell("$H @1").output == run.output)
    }

    @Test func theFirstDumpOfAnArchiveIsComparedWithTheLast() throws {
        let run = try shell(
            "tar cf night.tar -C $F README.md eventhandlers-0.core.zst eventhandlers-1.core.zst eventhandlers-2.core.zst; $H night.tar")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.hasPrefix("LeakLab grew: +6,014 live objects"), "\(run)")
        #expect(run.errors.contains("'night.tar' holds 3 dumps: the first is compared with the last"), "\(run)")
        #expect(try shell("$H diff night.tar --exit-code").code == 1)
    }

    @Test func anArchiveOfOneDumpIsThatDump() throws {
        let run = try shell("tar cf one.tar -C $F eventhandlers-0.core.zst; $H one.tar")
        #expect(run.output.hasPrefix("LeakLab: 542 objects"), "\(run)")
    }

    @Test func aComparisonThatWasAskedForNeedsTwo() throws {
        for words in ["diff $F/eventhandlers-0.core.zst", "$F/eventhandlers-0.core.zst --exit-code"] {
            let run = try shell("$H \(words)")
            #expect(run.code == 2, "\(run)")
            #expect(run.errors.contains("is one dump, and a comparison needs two"), "\(run)")
        }
        #expect(try shell("$H diff ./nothing.core").code == 3)
        let missing = try shell("$H diff nothing.core")
        #expect(missing.code == 3, "\(missing)")
        #expect(missing.errors.contains("nothing.core: No such file or directory"), "\(missing)")
        #expect(try shell("$H snap --series orders $F/eventhandlers-0.core.zst").code == 0)
        for (word, earlier) in [("orders", "latest~1"), ("orders@latest", "latest~1"), ("orders@latest~1", "latest~2")] {
            let series = try shell("$H diff \(word)")
            #expect(series.code == 2, "\(series)")
            #expect(
                series.errors.contains(
                    "'\(word)' is one snapshot, and a comparison needs two; 'heapdrift diff orders@\(earlier) \(word)' compares it with the "
                        + "one before"), "\(series)")
        }
        #expect(try shell("$H diff @1").errors.contains("'@1' is one snapshot, and a comparison needs two; give the later one too"))
        #expect(try shell("$H diff oders").errors.contains("no such series in"))
    }

    @Test func aWordThatIsNothingIsSaidToBeNothing() throws {
        let run = try shell("$H lab lab")
        #expect(run.code == 2, "\(run)")
        #expect(run.errorLines.first == "heapdrift: unknown verb 'lab', and there is no file or folder of that name")
    }
}
