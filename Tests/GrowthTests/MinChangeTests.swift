import SnapshotModel
import Testing

@testable import Growth

@Suite struct MinChangeTests {
    @Test(
        arguments: [
            (1_000_000, 1_063_999, Unit.bytes, false), (1_000_000, 1_064_000, .bytes, true), (1_000_000, 936_000, .bytes, true),
            (64_000_000, 64_640_000, .bytes, true), (64_000_000, 64_639_999, .bytes, false), (0, 64_000, .bytes, true),
            (10_000, 10_099, .objects, false), (10_000, 10_100, .objects, true), (10, 13, .threads, true), (10, 12, .modules, false),
            (10, 10, .threads, false), (300, 303, .rows, true), (301, 304, .none, false),
        ] as [(Int128, Int128, Unit, Bool)])
    func standardNeedsBothParts(_ before: Int128, _ after: Int128, _ unit: Unit, _ isReached: Bool) {
        #expect(MinChange.standard.isReached(before, after, unit) == isReached)
    }

    @Test(arguments: [
        ("5% and 1 MB", Limit(50_000, 1_000_000), Limit(50_000, 100)),
        ("10% or 5MB", Limit(100_000, 5_000_000, both: false), Limit(100_000, nil, both: false)),
        ("64 KB", Limit(nil, 64_000), Limit(10_000, 100)), ("2%", Limit(20_000, nil), Limit(20_000, nil)),
        ("0.5 %", Limit(5_000, nil), Limit(5_000, nil)),
        ("5% AND 200", Limit(50_000, 64_000), Limit(50_000, 200)), ("200", Limit(10_000, 64_000), Limit(nil, 200)),
        ("0", Limit(nil, 0), Limit(nil, 0)),
        ("1 MB and 5%", Limit(50_000, 1_000_000), Limit(50_000, 100)),
        ("1 MB or 300", Limit(nil, 1_000_000, both: false), Limit(nil, 300, both: false)),
    ])
    func reads(_ text: String, _ bytes: MinChange.Limit, _ objects: MinChange.Limit) throws {
        let change = try MinChange(parsing: text)
        #expect(change.bytes == bytes)
        #expect(change.objects == objects)
    }

    @Test(arguments: ["", "and", "5%%", "5% and", "5% and 1 MB and 3", "5% and 6%", "five", "-5%", "5 % of it", "1 MB or 2 GB", "5% 1 MB"])
    func refuses(_ text: String) { #expect(throws: UnreadableValue.self) { try MinChange(parsing: text) } }

    @Test func nothingThatStayedReachesALimit() throws {
        #expect(!(try MinChange(parsing: "0").isReached(5, 5, .bytes)))
        #expect(try MinChange(parsing: "0").isReached(5, 6, .bytes))
    }

    @Test func hostileNumbersOverflowNothing() throws {
        let huge = try MinChange(parsing: "999999999999999999% and 18 EB")
        #expect(!huge.isReached(Int128(UInt64.max) * 4_000_000_000, 0, .bytes))
        #expect(huge.isReached(.min, .max, .bytes))
        #expect(MinChange.standard.isReached(0, Int128(UInt64.max), .bytes))
    }

    typealias Limit = MinChange.Limit
}

extension MinChange.Limit {
    fileprivate init(_ millionths: Int128?, _ amount: Int128?, both: Bool = true) {
        self.init(millionths: millionths, amount: amount, needsBoth: both)
    }
}
