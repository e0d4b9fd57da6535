import Testing

/// The store says what is wrong; the program adds which verb or option helps.
@Suite struct StoreAdviceTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(try #require(fileBytes(Fixtures.root + "/Snapshots/demo.db")), to: "store.db")
    }

    private func errors(_ words: String..., store: String = "store.db") throws -> String {
        let run = try Heapdrift.run(words + ["-q"], environment: ["HEAPDRIFT_STORE": store], in: folder.path)
        #expect(run.code == 2 || run.code == 3, "\(run)")
        return run.errors
    }

    @Test func aMissingSnapshotIsAnsweredWithWhatHelps() throws {
        #expect(
            try errors("show", "@9") == "heapdrift: @9: no such snapshot in store.db; it holds 3, the newest is @3 ('heapdrift store ls')\n"
        )
        #expect(
            try errors("show", "demo@2020-01-01")
                == "heapdrift: demo@2020-01-01: no snapshot that early; the oldest is demo@latest~2 ('heapdrift store ls demo')\n")
        #expect(try errors("show", "dmeo@latest") == "heapdrift: dmeo: no such series in store.db; it holds demo\n")
        #expect(
            try errors("show", "demo@latest~7")
                == "heapdrift: demo@latest~7: the series has 3 snapshots; the oldest is demo@latest~2\n")
        #expect(
            try errors("show", "demo@baseline")
                == "heapdrift: demo@baseline: the series demo has no baseline 'baseline'; the series has none "
                + "('heapdrift baseline set demo@latest')\n")
        #expect(
            try errors("show", "demo@lates")
                == "heapdrift: demo@lates: the series demo has no baseline 'lates'; did you mean 'demo@latest'?\n")
    }

    @Test func aMissingStoreAndOneThatIsNone() throws {
        #expect(
            try errors("show", "@1", store: "none.db") == "heapdrift: none.db: there is no store yet; 'heapdrift snap FILE' makes one\n")
        try folder.write(String(repeating: "not a store at all. ", count: 30), to: "text.db")
        #expect(
            try errors("show", "@1", store: "text.db")
                == "heapdrift: ./text.db: is not a heapdrift store, and is left as it is; name another file with --store\n")
    }

    @Test func aBaselineInTheWay() throws {
        _ = try Heapdrift.run(
            ["baseline", "set", "@1", "--name", "first"], environment: ["HEAPDRIFT_STORE": "store.db"], in: folder.path)
        let refused = try errors("baseline", "set", "@2", "--name", "first")
        #expect(refused.hasPrefix("heapdrift: demo@first: is @1 since "), "\(refused)")
        #expect(
            refused.hasSuffix(
                "; to replace it give --replace, or move it to the latest snapshot with 'heapdrift baseline accept demo --name first'\n"),
            "\(refused)")
    }
}
