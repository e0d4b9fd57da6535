import DumpSynth
import Testing

/// `--max-memory` leaves out what does not fit, and a later reading adds it.
@Suite struct MaxMemoryTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private func sql(_ query: String) throws -> String { try run("store", "sql", query, "--format", "csv", "-q").output }

    @Test func whatDoesNotFitIsLeftOutAndReadLater() throws {
        let dump = Fixtures.packed(0)
        let short = try run("snap", "--series", "orders", "--max-memory", "100 kB", dump)
        #expect(short.code == 0, "\(short)")
        #expect(short.output.contains("what is alive and who holds it was left out"), "\(short)")
        #expect(try sql("select count(*) as n from holders") == "n\r\n0\r\n")
        let reader = try sql("select reader from snapshots")
        // The machine still has too little.
        let again = try run("snap", "--series", "orders", "--max-memory", "100 kB", dump)
        #expect(again.output.hasPrefix("0 taken, 1 known already.\n"), "\(again)")
        #expect(again.errors.contains("not read again"), "\(again)")
        // Now it has enough: the same snapshot has more.
        let whole = try run("snap", "--series", "orders", dump)
        #expect(whole.errors.contains("what was left out is read now"), "\(whole)")
        #expect(try sql("select count(*) > 5 as n from holders") == "n\r\n1\r\n")
        #expect(try sql("select reader from snapshots") == reader)
        // It does not get less again.
        let less = try run("snap", "--series", "orders", "--max-memory", "100 kB", dump)
        #expect(less.output.hasPrefix("0 taken, 1 known already.\n"), "\(less)")
        #expect(try sql("select count(*) > 5 as n from holders") == "n\r\n1\r\n")
        #expect(try run("store", "verify").code == 0)
    }

    @Test func showReadsAgainToo() throws {
        let dump = Fixtures.packed(0)
        let short = try run("show", dump, "types", "--max-memory", "100 kB", "--json")
        #expect(short.code == 0, "\(short)")
        #expect(!short.output.contains("\"live_count\""), "\(short)")
        #expect(try run("show", dump, "types", "--json").output.contains("\"live_count\""))
        let doctor = try run("doctor", dump, "--max-memory", "100 kB")
        #expect(doctor.output.contains("--max-memory"), "\(doctor)")
    }

    /// Of a real process: the multiplexer holds the publisher's delegates and what they hold.
    @Test func whatIsRetainedIsShownOnRequest() throws {
        let dump = Fixtures.packed(2)
        let page = try run("show", dump, "types", "--retained", "--json")
        #expect(page.output.contains("\"retained_bytes\""), "\(page)")
        #expect(!(try run("show", dump, "types", "--json")).output.contains("\"retained_bytes\""))
        let rows = try sql(
            "select name, count, live_count, retained_count, retained_bytes >= live_bytes as all_own from types where retained_count > 0 order by name"
        )
        let lines = rows.split(separator: "\r\n").dropFirst()
        #expect(lines.count > 100, "\(rows)")
        #expect(lines.allSatisfy { $0.hasSuffix(",1") }, "\(rows)")
        // The multiplexer is not only below itself: all of the program's own handlers hang on it alone.
        let mux = try sql("select retained_count > 6000 as n from types where name = 'StackExchange.Redis.ConnectionMultiplexer'")
        #expect(mux.split(whereSeparator: \.isNewline) == ["n", "1"], "\(mux)")
        for option in ["--retained", "--addresses"] {
            let doubled = try run("snap", option, "--no-holders", dump)
            #expect(doubled.code == 2, "\(doubled)")
            #expect(doubled.errors.contains("'\(option)' follows references, and '--no-holders' does not"), "\(doubled)")
        }
    }

    @Test func aSizeIsWanted() throws {
        let run = try run("snap", "--max-memory", "much", Fixtures.packed(0))
        #expect(run.code == 2)
        #expect(run.errors.contains("'--max-memory' takes a size like"), "\(run)")
    }
}
