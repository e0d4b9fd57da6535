import DumpSynth
import Testing

/// .gcdump files: what a collection left alive, as a snapshot like that of a dump.
@Suite struct GCDumpTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for (name, count) in [("orders.gcdump", 1000), ("later.gcdump", 5000)] { try folder.write(GCDumpTests.bytes(count), to: name) }
    }

    /// A static list with so many orders.
    private static func bytes(_ count: Int) -> [UInt8] {
        var builder = GCDumpBuilder()
        _ = builder.pseudo("[.NET Roots]", [1])
        _ = builder.pseudo("[static vars]", [2])
        _ = builder.pseudo("[static var Shop.Orders.all]", [3])
        _ = builder.object("Shop.Order[]", Int32(24 + 8 * count), Array(4..<(4 + count)))
        for _ in 0..<count { _ = builder.object("Shop.Order", 480) }
        builder.process = "Shop"
        return builder.bytes()
    }

    private func shell(_ script: String) throws -> Heapdrift.Run {
        try Heapdrift.shell(
            script, environment: ["HEAPDRIFT_STORE": folder["store.db"], "F": Fixtures.root + "/Tests/Fixtures"], in: folder.path)
    }

    @Test func itIsShownAndCompared() throws {
        let shown = try shell("$H show orders.gcdump")
        #expect(shown.code == 0, "\(shown)")
        #expect(shown.output.hasPrefix("Shop: 1,001 objects"), "\(shown)")
        #expect(shown.output.contains("Shop.Order"), "\(shown)")
        let compared = try shell("$H orders.gcdump later.gcdump")
        #expect(compared.code == 0, "\(compared)")
        #expect(compared.words.contains("static Shop.Orders.all"), "\(compared)")
        let doctor = try shell("$H doctor orders.gcdump")
        #expect(doctor.code == 0, "\(doctor)")
        #expect(doctor.output.hasPrefix("orders.gcdump: what is alive of Shop, .NET"), "\(doctor)")
        #expect(doctor.output.contains("heapdrift orders.gcdump LATER.gcdump"), "\(doctor)")
        let json = try shell("$H show orders.gcdump --json").output.filter { !$0.isWhitespace }
        #expect(json.contains(#""kind":"gcdump""#))
    }

    /// What only a dump has is not silently left out.
    @Test func whatItDoesNotHoldIsSaid() throws {
        let shown = try shell("$H show orders.gcdump --only threads,types --retained")
        #expect(shown.errors.contains("'orders.gcdump': '--retained' changes nothing for a .gcdump file"), "\(shown)")
        #expect(shown.errors.contains("'orders.gcdump': the file does not hold threads"), "\(shown)")
    }

    @Test func besideADumpItIsPassedOverByName() throws {
        let run = try shell("tar cf night.tar orders.gcdump -C $F eventhandlers-0.core.zst; $H snap night.tar")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("1 taken."), "\(run)")
        #expect(run.errors.contains(".gcdump files beside dumps were passed over: orders.gcdump"), "\(run)")
        #expect(run.errors.contains("'night.tar/orders.gcdump'"), "\(run)")
        #expect(try shell("$H show night.tar").output.hasPrefix("LeakLab: 542 objects"))
        #expect(try shell("$H show night.tar/orders.gcdump").output.hasPrefix("Shop: 1,001 objects"))
    }

    @Test func anArchiveOfNothingElseIsASeries() throws {
        let run = try shell("tar cf alone.tar orders.gcdump store.db later.gcdump; $H snap --series shop alone.tar")
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("2 taken."), "\(run)")
        #expect(try shell("$H show @1").output.contains("1,001 objects"))
        #expect(try shell("tar cf one.tar later.gcdump; gzip one.tar; $H show one.tar.gz").output.contains("5,001 objects"))
    }

    /// Real files: 116, 217 and 318 listeners of an event of a catalogue, which a static field holds.
    @Test func theSubscriptionsOfThreeNightsAreNamed() throws {
        let run = try shell("$H snap --series shop $F/graphs/shop.tar.zst; $H diff @1 @2 @3")
        #expect(run.code == 0, "\(run)")
        #expect(
            run.words.contains("Leak: handlers of an event that are not removed: System.EventHandler<Shop.PriceChanged> +101 objects"),
            "\(run)")
        #expect(run.words.contains("held by static Shop.Catalogue catalogue > System.EventHandler<Shop.PriceChanged>"), "\(run)")
        let types = try shell("$H show @3 types --type 'Shop.*' --format csv")
        #expect(types.output.contains("Shop.PriceWatch,Nightly.dll,318,7632"), "\(types)")
    }

    @Test func damagedFilesAreRefusedByWhatIsWrong() throws {
        let run = try shell("head -c 200 orders.gcdump >cut.gcdump; $H show cut.gcdump")
        #expect(run.code == 3, "\(run)")
        #expect(run.errors.contains("cut.gcdump: the file ends inside"), "\(run)")
        // The beginning of the format: the signature with its length, then an object of an old version.
        let object: [UInt8] = [4, 4, 1, 7, 0, 0, 0, 4, 0, 0, 0, 10, 0, 0, 0] + Array("GCHeapDump".utf8) + [6]
        try folder.write([0x14, 0, 0, 0] + Array("!FastSerialization.1".utf8) + object + [6], to: "old.gcdump")
        let old = try shell("$H show old.gcdump")
        #expect(old.code == 3, "\(old)")
        #expect(old.errors.contains("a .gcdump file of version 7"), "\(old)")
    }
}
