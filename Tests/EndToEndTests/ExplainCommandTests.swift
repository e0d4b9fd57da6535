import Testing

/// `explain`, and a type as the third word of `show`, on dumps of a real process.
@Suite struct ExplainCommandTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private static let failed = "System.EventHandler<StackExchange.Redis.ConnectionFailedEventArgs>"

    @Test func whoHoldsWhatIsNew() throws {
        let run = try run("explain", Self.failed, Fixtures.packed(1), Fixtures.packed(2), "--exact")
        #expect(run.code == 0, "\(run)")
        let growth = "+1,000 live objects, +64,000 bytes; all of the new ones are held by static LeakLab.multiplexer."
        #expect(run.words.hasPrefix("\(Self.failed): \(growth)"), "\(run)")
        let subscriber = "+500 x LeakLab+Handlers.Failed to ConnectionFailed of StackExchange.Redis.ConnectionMultiplexer"
        #expect(run.words.contains(subscriber), "\(run)")
        #expect(run.output.contains("LeakLab.multiple…ionFailed > _invocationList > []    500 1,000   +500"), "\(run)")
    }

    /// A name without its namespace means all types of that name, generic ones too.
    @Test func aShortNameIsEnough() throws {
        let run = try run("explain", "EventHandler", Fixtures.packed(2))
        #expect(run.code == 0, "\(run)")
        #expect(run.words.hasPrefix("EventHandler (5 types): "), "\(run)")
        #expect(run.words.contains("all are held by static LeakLab.multiplexer."), "\(run)")
        let shown = try self.run("show", Fixtures.packed(2), "holders", "ConnectionMultiplexer")
        #expect(shown.words.contains("LeakLab.multiplexer StackEx…tionMultiplexer static 1 "), "\(shown)")
        let types = try self.run("show", Fixtures.packed(2), "types", "ConnectionMultiplexer")
        #expect(types.words.contains("StackExchange.Redis.ConnectionMultiplexer"), "\(types)")
    }

    @Test func theStoreAnswersWithoutTheDump() throws {
        #expect(try run("snap", "--series", "lab", Fixtures.packed(1), Fixtures.packed(2)).code == 0)
        let fromDumps = try run("explain", Self.failed, Fixtures.packed(1), Fixtures.packed(2), "--json")
        let fromStore = try run("explain", Self.failed, "lab@latest~1", "lab@latest", "--json")
        #expect(fromStore.code == 0)
        func sections(_ run: Heapdrift.Run) -> Substring { run.output.split(separator: "\"sections\"", maxSplits: 1).last ?? "" }
        #expect(sections(fromDumps) == sections(fromStore))
    }

    /// They are read when they are asked for, and a snapshot without them stays one without them.
    @Test func addressesAreThoseOfObjects() throws {
        let without = try run("explain", "ConnectionMultiplexer", Fixtures.packed(2))
        #expect(!without.output.contains("gcroot"), "\(without)")
        let with = try run("explain", "ConnectionMultiplexer", Fixtures.packed(2), "--addresses")
        #expect(with.code == 0)
        #expect(with.output.contains("gcroot 0x7"), "\(with)")
        #expect(try !run("explain", "ConnectionMultiplexer", Fixtures.packed(2)).output.contains("gcroot"))
    }

    @Test func mistakesAreToldWithTheWayOut() throws {
        let unknown = try run("explain", "ConectionMultiplexer", Fixtures.packed(2))
        #expect(unknown.code == 4)
        #expect(
            unknown.errors.contains("no type of the heap is called 'ConectionMultiplexer', with or without a namespace"), "\(unknown)")
        let reversed = try run("explain", Fixtures.packed(2), "ConnectionMultiplexer")
        #expect(reversed.code == 2)
        #expect(reversed.errors.contains("the name of a type, before the dumps"), "\(reversed)")
        let wrong = try run("show", Fixtures.packed(2), "heaps", "Session")
        #expect(wrong.code == 2)
        #expect(wrong.errors.contains("a TYPE chooses rows of 'types' or 'holders', and 'heaps' has no types of objects"), "\(wrong)")
        let twice = try run("show", Fixtures.packed(2), "types", "Session", "--type", "X")
        #expect(twice.code == 2)
    }

    /// The standard budget goes by what is alive, and by what survived where that is not known.
    @Test func theStandardBudgetGoesByWhatIsAlive() throws {
        let live = try run("check", Fixtures.packed(0), Fixtures.packed(2), "--json")
        #expect(live.output.contains("\"heap.live/max_growth\""), "\(live)")
        #expect(!live.output.contains("heap.outside_gen0/max_growth"))
        let survived = try run("check", Fixtures.packed(0), Fixtures.packed(2), "--no-holders", "--no-store", "--json")
        #expect(survived.output.contains("\"heap.outside_gen0/max_growth\""), "\(survived)")
        #expect(!survived.output.contains("heap.live/max_growth"))
    }
}
