import Budgets
import Growth
import SnapshotModel
import Testing

@Suite struct LimitTests {
    @Test(
        arguments: [
            ("5% and 20 MB", 100_000_000, 120_000_000, false), ("5% and 20 MB", 100_000_000, 120_000_001, true),
            ("5% and 20 MB", 1_000_000_000, 1_040_000_000, false), ("5% or 20 MB", 1_000_000_000, 1_021_000_000, true),
            ("5%", 100, 105, false), ("5%", 100, 106, true), ("5%", 0, 1, true), ("0", 10, 10, false), ("0", 10, 11, true),
            ("0", 10, 9, false),
            ("0%", 10, 11, true), ("1 B", 0, 1, false), ("1 B", 0, 2, true), ("5%", -10, 5, true),
        ] as [(String, Int128, Int128, Bool)])
    func growth(_ text: String, _ before: Int128, _ after: Int128, _ expected: Bool) throws {
        #expect(try GrowthLimit(parsing: text, .bytes).isExceeded(from: before, to: after) == expected)
    }

    @Test func hugeNumbersNeverTrap() throws {
        let limit = try GrowthLimit(parsing: "5% and 20 MB", .bytes)
        #expect(limit.isExceeded(from: .min, to: .max))
        #expect(!limit.isExceeded(from: .max, to: .min))
        #expect(limit.isExceeded(from: Int128(UInt64.max), to: .max))
        #expect(try ValueLimit(parsing: "18446744073709551615", .objects).isExceeded(by: Int128(UInt64.max) + 1))
        #expect(try ValueLimit(parsing: "999999999999999999%", .percent).isExceeded(by: .max))
    }

    @Test(
        arguments: [("30%", Unit.percent, 300_000), ("1.05", .ratio, 1_050_000), ("200", .threads, 200), ("1.2 GB", .bytes, 1_200_000_000)]
            as [(String, Unit, Int128)])
    func values(_ text: String, _ unit: Unit, _ expected: Int128) throws {
        let limit = try ValueLimit(parsing: text, unit)
        #expect(limit.value == expected)
        #expect(!limit.isExceeded(by: expected))
        #expect(limit.isExceeded(by: expected + 1))
    }

    @Test(arguments: ["", "-1", "1e3", "1,000", "five", "1.5"])
    func whatIsNoCountIsRefused(_ text: String) {
        #expect(throws: UnreadableValue.self) { try ValueLimit(parsing: text, .objects) }
    }

    @Test func rulesOfTheCommandLine() throws {
        let generic = try Rule(most: "type:System.Func<A=B>=0")
        #expect(generic.name == "type:System.Func<A=B>/max")
        #expect(try Rule(growth: "10% and 5MB").name == "heap.total/max_growth")
        #expect(try Rule(growth: "process.threads=5").name == "process.threads/max_growth")
        #expect(try Rule(growth: "type-bytes:MyApp.**=5 MB").name == "type-bytes:MyApp.**/max_growth")
        #expect(throws: UnreadableValue.self) { try Rule(most: "heap.total") }
        #expect(throws: UnreadableValue.self) { try Rule(most: "heap.totl=5 MB") }
        #expect(throws: UnreadableValue.self) { try Rule(most: "type:=5") }
        #expect(throws: UnreadableValue.self) { try Rule(growth: "process.threads=5 MB") }
    }

    @Test func days() {
        #expect(Day("2028-02-29")?.text == "2028-02-29")
        for text in ["2026-02-29", "2100-02-29", "2026-13-01", "2026-00-01", "2026-1-1", "26-01-01", "2026-01-32", "", "+026-01-01"] {
            #expect(Day(text) == nil, "\(text)")
        }
        #expect(Day("2026-09-30")! < Day("2026-10-01")!)
    }
}
