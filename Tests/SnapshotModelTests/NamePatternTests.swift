import SnapshotModel
import Testing

@Suite struct NamePatternTests {
    @Test(arguments: [
        ("System.EventHandler<*>", "System.EventHandler<StackExchange.Redis.ConnectionFailedEventArgs>", true),
        ("System.EventHandler<*>", "System.EventHandler", false),
        ("System.EventHandler<*>", "System.EventHandler<A.B+C<D>>", true),
        ("System.EventHandler<*>", "System.EventHandler<A>[]", false),
        ("MyApp.*", "MyApp.Session", true),
        ("MyApp.*", "MyApp.Web.Session", false),
        ("MyApp.*", "MyApp.Session+Key", false),
        ("MyApp.**", "MyApp.Web.Session+Key", true),
        ("MyApp.*", "MyApp.Cache<System.String>", true),
        ("*", "System.String", false),
        ("**", "System.String", true),
        ("?.B", "A.B", true),
        ("?.B", "AA.B", false),
        ("myapp.*", "MyApp.Session", false),
        ("", "", true),
        ("", "x", false),
        ("数*", "数据", true),
    ])
    func matches(_ pattern: String, _ name: String, _ expected: Bool) {
        #expect(NamePattern(pattern).matches(name) == expected)
    }

    @Test func aHostilePatternIsStillLinear() {
        let pattern = NamePattern(String(repeating: "*a", count: 200))
        #expect(!pattern.matches(String(repeating: "a", count: 2000) + "b"))
    }

    @Test func filtersTakeTheWantedWithoutTheUnwanted() {
        let filter = NameFilter(["MyApp.**", "!MyApp.Cache<*>"].map(NamePattern.init))
        #expect(filter.accepts("MyApp.Session"))
        #expect(!filter.accepts("MyApp.Cache<System.Int32>"))
        #expect(!filter.accepts("System.String"))
        #expect(NameFilter([NamePattern("!System.**")]).accepts("MyApp.Session"))
    }
}

/// Matching many names at once uses faster methods than matching one. Both must give the same result.
@Suite struct NameMatchingTests {
    private static let names = [
        "", "A", "A.B", "A.B+C", "A.B<C.D>", "MyApp.Cache", "MyApp.Cache.Entry", "MyApp.CacheEntry<System.String>[]", "System.String",
        "System.Func<MyApp.Cache, System.Int32>", "Ω.Cache", "数.数据", "cache", "CacheCache", "aab", "aaab",
    ].sorted(by: bytewise)

    @Test(arguments: [
        ["**"], ["*"], [""], ["?"], ["**Cache"], ["**Cache**"], ["**Cache*"], ["MyApp.**"], ["MyApp.*"], ["**.Cache"], ["**aab"],
        ["**aab**"],
        ["**", "!**Cache**"], ["!System.**"], ["A.B", "A"], ["**<*>**"], ["数**"], ["**Ω**"], ["**数据"], ["**?"], ["**>**"],
        ["System.Func<*>"],
    ])
    func manyAtOnceAreMatchedLikeEach(_ patterns: [String]) {
        let filter = NameFilter(patterns.map { NamePattern($0) })
        #expect(filter.accepted(among: Self.names) == Self.names.map(filter.accepts))
    }

    @Test func aLongPatternIsMatchedLikeAShortOne() {
        let long = NamePattern("**" + String(repeating: "ab", count: 40) + "*")
        let name = "x." + String(repeating: "ab", count: 40)
        #expect(long.matches(name))
        #expect(long.matches(name + "z"))
        #expect(!long.matches(name + ".z"))
        #expect(!long.matches("x." + String(repeating: "ab", count: 39)))
    }
}
