import SnapshotModel
import Testing

@testable import Growth

@Suite struct TimeOrderTests {
    private func capture(_ time: Int64, _ source: Capture.TimeSource) -> Capture {
        var capture = snapshot([]).capture
        capture.time = time
        capture.timeSource = source
        return capture
    }

    @Test func onlyTimesThatAreKnownForCertainContradictForCertain() {
        let sources: [Capture.TimeSource] = [.given, .dump, .file]
        for before in sources {
            for after in sources {
                let isCertain = before != .file && after != .file
                #expect(
                    TimeOrder([[capture(2, before)], [capture(1, after)]]) == .reversed(before: 2, after: 1, isCertain: isCertain),
                    "\(before), \(after)")
                #expect(TimeOrder([[capture(1, before)], [capture(1, after)]]) == .ascending, "\(before), \(after)")
            }
        }
    }

    @Test func aCertainContradictionCountsMore() {
        let groups = [[capture(9, .file)], [capture(5, .dump)], [capture(4, .dump)]]
        #expect(TimeOrder(groups) == .reversed(before: 5, after: 4, isCertain: true))
        #expect(TimeOrder([]) == .ascending)
        #expect(TimeOrder([[], [capture(1, .dump)]]) == .ascending)
    }

    @Test func everyMemberOfAGroupCounts() {
        #expect(
            TimeOrder([[capture(1, .dump), capture(7, .dump)], [capture(8, .dump), capture(6, .dump)]])
                == .reversed(before: 7, after: 6, isCertain: true))
    }
}
