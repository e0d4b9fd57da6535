import SnapshotModel
import Testing

/// Times as people write them, and times that do not exist.
@Suite struct CalendarTimeTests {
    @Test func secondsSince1970() {
        #expect(CalendarTime.parse("1970-01-01") == 0)
        #expect(CalendarTime.parse("2026-08-01") == 1_785_542_400)
        #expect(CalendarTime.parse("2026-08-01T10:15:00Z") == 1_785_579_300)
        #expect(CalendarTime.parse("2026-08-01T10:15:00+02:00") == 1_785_572_100)
        #expect(CalendarTime.parse("2026-08-01T10:15:00-0130") == 1_785_584_700)
        #expect(CalendarTime.parse("2026-08-01T10:15") == 1_785_579_300)
        #expect(CalendarTime.parse("2026-08-01T10:15:00") == 1_785_579_300)
        #expect(CalendarTime.parse("2026-08-01T12:15+02:00") == 1_785_579_300)
        #expect(CalendarTime.parse("2024-02-29T23:59:59Z") == 1_709_251_199)
        #expect(CalendarTime.parse("2000-02-29") == 951_782_400)
        #expect(CalendarTime.parse("0001-01-01") == CalendarTime.years.lowerBound)
        #expect(CalendarTime.parse("9999-12-31T23:59:59Z") == CalendarTime.years.upperBound - 1)
        #expect(CalendarTime.parse("@1785579300") == 1_785_579_300)
        #expect(CalendarTime.parse("@-5") == -5)
    }

    @Test(arguments: [
        "2026-02-30", "2026-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "0000-01-01",
        "2026-02-30T10:00:00Z", "2026-08-01T24:00:00Z", "2026-08-01T25:00:00Z", "2026-08-01T10:60:00Z", "2026-08-01T10:00:60Z",
        "2026-08-01T10:00:00+15:00", "2026-08-01T10:00:00+02:60", "2026-08-01T10:00:", "2026-08-01T10", "2026-08-01T10:0",
        "2026-08-01 10:00:00Z", "2026-8-1", "26-08-01",
        "2026-08-01Z", "2026-08-01T10:00:00Zx", "yesterday", "", "@", "@x", "@+5", "@253402300800", "@99999999999999999999", "２026-08-01",
    ])
    func timesThatDoNotExist(text: String) {
        #expect(CalendarTime.parse(text) == nil)
    }
}
