import RawMemory
import Synchronization
import Testing

@Suite struct WorkersTests {
    @Test(arguments: [0, 1, 2, 7])
    func everyWorkerRunsOnce(_ count: Int) {
        let seen = Seen()
        runWorkers(count) { seen.add($0) }
        #expect(seen.numbers.sorted() == Array(0..<max(count, 1)))
    }

    private final class Seen: Sendable {
        private let list = Mutex<[Int]>([])
        func add(_ number: Int) { list.withLock { $0.append(number) } }
        var numbers: [Int] { list.withLock { $0 } }
    }
}

@Suite struct WorkProgressTests {
    @Test func countsAPhaseAndBeginsAnew() {
        let progress = WorkProgress()
        progress.begin("walking", total: 10)
        progress.advance(4)
        progress.advance(3)
        #expect(progress.done.load(ordering: .relaxed) == 7)
        progress.begin("naming", total: 2)
        #expect(progress.done.load(ordering: .relaxed) == 0)
        #expect(progress.phaseName == "naming")
    }

    @Test func onceStoppedEveryCheckThrows() throws {
        let progress = WorkProgress()
        try progress.check()
        progress.stop()
        #expect(throws: Interrupted.self) { try progress.check() }
    }
}
