import Testing

/// The time of a dump without one of its own: that in its name comes before that of its file.
@Suite struct NameTimesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private func time(_ reference: String) throws -> (time: String, source: String) {
        let shown = try run("show", reference, "--json")
        #expect(shown.code == 0, "\(shown)")
        func value(_ key: String) -> String {
            let line = shown.output.split(separator: "\n").first { $0.contains("\"\(key)\" : ") } ?? ""
            return line.split(separator: "\"").dropFirst(3).first.map(String.init) ?? ""
        }
        return (value("time"), value("time_source"))
    }

    @Test func theNameComesBeforeTheFile() throws {
        try MadeUpDumps.core(5, modified: "2026-09-09 09:09", to: "core_20260801_101500", in: folder)
        #expect(try run("snap", "core_20260801_101500").code == 0)
        #expect(try time("@1") == ("2026-08-01T10:15:00Z", "name"))
        // Earlier versions know no other word.
        let stored = try run("store", "sql", "select 1", "--json")
        #expect(stored.code == 0, "\(stored)")
        let capture = try Heapdrift.run(
            [folder["store.db"], "select capture from stored_snapshot"], program: ["/usr/bin/sqlite3"])
        #expect(capture.output.contains("\"time_source\":\"file\""), "\(capture)")
    }

    @Test func theMemberOfAnArchive() throws {
        try MadeUpDumps.core(5, modified: "2026-09-09 09:09", to: "core.orders.7.1785579300", in: folder)
        #expect(try Heapdrift.shell("tar cf core_20260101_000000.tar core.orders.7.1785579300", in: folder.path).code == 0)
        #expect(try run("snap", "core_20260101_000000.tar").code == 0)
        #expect(try time("@1") == ("2026-08-01T10:15:00Z", "name"))
    }

    @Test(arguments: ["core_20260230_101500", "core_99990101_101500", "plain.core"]) func aNameWithoutATime(name: String) throws {
        try MadeUpDumps.core(5, modified: "2026-09-09 09:09", to: name, in: folder)
        #expect(try run("snap", name).code == 0)
        #expect(try time("@1") == ("2026-09-09T09:09:00Z", "file"))
    }

    @Test func whatSaysTheTimeForCertainComesFirst() throws {
        try MadeUpDumps.minidump(5, time: 1_785_000_000, to: "dump_20260801_101500.dmp", in: folder)
        #expect(try run("snap", "dump_20260801_101500.dmp").code == 0)
        #expect(try time("@1").source == "dump")
        try MadeUpDumps.core(5, modified: "2026-09-09 09:09", to: "core_20260801_101500", in: folder)
        #expect(try run("snap", "--at", "2026-08-02", "core_20260801_101500").code == 0)
        #expect(try time("@2") == ("2026-08-02T00:00:00Z", "given"))
    }

    /// A name has no zone, so its time puts no snapshot before the latest of a series.
    @Test func theTimeOfANameOrdersNoSeries() throws {
        try MadeUpDumps.core(5, modified: "2026-08-01 10:00", to: "core_20260802_101500", in: folder)
        try MadeUpDumps.core(6, modified: "2026-08-01 10:00", to: "core_20260801_101500", in: folder)
        #expect(try run("snap", "--series", "orders", "core_20260802_101500").code == 0)
        let earlier = try run("snap", "--series", "orders", "core_20260801_101500")
        #expect(earlier.errors.contains("the time in the file's name (2026-08-01T10:15:00Z) is older than orders@latest"), "\(earlier)")
        #expect(try time("@2").source == "snap")
        #expect(try run("show", "orders", "--json").output.contains("\"file_time\" : \"2026-08-01T10:15:00Z\""))
        let diff = try run("diff", "core_20260802_101500", "core_20260801_101500", "--no-store", "--exit-code", "--json")
        #expect(diff.output.contains("reversed_by_file_times"), "\(diff)")
    }

    @Test(arguments: ["2026-02-30", "2026-08-01T25:00:00Z", "2026-08-01T10:00:00+20:00", "2026-13-01T00:00:00Z"])
    func aTimeThatDoesNotExistIsAnError(time: String) throws {
        try MadeUpDumps.core(5, modified: "2026-09-09 09:09", to: "a.core", in: folder)
        for words in [["snap", "a.core", "--at", time], ["store", "relabel", "@1", "--at", time], ["trend", "orders", "--since", time]] {
            let refused = try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
            #expect(refused.code == 2, "\(words): \(refused)")
            #expect(refused.errors.contains("2026-08-01"), "\(words): \(refused)")
        }
    }
}
