import Testing
import Wording

@Suite struct NearestWordTests {
    @Test(arguments: [
        ("", "", 0), ("abc", "", 3), ("", "abc", 3), ("abc", "abc", 0), ("abc", "acb", 1), ("ab", "ba", 1), ("jsn", "json", 1),
        ("ca", "abc", 3), ("kitten", "sitting", 3), ("thraeds", "threads", 1),
    ])
    func distance(_ a: String, _ b: String, _ expected: Int) {
        #expect(editDistance(Array(a), Array(b)) == expected)
        #expect(editDistance(Array(b), Array(a)) == expected)
    }

    @Test func nearAndNot() {
        let words = ["diff", "show", "snap", "store", "modules"]
        #expect(nearestWord(to: "dif", among: words) == "diff")
        #expect(nearestWord(to: "DIFF", among: words) == "diff")
        #expect(nearestWord(to: "modlues", among: words) == "modules")
        #expect(nearestWord(to: "mod", among: words) == "modules")
        #expect(nearestWord(to: "stores", among: words) == "store")
        #expect(nearestWord(to: "list", among: words) == nil)
        #expect(nearestWord(to: "d", among: words) == nil)
        #expect(nearestWord(to: "", among: words) == nil)
        #expect(nearestWord(to: String(repeating: "show", count: 10_000), among: words) == nil)
    }

    @Test func theFirstOfEquallyNearOnesWins() {
        #expect(nearestWord(to: "cot", among: ["cat", "cut"]) == "cat")
        #expect(nearestWord(to: "cut", among: ["cat", "cut"]) == "cut")
    }
}
