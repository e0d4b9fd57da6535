import Growth
import SnapshotModel
import Testing

@testable import Reports

@Suite struct NumberTextTests {
    private let people = NumberText(exact: false)

    @Test func countsAndBytes() {
        #expect(people.value(9_999_999, .objects) == "9,999,999")
        #expect(people.value(39_846_312, .objects) == "39.8 M")
        #expect(people.value(3_442_123_456, .bytes) == "3.44 GB")
        #expect(NumberText(exact: true).value(3_442_123_456, .bytes) == "3,442,123,456")
        #expect(NumberText(exact: true).phrase(5, .bytes) == "5 bytes")
        #expect(NumberText.grouped(-1_000) == "-1,000")
        #expect(NumberText.grouped(-999) == "-999")
        #expect(NumberText.grouped(.min) == "-170,141,183,460,469,231,731,687,303,715,884,105,728")
    }

    @Test func differencesHaveTheirSign() {
        #expect(people.signed(5, .objects) == "+5")
        #expect(people.signed(-5_000, .bytes) == "-5.00 kB")
        #expect(people.signed(0, .bytes) == "0 B")
    }

    @Test(
        arguments: [
            (100, 912, "+812%"), (1000, 1012, "+1.2%"), (1000, 969, "-3.1%"), (1_000_000, 1_000_001, "+0.0%"),
            (1_000_000, 999_999, "-0.0%"),
            (0, 5, "new"), (5, 0, "gone"), (5, 5, ""), (1, 100, "+9,900%"), (1, 101, "x101"), (1, 5_000_000, "x5.00 M"), (1000, 1, "-100%"),
            (10_000, 10_996, "+10%"),
        ] as [(Int128, Int128, String)])
    func percent(_ before: Int128, _ after: Int128, _ text: String) { #expect(people.percent(Change(before, after)) == text) }

    @Test func unknownHasNoPercentage() {
        #expect(people.percent(Change(nil, 5)) == "")
        #expect(people.percent(Change(1, Int128(UInt64.max) * 1_000_000)).hasPrefix("x"))
    }

    @Test func times() {
        #expect(TimeText.iso8601(0) == "1970-01-01T00:00:00Z")
        #expect(TimeText.iso8601(1_785_578_400) == "2026-08-01T10:00:00Z")
        #expect(TimeText.iso8601(.max) == nil)
        #expect(TimeText.iso8601(.min) == nil)
        #expect(TimeText.iso8601(253_402_300_799) == "9999-12-31T23:59:59Z")
    }
}
