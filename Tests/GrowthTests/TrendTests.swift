import SnapshotModel
import Testing

@testable import Growth

/// A made-up series of one or more types.
private func history(
    _ rows: [String: [UInt64]], size: UInt64 = 48, young: [String: [UInt64]] = [:], pids: [UInt64?]? = nil, days: [Int64]? = nil,
    labels: [[String: String]]? = nil
) -> SeriesHistory {
    let count = rows.values.first?.count ?? 0
    return SeriesHistory(
        (0..<count).map { point in
            let types = rows.keys.sorted().map { name in
                var row = TypeRow()
                row.name = name
                row.module = "Shop.dll"
                row.count = rows[name]?[point] ?? 0
                row.bytes = row.count.multipliedReportingOverflow(by: size).partialValue
                row.gen0.count = young[name]?[point] ?? 0
                row.gen0.bytes = row.gen0.count &* size
                return row
            }
            var snapshot = snapshot(totals: Totals(bytes: 1_000_000), [Table(types)])
            snapshot.capture.time = 1_785_553_200 + (days?[point] ?? Int64(point)) * 86_400
            snapshot.capture.pid = pids?[point] ?? (pids == nil ? 7 : nil)
            snapshot.capture.labels = labels?[point] ?? [:]
            return (Int64(point + 1), snapshot)
        }, ["types": ["count", "bytes", "gen0_count", "gen0_bytes"]])
}

private func course(_ values: [UInt64], pids: [UInt64?]? = nil, days: [Int64]? = nil, young: [UInt64]? = nil) -> TrendRow? {
    var options = TrendOptions()
    options.all = true
    let series = history(["T": values], young: young.map { ["T": $0] } ?? [:], pids: pids, days: days)
    return trend(series, options).rows.first { $0.section == "types" }
}

/// Real numbers: 28 nights of a service (Tests/Lab/Nightly.cs, `7 0 27 13 60`), whose subscriptions leak from night 13 on.
private enum Night {
    static let handlers: [UInt64] = [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 57, 117, 166, 218, 269, 319, 376, 424, 469, 522, 568, 617, 668, 715, 766,
    ]
    /// The cache, which varies with the load, and also holds a basket for each leaked subscription.
    static let baskets: [UInt64] = [
        3162, 2780, 3198, 2816, 3234, 2852, 3270, 2888, 3306, 2924, 3342, 2960, 3378, 3051, 2729, 3196, 2866, 3335, 3003, 3478, 3144, 3607,
        3278, 3742, 3409, 3878, 3543, 4012,
    ]
    static let strings: [UInt64] = [
        17096, 15601, 17273, 15794, 17488, 15807, 17706, 16082, 17790, 16280, 17789, 16397, 17968, 16776, 15373, 17331, 15900, 17733, 16458,
        18413, 17047, 18960, 17596, 19323, 18061, 19871, 18582, 20422,
    ]
}

@Suite struct TrendTests {
    @Test func aLeakIsNamedWithItsFirstNightAndTheCacheThatBreathesIsNot() throws {
        let found = trend(
            history(["Handler": Night.handlers, "Basket": Night.baskets, "String": Night.strings, "Still": Night.handlers.map { _ in 9 }]))
        let types = found.rows.filter { $0.section == "types" }
        #expect(types.map { $0.key[0] } == ["Handler"])
        let row = try #require(types.first)
        #expect(row.shape == .growing)
        #expect(row.isCertain)
        #expect(row.measure == "count")
        #expect(row.began == 13)
        #expect(row.smallestStep == 45)
        #expect(row.smallestSize == Int128(45 * 48))
        #expect(row.slopeInterval.contains(row.slopePerDay))
        #expect((45...60).contains(row.slopePerDay))
        #expect(row.slopeInterval.lowerBound > 45)
        #expect(row.slopeInterval.upperBound < 60)
        #expect(found.hiddenRows == 3)
    }

