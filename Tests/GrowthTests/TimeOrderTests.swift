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
                let order = TimeOrder([[capture(2, before)], [capture(1, after)]])
                #expect(order.isSurelyReversed == isCertain, "\(before), \(after)")
                #expect(order != .ascending, "\(before), \(after)")
                #expect(TimeOrder([[capture(1, before)], [capture(1, after)]]) == .ascending, "\(before), \(after)")
            }
        }
    }

    @Test func aCertainContradictionCountsMore() {
        let groups = [[capture(9, .file)], [capture(5, .dump)], [capture(4, .dump)]]
        #expect(TimeOrder(groups) == .reversed(before: .init(5, .dump), after: .init(4, .dump)))
        #expect(TimeOrder([]) == .ascending)
        #expect(TimeOrder([[], [capture(1, .dump)]]) == .ascending)
    }

    @Test func everyMemberOfAGroupCounts() {
        #expect(
            TimeOrder([[capture(1, .dump), capture(7, .dump)], [capture(8, .dump), capture(6, .dump)]])
                == .reversed(before: .init(7, .dump), after: .init(6, .dump)))
    }
}
