import Testing

/// A .gcdump file, which is not read yet: it is refused by its name, and fails nothing beside it.
@Suite struct GCDumpTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        // The beginning of the format: the signature with its length, then an object of type GCHeapDump.
        let object: [UInt8] = [4, 4, 1, 10, 0, 0, 0, 8, 0, 0, 0, 10, 0, 0, 0] + Array("GCHeapDump".utf8) + [6]
        try folder.write([0x14, 0, 0, 0] + Array("!FastSerialization.1".utf8) + object + [6], to: "orders.gcdump")
    }

    private func shell(_ script: String) throws -> Heapdrift.Run {
        try Heapdrift.shell(
            script, environment: ["HEAPDRIFT_STORE": folder["store.db"], "F": Fixtures.root + "/Tests/Fixtures"], in: folder.path)
    }

    private let refusal = "this is a .gcdump file, expected a dump of a .NET process"

    @Test(arguments: ["show", "snap", "doctor"]) func itIsRefusedByName(_ verb: String) throws {
        let run = try shell("$H \(verb) orders.gcdump --json")
        #expect(run.code == 3, "\(run)")
        #expect(run.output.contains(refusal), "\(run)")
        #expect(run.output.contains("dotnet-gcdump report"), "\(run)")
    }

    @Test func itFailsNoOtherMemberOfAnArchive() throws {
        let run = try shell("tar cf night.tar orders.gcdump -C $F eventhandlers-0.core.zst; $H snap night.tar")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("1 taken."), "\(run)")
        #expect(run.errors.contains("'night.tar': .gcdump files are not read yet and were passed over: orders.gcdump"), "\(run)")
        #expect(try shell("$H show night.tar").output.hasPrefix("LeakLab: 542 objects"))
    }

    @Test func anArchiveOfNothingElseIsRefusedByIt() throws {
        for words in ["snap alone.tar", "show alone.tar/orders.gcdump", "alone.tar"] {
            let run = try shell("tar cf alone.tar orders.gcdump store.db; $H \(words)")
            #expect(run.code == 3, "\(words): \(run)")
            #expect(run.errors.contains("alone.tar/orders.gcdump: " + refusal), "\(words): \(run)")
        }
    }
}