    /// Every part of the series is tested.
    @Test func noWindowOfABreathingCacheGrows() {
        for values in [Night.baskets, Night.strings] {
            for start in 0..<25 {
                for end in (start + 3)...28 { #expect(course(Array(values[start..<end]))?.shape != .growing, "\(start)..<\(end)") }
            }
        }
    }

    @Test(arguments: 0..<40) func noiseWithinBoundsNeverGrows(_ seed: UInt64) {
        var dice = Dice(state: seed)
        let (level, width) = (1_000 + dice.roll(50_000), 20 + dice.roll(900))
        for count in [8, 28, 120] {
            let row = course((0..<count).map { _ in level + dice.roll(width) })
            #expect(row?.isCertain != true, "\(row?.values ?? [])")
        }
    }

    /// A bounded cache is filled and emptied every eleven days.
    @Test func aSawtoothNeverGrows() {
        for end in 30...60 {
            let row = course((0..<end).map { UInt64(1_000 + $0 % 11 * 100) })
            #expect(row?.isCertain != true, "\(end)")
        }
        #expect(course((0..<44).map { UInt64(1_000 + $0 % 11 * 100) })?.shape == .sawtooth)
    }

    @Test(arguments: 0..<20) func whatGrowsEachNightGrows(_ seed: UInt64) throws {
        var dice = Dice(state: seed)
        let (from, step) = (Int(dice.roll(20)), 4 + dice.roll(500))
        var value = dice.roll(20 * step)
        let values = (0..<28).map { night in
            if night >= from, night > 0 { value += step + dice.roll(step / 2) - step / 4 }
            return value
        }
        let row = try #require(course(values))
        #expect(row.shape == .growing, "\(values)")
        #expect(row.isCertain, "\(values)")
        if from > 1 { #expect(abs((row.began ?? 0) - from) <= 1, "\(from): \(values)") }
        #expect(row.smallestStep > 0)
    }

    /// Three to five points that rise in the last step "grew and levelled off".
    @Test(arguments: [[16, 16, 16, 26], [1_770, 2_350, 1_720, 17_600], [5, 5, 905], [5, 6, 5, 7, 905]] as [[UInt64]])
    func whatRoseInItsLastStepMayGoOn(_ values: [UInt64]) {
        #expect(course(values.map { $0 * 1_000 })?.shape == .inconclusive)
    }

    /// Many flat points with a jump at the end do not go up and down.
    @Test(arguments: [6, 12, 28]) func manyPointsThatRoseInTheirLastStepMayGoOn(_ count: Int) {
        let values = (0..<count).map { UInt64($0 == count - 1 ? 905_000 : 5_000 + $0 % 2 * 100) }
        #expect(course(values)?.shape == .inconclusive)
    }

    @Test func whatGoesUpAndDownStillDoesWithAHighEnd() {
        #expect(course((0..<44).map { UInt64($0 == 43 ? 4_000 : 1_000 + $0 % 11 * 100) })?.shape == .sawtooth)
    }

    @Test(arguments: [[5, 905, 905], [5, 5, 905, 905], [5, 700, 905, 900, 905]] as [[UInt64]])
    func aFewPointsLevelOffToo(_ values: [UInt64]) {
        #expect(course(values.map { $0 * 1_000 })?.shape == .plateau)
    }

    @Test func whatFillsAndThenStopsIsAPlateau() {
        let filling = (0..<28).map { UInt64(min($0, 12) * 400) }
        #expect(course(filling)?.shape == .plateau)
        // Growth that becomes slower and slower.
        #expect(course([0, 520, 780, 910, 975, 1007, 1024, 1032, 1036, 1038, 1039, 1040, 1040, 1041])?.shape == .plateau)
        // One burst.
        #expect(course([5, 5, 5, 5, 5, 5, 905, 905, 905, 905, 905, 905])?.shape == .plateau)
        #expect(course(Array(repeating: 5, count: 9))?.shape == .steady)
        #expect(course([100_000, 100_003, 100_001, 100_004, 100_002])?.shape == .steady)
    }

    /// The cache of a healthy service in three stages. It grows at every step and has nearly stopped.
    @Test func ofFewPointsALastStepThatIsNextToNothingIsNoGrowth() {
        #expect(course([500, 5_200, 5_250])?.shape != .growing)
        let row = course([0, 40_002, 80_002])
        #expect(row?.shape == .growing)
        #expect(row?.isCertain == false)
    }

    @Test func oneDumpInTheMiddleOfACollectionDoesNotHideALeak() throws {
        var values = Night.handlers
        values[20] = 100
        let row = try #require(course(values))
        #expect(row.shape == .growing)
        #expect(row.isCertain)
        #expect(row.began == 13)
        // The smallest step of the others. The step of 45 began at the night that is left out.
        #expect(row.smallestStep == 46)
        // A bad point at an end is not left out.
        values = Night.handlers
        values[27] = 100
        #expect(try #require(course(values)).smallestStep < 0)
    }

    /// A service that never collects garbage. All its objects are in generation 0, and most of them are garbage.
    @Test func growthInGeneration0AloneIsNotCertain() throws {
        let values: [UInt64] = [539, 5_898, 9_505, 11_663, 16_602, 19_905, 23_300]
        let row = try #require(course(values, young: values.map { $0 - 500 }))
        #expect(row.shape == .growing)
        #expect(!row.isCertain)
        #expect(course(values, young: values.map { _ in 100 })?.isCertain == true)
    }

    // MARK: Time

    @Test func slopesGoByTimeAndNotByPoints() throws {
        // Every second point is missing from day 10 on.
        let days: [Int64] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 13, 15, 17, 19]
        let row = try #require(course(days.map { UInt64($0) * 30 }, days: days))
        #expect(row.slopePerDay == 30)
        #expect(row.began == nil)
        let none = try #require(course([0, 30, 60, 90, 120, 150], days: [3, 3, 3, 3, 3, 3]))
        #expect(none.shape == .growing)
        #expect(none.slopePerDay == 0)
        #expect(none.slopeInterval == -.infinity ... .infinity)
    }

    @Test func restartsDeploymentsAndGapsAreMarked() {
        let series = history(
            ["T": Array(repeating: 1, count: 7)], pids: [1, 1, nil, 1, 2, 2, 2], days: [0, 1, 2, 3, 4, 6, 7],
            labels: [
                ["commit": "a"], ["commit": "a"], ["commit": "a"], ["commit": "a", "host": "x"], ["commit": "b"], ["commit": "b"],
                ["commit": "b", "image": "i"],
            ])
        let points = trend(series).points
        #expect(points.map(\.isRestart) == [false, false, false, false, true, false, false])
        #expect(points.map(\.isDeployment) == [false, false, false, false, true, false, false])
        #expect(points.map(\.isAfterGap) == [false, false, false, false, false, true, false])
    }

    /// A snapshot without a label says nothing of it, and the values before and after it are compared.
    @Test func anAbsentLabelIsNoDeployment() {
        let labels: [[String: String]] = [["image": "a"], [:], ["image": "a"], [:], ["image": "b"], ["commit": "1"], ["commit": "2"]]
        let points = trend(history(["T": Array(repeating: 1, count: 7)], labels: labels)).points
        #expect(points.map(\.isDeployment) == [false, false, false, false, true, false, true])
    }

    // MARK: Restarts

    /// Nights 0 to 7 are one process, 8 to 18 a second one that leaks from night 13 on, and the rest a third one that leaks from its start.
    @Test func aLeakIsFollowedOverARestart() throws {
        let values: [UInt64] = [
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 56, 116, 165, 217, 268, 318, 57, 105, 150, 203, 249, 298, 349, 396, 447,
        ]
        let pids = (0..<28).map { UInt64($0 < 8 ? 16_783 : $0 < 19 ? 16_935 : 17_147) }
        let row = try #require(course(values, pids: pids))
        #expect(row.shape == .growing)
        #expect(row.isCertain)
        #expect(row.began == 13)
        #expect(row.smallestStep == 45)
        #expect((45...55).contains(row.slopePerDay))
        // Without restarts the numbers do not look like growth.
        #expect(course(values)?.shape != .growing)
    }

    @Test func theWarmUpOfEveryProcessIsNoLeak() {
        let warmUp: [UInt64] = [400, 900, 1_400, 1_900, 2_000, 2_010, 1_990, 2_005]
        let values = warmUp + warmUp + warmUp + warmUp.prefix(4)
        let pids = values.indices.map { UInt64($0 / 8 + 1) }
        #expect(course(values, pids: pids)?.shape != .growing)
    }

    @Test func aYoungProcessDoesNotEndALeakAndAnOlderOneThatIsCalmDoes() {
        let leak = (0..<10).map { UInt64($0 * 50) }
        let pids = { (count: Int) in (0..<count).map { UInt64($0 / 10 + 1) } }
        let young = leak + leak + [0, 50]
        #expect(course(young, pids: pids(young.count))?.isCertain == true)
        let mended = leak + leak + Array(repeating: 3, count: 9)
        #expect(course(mended, pids: pids(mended.count))?.shape != .growing)
    }

    /// A nightly test run in a process of its own. Growth from build to build counts.
    @Test func whereEveryPointIsANewProcessRestartsCutNothing() throws {
        let row = try #require(course(Night.handlers, pids: (0..<28).map { UInt64($0 + 100) }))
        #expect(row.shape == .growing)
        #expect(row.began == 13)
        #expect(row.isCertain)
    }

    // MARK: Ranking, choice, hostile numbers

    @Test func rowsAreRankedByTheBytesOfTheirSmallestStep() {
        let fast = (0..<20).map { UInt64($0 * 100) }
        let slow = (0..<20).map { UInt64($0 * 10) }
        // It gains more than both others, in one step.
        let burst = (0..<20).map { UInt64($0 < 10 ? 0 : 90_000) + UInt64($0) }
        let series = history(["Slow": slow, "Fast": fast, "Burst": burst])
        #expect(trend(series).rows.filter { $0.section != nil }.map { $0.key[0] } == ["Fast", "Slow"])
        var options = TrendOptions()
        options.top = 1
        let top = trend(series, options)
        #expect(top.rows.map { $0.key[0] } == ["Fast"])
        #expect(top.hiddenRows > 0)
        options = TrendOptions()
        options.filters = ["types": NameFilter([NamePattern("S*")])]
        #expect(trend(series, options).rows.map { $0.key[0] } == ["Slow"])
        #expect(trend(series, options).hiddenRows == 0)
    }

    @Test func aSubjectComesAloneAndAGlobIsTheSum() throws {
        let series = history(["A.X": [1, 2, 3, 4, 5, 6], "A.Y": [10, 20, 30, 40, 50, 60]])
        var options = TrendOptions()
        options.subject = .rows(of: "types", NamePattern("A.*"), measure: "count")
        let sum = trend(series, options).rows
        try #require(sum.count == 1)
        #expect(sum[0].values == [11, 22, 33, 44, 55, 66])
        #expect(sum[0].key == ["A.*", ""])
        options.subject = .rows(of: "types", NamePattern("A.Y"), measure: nil)
        #expect(trend(series, options).rows[0].key == ["A.Y", "Shop.dll"])
        options.subject = .metric(try #require(Catalog.standard.metric("heap.total")))
        #expect(trend(series, options).rows.map(\.key) == [["heap.total"]])
    }

    @Test func anythingThatAStoreCanHoldIsAnswered() {
        let hostile: [[UInt64]] = [
            [], [1], [0, .max], [.max, 0, .max], [0, .max / 2, .max], Array(repeating: .max, count: 9), (0..<9).map { .max - 8 + $0 },
            [0, .max, 0, .max, 0, .max, 0, .max],
        ]
        let times: [[Int64]] = [[0, 0, 0, 0, 0, 0, 0, 0, 0], [-9, -8, -7, -6, -5, -4, -3, -2, -1].map { $0 * 10_000_000_000_000 }]
        for values in hostile {
            for days in times { _ = course(values, days: Array(days.prefix(values.count))) }
            _ = course(values, pids: values.indices.map { UInt64($0 / 2) })
        }
        let first = trend(history(["T": hostile[7], "U": hostile[7]]))
        let second = trend(history(["T": hostile[7], "U": hostile[7]]))
        #expect(first.rows.map(\.key) == second.rows.map(\.key))
        #expect(SmallestStep.of([.min, .max]) == .max)
        #expect(SmallestStep.of([.max, .min]) == .min)
    }
}
