import Testing

/// What leaks in a stored series, as a user of `trend` sees it.
@Suite struct SeriesLeakTests {
    private let store: ServicesStore

    init() throws { store = try ServicesStore() }

    private func run(_ words: String...) throws -> Heapdrift.Run { try store.run(words) }

    @Test func theFirstLineNamesTheLeak() throws {
        let page = try run("trend", "webapi-leaking", "-q")
        #expect(page.code == 0, "\(page)")
        #expect(page.output.hasPrefix("Leak: a collection that only grows: Storefront.Receipt "), "\(page)")
        #expect(page.output.contains("static Storefront.WebApi.receipts"), "\(page)")
        #expect(page.output.contains("  looked at 6 snapshots: @"), "\(page)")
        #expect(page.output.contains("types by what is alive"), "\(page)")
        let json = try run("trend", "webapi-leaking", "--json")
        for member in ["\"suspects\" : [", "\"looked_at\" : {", "\"cause\" : \"collection\""] {
            #expect(json.output.contains(member), "\(json)")
        }
    }

    @Test func aHealthySeriesHasNone() throws {
        let page = try run("trend", "tracker-healthy", "-q")
        #expect(!page.output.contains("Leak"), "\(page)")
        #expect(page.output.contains("looked at no suspect in 6 snapshots"), "\(page)")
    }

    @Test func namesAreHidden() throws {
        for format in ["text", "json", "markdown", "csv"] {
            let page = try run("trend", "webapi-leaking", "--redact", "--format", format)
            #expect(page.code == 0, "\(page)")
            #expect(!page.output.contains("Receipt") && !page.output.contains("Storefront"), "\(page)")
        }
    }

    /// A limit is never passed over in silence.
    @Test func aLimitHasAnAnswer() throws {
        #expect(try run("trend", "webapi-leaking", "--limit", "1 kB").output.contains("and 1.00 kB is the limit"))
        #expect(try run("trend", "tracker-healthy", "--limit", "100 GB").output.contains("forecast  none for 100 GB"))
    }

    /// The service leaves more behind than one object for each of so many loops, and less than for each of a billion.
    @Test func loopsTellALeak() throws {
        #expect(try run("diff", "@8", "@9", "@10", "@11", "@12", "--loops", "10").output.contains("Leak: "))
        let few = try run("diff", "@8", "@9", "@10", "@11", "@12", "--loops", "1000000000")
        #expect(!few.output.contains("collection that only grows"), "\(few)")
    }
}
