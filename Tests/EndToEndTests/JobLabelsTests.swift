import Testing

/// Labels with the pod or the unit of the job that runs `snap`.
@Suite struct JobLabelsTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try MadeUpDumps.core(5, modified: "2026-08-01 10:00", to: "a.core", in: folder)
    }

    private func run(_ words: [String], _ environment: [String: String] = [:]) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: environment.merging(["HEAPDRIFT_STORE": folder["store.db"]]) { $1 }, in: folder.path)
    }

    private func labels(_ environment: [String: String], _ options: String...) throws -> String {
        let snap = try run(["snap"] + options + ["a.core"], environment)
        #expect(snap.code == 0, "\(snap)")
        let found = try run([
            "store", "sql", "select group_concat(key || '=' || value, ' ') as l from (select * from labels order by key)", "--format",
            "csv",
        ])
        return found.output.split(whereSeparator: \.isNewline).dropFirst().first.map(String.init) ?? ""
    }

    private static let pod = [
        "KUBERNETES_SERVICE_HOST": "10.0.0.1", "POD_NAMESPACE": "shop", "POD_NAME": "orders-7f9c", "CONTAINER_NAME": "orders",
        "CONTAINER_IMAGE": "registry.example/orders:1.4", "HOSTNAME": "other", "TOKEN": "SECRET",
    ]

    @Test func aPodOfKubernetes() throws {
        #expect(
            try labels(Self.pod) == "container=orders image=registry.example/orders:1.4 namespace=shop pod=orders-7f9c")
    }

    @Test func theHostNameIsThatOfThePod() throws {
        #expect(try labels(["KUBERNETES_SERVICE_HOST": "10.0.0.1", "HOSTNAME": "orders-7f9c"]) == "pod=orders-7f9c")
    }

    @Test func aHostNameAloneSaysNothing() throws {
        #expect(try labels(["HOSTNAME": "build-7", "CONTAINER_NAME": "x", "NODE_NAME": "agent"]) == "")
    }

    @Test func aUnitOfSystemd() throws {
        #expect(try labels(["SYSTEMD_UNIT": "orders-snap.service", "INVOCATION_ID": "4f1c"]) == "unit=orders-snap.service")
    }

    /// The pod of a CI system's runner is not that of the service.
    @Test func inACIJobOnlyWhatTheJobNames() throws {
        let runner = [
            "GITLAB_CI": "true", "CI_COMMIT_SHA": "4f1c2ab", "CI_COMMIT_REF_NAME": "main", "KUBERNETES_SERVICE_HOST": "10.0.0.1",
            "HOSTNAME": "runner-xyz", "INVOCATION_ID": "4f1c",
        ]
        #expect(try labels(runner) == "branch=main commit=4f1c2ab")
        #expect(try labels(runner.merging(["POD_NAME": "orders-7f9c"]) { $1 }) == "branch=main commit=4f1c2ab pod=orders-7f9c")
    }

    @Test func theyAreSwitchedOff() throws {
        #expect(try labels(Self.pod, "--no-job-labels") == "")
    }

    @Test func givenLabelsWinAndALaterJobChangesNothing() throws {
        #expect(try labels(Self.pod, "--label", "pod=mine").contains("pod=mine"))
        #expect(try labels(Self.pod.merging(["POD_NAME": "later"]) { $1 }).contains("pod=mine"))
    }

    @Test func redactionReplacesThem() throws {
        _ = try labels(Self.pod)
        let shown = try run(["show", "@1", "--redact", "--json"])
        #expect(shown.code == 0, "\(shown)")
        for word in ["orders-7f9c", "shop", "registry.example"] { #expect(!shown.output.contains(word), "\(word)") }
    }
}
