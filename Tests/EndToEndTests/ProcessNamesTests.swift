import Testing

/// The name of a dumped process, and comparisons of processes with different names.
@Suite struct ProcessNamesTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private func name(_ executable: String?, running entry: String? = nil) throws -> String {
        try MadeUpDumps.core(5, of: executable, running: entry, life: 1, to: "one.core", in: folder)
        let shown = try run("--no-store", "show", "one.core", "--json")
        #expect(shown.code == 0, "\(shown)")
        let line = shown.output.split(separator: "\n").first { $0.contains("\"process\" : ") } ?? ""
        return line.split(separator: "\"").dropFirst(3).first.map(String.init) ?? ""
    }

    @Test(arguments: [
        ("/app/MyCompany.Billing.Api", "MyCompany.Billing.Api"), ("/app/MyCompany.Billing.Api (deleted)", "MyCompany.Billing.Api"),
        ("/proc/4711/root/app/MyCompany.Billing.Api", "MyCompany.Billing.Api"),
        ("/var/lib/docker/overlay2/5b1/merged/app/MyCompany.Billing.Api", "MyCompany.Billing.Api"),
    ])
    func theExecutableWhereverItsPathIsSeenFrom(path: String, expected: String) throws {
        #expect(try name(path) == expected)
    }

    @Test(arguments: ["/usr/share/dotnet/dotnet", "/usr/bin/python3.12", "/opt/native/host", "/app/Orders.Api"])
    func theEntryAssembly(executable: String) throws {
        #expect(try name(executable, running: "Orders.Api.dll") == "Orders.Api")
    }

    /// App.dll is the first module outside of the runtime's folder; no `Main` of it runs.
    @Test func aHostWithoutAnEntryAssembly() throws {
        #expect(try name("/usr/bin/python3") == "App")
        #expect(try name(nil) == "App")
        #expect(try name("/opt/game/server") == "server")
    }

    private func pair() throws {
        try MadeUpDumps.core(50, of: "/app/MyCompany.Billing.Api", life: 1, to: "api.core", in: folder)
        try MadeUpDumps.core(50, of: "/app/MyCompany.Billing.Worker", life: 2, to: "worker.core", in: folder)
        for name in ["api.core", "worker.core"] {
            let snap = try run("snap", "--series", "billing", "--at", name == "api.core" ? "2026-08-01" : "2026-08-02", name)
            #expect(snap.code == 0, "\(snap)")
        }
    }

    private static let careful = "careful  different processes: MyCompany.Billing.Api, MyCompany.Billing.Worker"

    @Test func checkIsInconclusiveOnDifferentProcesses() throws {
        try pair()
        try folder.write("version: 1\nheap: {total: {max_growth: 1%}}\n", to: "heapdrift.yml")
        let check = try run("check", "@1", "@2")
        #expect(check.code == 4, "\(check)")
        #expect(check.output.contains(Self.careful), "\(check)")
        let diff = try run("diff", "@1", "@2")
        #expect(diff.output.contains(Self.careful), "\(diff)")
        #expect(diff.words.hasPrefix("Not comparable: the snapshots are of different processes: MyCompany.Billing.Api,"), "\(diff)")
        #expect(try run("diff", "@1", "@2", "--exit-code").code == 4)
        #expect(try run("diff", "@1", "@2", "--json").output.contains(#""verdict" : "inconclusive""#))
        // Another process is no new start of the first.
        #expect(!diff.output.contains("started anew"), "\(diff)")
        #expect(!check.output.contains("started anew"), "\(check)")
    }

    @Test func aBudgetAllowsDifferentProcesses() throws {
        try pair()
        try folder.write(
            "version: 1\nbaseline: {comparable: [runtime.major]}\nheap: {total: {max_growth: 1%}}\n", to: "heapdrift.yml")
        let check = try run("check", "@1", "@2")
        #expect(check.code == 0, "\(check)")
        #expect(check.output.contains(Self.careful), "\(check)")
    }

    @Test func trendOverSeveralProcessesIsCareful() throws {
        try pair()
        let trend = try run("trend", "billing")
        #expect(trend.output.contains(Self.careful), "\(trend)")
        let course = try run("trend", "billing", "heap.total")
        #expect(course.output.contains(Self.careful), "\(course)")
        #expect(try run("trend", "billing", "--json").output.contains("\"different processes: MyCompany.Billing.Api"))
    }

    /// A core whose notes do not list the mapped files says 15 bytes of the name, as all snapshots of older versions do.
    @Test func aNameThatIsCutOffIsNoOtherProcess() throws {
        try MadeUpDumps.core(50, of: "/app/MyCompany.Billing.Api", life: 1, to: "api.core", in: folder)
        #expect(try run("snap", "api.core").code == 0)
        let rename = try Heapdrift.run(
            [
                folder["store.db"],
                "update stored_snapshot set process = 'MyCompany.Billi', capture = json_remove(json_set(capture, '$.process', 'MyCompany.Billi'), '$.executable', '$.life')",
            ], program: ["/usr/bin/sqlite3"])
        try #require(rename.code == 0, "\(rename)")
        try MadeUpDumps.core(50, of: "/app/MyCompany.Billing.Api", life: 1, to: "later.core", in: folder, reversed: true)
        let diff = try run("diff", "@1", "later.core")
        #expect(diff.code == 0, "\(diff)")
        #expect(!diff.output.contains("careful  different"), "\(diff)")
    }
}
