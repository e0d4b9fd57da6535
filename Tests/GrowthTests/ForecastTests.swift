import SnapshotModel
import Testing

@testable import Growth

@Suite struct ForecastTests {
    private let start: Int64 = 1_785_553_200

    private func grown(_ values: [Int128], hours: [Int64]? = nil, isOfRun: Bool = false) -> [(capture: Capture, value: Int128)] {
        values.indices.map { index in
            var capture = snapshot([]).capture
            capture.time = start + 3600 * (hours?[index] ?? Int64(index))
            if isOfRun { capture.fileTime = 1 }
            return (capture, values[index])
        }
    }

    @Test func aStraightLineReachesItsLimitAtOneTime() throws {
        let found = try #require(Forecast(grown([100, 110, 120, 130]), level: 800, limit: 1000))
        #expect(abs(found.perHour - 10) < 1e-9)
        #expect(found.time == start + 3600 * (3 + 20))
        #expect(found.earliest == found.time && found.latest == found.time)
    }

    @Test func unevenStepsGiveARange() throws {
        let found = try #require(Forecast(grown([100, 105, 130, 135, 160]), level: 160, limit: 300))
        let latest = try #require(found.latest)
        #expect(found.earliest < found.time && found.time < latest)
    }

    /// The slowest pace that the points allow is none.
    @Test func itMayNeverBe() throws {
        let found = try #require(Forecast(grown([100, 180, 150, 190]), level: 190, limit: 700))
        #expect(found.latest == nil)
    }

    @Test func withoutFourTimesOfTheirOwnThereIsNone() {
        #expect(Forecast(grown([100, 110, 120]), level: 120, limit: 1000) == nil)
        #expect(Forecast(grown([100, 110, 120, 130], hours: [0, 0, 0, 0]), level: 130, limit: 1000) == nil)
        #expect(Forecast(grown([100, 110, 120, 130], hours: [0, 1, 1, 2]), level: 130, limit: 1000) == nil)
        #expect(Forecast(grown([100, 110, 120, 130], isOfRun: true), level: 130, limit: 1000) == nil)
    }

    /// From three hours nothing follows for the day after tomorrow.
    @Test func itLooksAheadTenTimesAsFar() {
        #expect(Forecast(grown([100, 110, 120, 130]), level: 700, limit: 1000) != nil)
        #expect(Forecast(grown([100, 110, 120, 130]), level: 699, limit: 1000) == nil)
    }

    @Test func whatDoesNotGrowOrIsThereReachesNothing() {
        #expect(Forecast(grown([130, 120, 110, 100]), level: 100, limit: 1000) == nil)
        #expect(Forecast(grown([100, 100, 100, 100]), level: 100, limit: 1000) == nil)
        #expect(Forecast(grown([100, 110, 120, 130]), level: 1000, limit: 1000) == nil)
        #expect(Forecast(grown([1, 2, 3, 4]), level: 4, limit: Int128.max) == nil)
    }

    /// Times as far apart as numbers go end in a forecast or in none.
    @Test func hostileTimes() {
        var points = grown([0, 1 << 100, 1 << 101, 1 << 102])
        for (index, time) in [Int64.min, -1, 1, Int64.max].enumerated() { points[index].capture.time = time }
        #expect(Forecast(points, level: 0, limit: .max) == nil)
    }
}
