import Testing

/// Three dumps of a real process. Each stage adds 500 subscriptions to each of six events, two of which share their delegate type.
@Suite struct RealDumpTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    @Test(arguments: 0...2) func everyTypeEqualsTheTruth(_ stage: Int) throws {
        let document = try Document(run("show", Fixtures.packed(stage), "--json", "--all"))
        let snapshot = try #require(document.snapshot)
        let truth = try Fixtures.truth(stage)
        #expect(snapshot.trust.level == "exact")
        // The independent reader counts Free as a type and in its totals.
        #expect(snapshot.totals.objects + snapshot.totals.freeObjects == truth.objects)
        #expect(snapshot.totals.bytes + snapshot.totals.freeBytes == truth.bytes)
        var expected: [String: [UInt64]] = [:]
        for row in truth.types where row.free != true {
            expected["\(row.name ?? "")|\(row.module ?? "")", default: [0, 0]][0] += row.count
            expected["\(row.name ?? "")|\(row.module ?? "")", default: [0, 0]][1] += row.bytes
        }
        let rows = try #require(snapshot.sections["types"] ?? nil).rows
        let found = Dictionary(
            uniqueKeysWithValues: rows.map { ("\($0.name ?? "")|\($0.module ?? "")", [$0.count?.value ?? 0, $0.bytes?.value ?? 0]) })
        let differing = Set(found.keys).union(expected.keys).filter { found[$0] != expected[$0] }
        // The independent reader gets two names wrong: it loses the rank of arrays in generic arguments, and writes T[*] as T<*>.
        let wrong = ["System.Collections.Generic.List<System.Int32[][]>", "System.Int32<*>"]
        let right = ["System.Collections.Generic.List<System.Int32[][,]>", "System.Int32[*]"]
        #expect(differing.sorted() == (wrong + right).map { $0 + "|System.Private.CoreLib.dll" }.sorted())
        for (wrong, right) in zip(wrong, right) {
            #expect(found[right + "|System.Private.CoreLib.dll"] == expected[wrong + "|System.Private.CoreLib.dll"])
        }
    }

    /// Everything was collected before the dump, so nothing but the few objects of generation 0 is new: 30 MB of large arrays are not.
    @Test(arguments: ["loh-1.core", "server-0.core", "segments-0.core"]) func whatNoCollectionHasLookedAtIsKnown(_ name: String) throws {
        try Fixtures.unpack([name], into: folder)
        let gate = try run("check", name, "--max", "heap.uncollected=2 MB", "--no-store")
        #expect(gate.code == 0, "\(gate)")
        #expect(gate.output.contains("1 rule held"), "\(gate)")
    }

    @Test func theLeakIsInTheFirstTable() throws {
        let run = try run(Fixtures.packed(1), Fixtures.packed(2), "--exact")
        #expect(run.code == 0)
        let lines = run.output.split(separator: "\n")
        #expect(lines.first?.contains("grew") == true, "\(run)")
        #expect(lines.count <= 24)
        #expect(lines.allSatisfy { $0.count <= 100 }, "\(run)")
        let handlers = lines.drop { !$0.hasPrefix("TYPES") }.filter { $0.contains("EventHandle") && $0.contains("EventArgs>") }
        #expect(handlers.count == 5, "\(run)")
        #expect(handlers.filter { $0.contains("+1,000 ") }.count == 1, "\(run)")
        #expect(handlers.filter { $0.contains("+500 ") }.count == 4, "\(run)")
    }

    @Test func aSeriesAnswersWithoutTheDumps() throws {
        let snap = try run("snap", "--series", "leak", Fixtures.packed(0), Fixtures.packed(1), Fixtures.packed(2), "--at", "2026-08-01")
        #expect(snap.code == 0, "\(snap)")
        let fromFiles = try run("diff", Fixtures.packed(1), Fixtures.packed(2), "--json")
        let fromStore = try run("diff", "leak@latest~1", "leak@latest", "--json")
        #expect(fromFiles.code == 0)
        #expect(fromFiles.errors.contains("not read again"))
        #expect(fromStore.output == fromFiles.output)
        let document = try Document(fromStore)
        #expect(document.verdict == "grew")
        let rows = try #require(document.sections?["types"]).rows
        let grown = rows.filter { $0.name?.hasPrefix("System.EventHandler<StackExchange.Redis.") == true }
        #expect(grown.map { $0.count?.delta ?? 0 }.sorted() == [500, 500, 500, 500, 1000])
        #expect(grown.map { $0.bytes?.delta ?? 0 }.sorted() == [32_000, 32_000, 32_000, 32_000, 64_000])
        let chain = try run("diff", "leak@latest~2", "leak@latest~1", "leak@latest")
        #expect(chain.output.contains("2/2"), "\(chain)")
        #expect(try run("diff", "leak@latest~1", "leak@latest", "--exit-code").code == 1)
        let same = try run("diff", "@1", "@1", "--exit-code")
        #expect(same.code == 0, "\(same)")
        #expect(same.output.contains("identical"), "\(same)")
    }

    @Test func theNumberOfWorkersChangesNothing() throws {
        let one = try run("show", Fixtures.packed(2), "--json", "--all", "--jobs", "1", "--store", folder["a.db"])
        let many = try run("show", Fixtures.packed(2), "--json", "--all", "--jobs", "7", "--store", folder["b.db"])
        #expect(one.code == 0)
        #expect(one.output == many.output)
    }

    @Test func aKnownInputIsNotReadAgainButJoinsTheSeries() throws {
        #expect(try run("snap", Fixtures.packed(0)).output.contains("@1"))
        let again = try run("snap", Fixtures.packed(0), "--series", "late")
        #expect(again.output.contains("known"), "\(again)")
        #expect(try run("show", "late@latest").output.contains("@1"))
        let part = try run("snap", Fixtures.packed(0), "--only", "types")
        #expect(part.output.contains("@2"), "other content is another snapshot: \(part)")
    }

    @Test func filesGetWhatTheirExtensionSays() throws {
        let run = try run(
            "diff", Fixtures.packed(0), Fixtures.packed(1), "-o", "growth.json", "-o", "growth.csv", "-o", "text:growth.out", "-q")
        #expect(run.code == 0, "\(run)")
        #expect(run.errors.isEmpty)
        let json = String(decoding: try #require(fileBytes(folder["growth.json"])), as: UTF8.self)
        let csv = String(decoding: try #require(fileBytes(folder["growth.csv"])), as: UTF8.self)
        let text = String(decoding: try #require(fileBytes(folder["growth.out"])), as: UTF8.self)
        #expect(json.hasPrefix("{"))
        #expect(json.contains("\"diff\""))
        #expect(csv.contains("System.EventHandler<StackExchange.Redis.EndPointEventArgs>"))
        #expect(text == run.output)
    }

    /// The store that comes with the project is read in place and not changed.
    @Test func theDemoStoreAnswers() throws {
        let demo = Fixtures.root + "/Snapshots/demo.db"
        let before = fileBytes(demo)
        let run = try run("diff", "demo@latest~2", "demo@latest", "--store", demo)
        #expect(run.code == 0, "\(run)")
        #expect(run.output.hasPrefix("LeakLab grew: +6,012 objects"), "\(run)")
        #expect(fileBytes(demo) == before)
    }

    @Test func namesCanBeChosen() throws {
        let run = try run("show", Fixtures.packed(1), "types", "--json", "--type", "System.EventHandler<*>")
        let rows = try #require(try Document(run).snapshot?.sections["types"] ?? nil).rows
        #expect(rows.count == 5)
        #expect(rows.allSatisfy { $0.name?.hasPrefix("System.EventHandler<") == true })
    }

    /// A dump that is cut off anywhere gives a diagnostic.
    @Test func cutAtEverySixteenth() throws {
        try Fixtures.unpack(["eventhandlers-0.core"], into: folder)
        let script = """
            size=$(stat -c %s eventhandlers-0.core)
            for part in 15 14 13 12 11 10 9 8 7 6 5 4 3 2 1; do
                truncate -s $((size * part / 16)) eventhandlers-0.core
                $H show eventhandlers-0.core -q; echo "code $?" >&2
            done
            """
        let run = try Heapdrift.shell(script, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
        #expect(run.output.isEmpty)
        #expect(run.errorLines.count == 30, "\(run)")
        for (index, line) in run.errorLines.enumerated() {
            #expect(index % 2 == 1 ? line == "code 3" : line.contains("eventhandlers-0.core: the file is cut off: "), "\(line)")
        }
    }

    @Test func anotherKindOfProcessIsNamed() throws {
        try Fixtures.unpack(["no-dotnet-0.core"], into: folder)
        let run = try run("show", "no-dotnet-0.core", "--json")
        #expect(run.code == 3, "\(run)")
        let document = try Document(run)
        #expect(document.kind == "error")
        #expect(document.exitCode == 3)
        #expect(document.error?.code == "foreign-native")
        #expect(document.error?.message.contains("its program is sleep") == true, "\(run)")
    }

    /// A dump without a heap shows the other sections and names the missing parts. Its other sections can be compared.
    @Test(arguments: [("mini-0.core", "mini dump"), ("net31-0.core", "mini dump")])
    func dumpsWithoutAHeap(_ name: String, _ kind: String) throws {
        try Fixtures.unpack([name], into: folder)
        let run = try run("show", name)
        #expect(run.code == 0, "\(run)")
        #expect(run.output.contains("(\(kind), "), "\(run)")
        #expect(run.output.contains("partial in types, holders and "), "\(run)")
        #expect(run.output.contains("System.Private.CoreLib.dll"), "\(run)")
        #expect(!run.output.contains("0 objects"), "\(run)")
        let diff = try self.run("diff", name, name)
        #expect(diff.code == 0 || diff.code == 4, "\(diff)")
    }

    /// The same program at the same stage has the same objects of its own with every form of the collector.
    @Test(arguments: [("server-0.core", "server GC, regions, 2 heaps"), ("segments-0.core", "workstation GC, segments")])
    func otherCollectors(_ name: String, _ words: String) throws {
        try Fixtures.unpack([name], into: folder)
        let run = try run("show", name)
        #expect(run.code == 0, "\(run)")
        #expect(run.output.hasPrefix("LeakLab: 542 objects, 115 kB"), "\(run)")
        #expect(run.output.contains(words), "\(run)")
        #expect(!run.output.contains("trust"), "\(run)")
    }

    /// A packed dump is unpacked beside the store, or elsewhere if that folder cannot be written to.
    @Test func aPackedDumpIsUnpackedBesideTheStore() throws {
        let environment = ["HEAPDRIFT_STORE": folder["store.db"], "TMPDIR": "/nonexistent"]
        let run = try Heapdrift.run(["show", Fixtures.packed(0), "-v"], environment: environment, in: folder.path)
        #expect(run.code == 0, "\(run)")
        #expect(run.errorLines.contains { $0.contains("eventhandlers-0.core.zst' was read in ") }, "\(run)")
    }

    @Test func aDumpThatUnpacksToTooMuchIsRefused() throws {
        let run = try run("show", Fixtures.packed(0), "--max-unpacked", "1 MB")
        #expect(run.code == 3)
        #expect(run.errors.contains("1000000 bytes"), "\(run)")
        #expect(run.errors.contains("--max-unpacked"), "\(run)")
    }

    /// The contents of strings in the leaking program are neither in the store nor in an output.
    @Test func nothingOfTheHeapIsKept() throws {
        try Fixtures.unpack(["mixed-1.core"], into: folder)
        let script = """
            grep -c -a 'u.s.e.r.-.1.0' mixed-1.core
            $H show mixed-1.core --json --all -q -o all.csv > all.json
            cat all.json all.csv "$HEAPDRIFT_STORE" | tr -d '\\000' | grep -c -a -E 'user-1|DOTNET_|PATH='
            """
        let run = try Heapdrift.shell(script, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
        let counts = run.output.split(separator: "\n").map { Int($0) ?? -1 }
        try #require(counts.count == 2, "\(run)")
        #expect(counts[0] > 0, "\(run)")
        #expect(counts[1] == 0, "\(run)")
    }
}
