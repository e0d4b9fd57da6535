import SnapshotModel
import Testing

/// Restarts by the life of a process, and by another id where a snapshot has none.
@Suite struct ProcessLifeTests {
    private func capture(_ life: String?, pid: UInt64? = 1) -> Capture {
        Capture(
            time: 0, timeSource: .given, process: "orders", pid: pid, life: life, os: "linux", arch: "x86-64",
            runtime: Capture.Runtime(name: ".NET", version: "8.0.4"), gc: nil, dumpKind: .heap, labels: [:])
    }

    private func restarts(_ captures: [Capture]) -> [Bool?] {
        var life = ProcessLife()
        return captures.map { life.isRestart($0) }
    }

    @Test func everyLifeInAContainerHasTheId1() {
        #expect(restarts([capture("a"), capture("a"), capture("b"), capture("b"), capture("c")]) == [nil, false, true, false, true])
    }

    @Test func oneLifeHasTwoIdsFromInsideAndOutsideOfAContainer() {
        #expect(restarts([capture("a", pid: 1), capture("a", pid: 70_001)]) == [nil, false])
    }

    /// A .gcdump and a dump tell a life by different facts, so they say nothing of each other.
    @Test func livesOfAnotherKindOfInputAreNotCompared() {
        #expect(restarts([capture("a"), capture("graph-b"), capture("graph-b"), capture("graph-c")]) == [nil, nil, false, true])
    }

    /// Another id is another life. An equal one proves nothing: it is 1 in every container.
    @Test func withoutALifeOnlyAnotherIdSaysSomething() {
        #expect(restarts([capture(nil, pid: 7), capture(nil, pid: 7), capture(nil, pid: 8)]) == [nil, nil, true])
        #expect(restarts([capture(nil, pid: 7), capture(nil, pid: nil), capture(nil, pid: 8)]) == [nil, nil, true])
        #expect(ProcessLife.lives([capture(nil), capture(nil), capture("a"), capture("a")]) == [0, 1, 2, 2])
        #expect(!ProcessLife.isOne([capture(nil), capture(nil)]))
        #expect(ProcessLife.hasRestart([capture(nil), capture(nil)]) == nil)
        #expect(ProcessLife.hasRestart([capture(nil), capture("a"), capture("a")]) == nil)
    }

    /// Snapshots of an older version have no life. They are no restart where the id stays, and the lives around them are still compared.
    @Test func olderSnapshotsAmongNewerOnes() {
        let mixed = [capture(nil), capture("a"), capture(nil), capture("a")]
        #expect(restarts(mixed) == [nil, nil, nil, false])
        #expect(ProcessLife.lives(mixed) == [0, 1, 2, 3])
        #expect(!ProcessLife.isOne(Array(mixed.dropFirst())))
        #expect(ProcessLife.hasRestart(Array(mixed.dropFirst())) == false)
        #expect(restarts([capture("a"), capture(nil), capture("b")]) == [nil, nil, true])
        #expect(restarts([capture("a", pid: 7), capture(nil, pid: 8), capture("b", pid: 8)]) == [nil, true, nil])
    }

    /// A life that was replaced says nothing of one that was not.
    @Test func aRedactedLifeIsComparedWithRedactedOnes() {
        #expect(restarts([capture("~1"), capture("a"), capture("a")]) == [nil, nil, false])
        #expect(restarts([capture("~1"), capture("~1"), capture("~2")]) == [nil, false, true])
        let redaction = Redaction(hash: { "\($0.utf8.count)" })
        let redacted = [capture("a"), capture("graph-bb"), capture("graph-bb"), capture("graph-ccc")].map(redaction.applied)
        #expect(restarts(redacted) == [nil, nil, false, true])
        #expect(redacted.map(redaction.applied).map(\.life) == redacted.map(\.life))
    }

    @Test func restartsOfASeriesAsAWhole() {
        #expect(ProcessLife.hasRestart([capture("a"), capture("b"), capture("b")]) == true)
        #expect(ProcessLife.hasRestart([capture("a"), capture("a")]) == false)
        #expect(ProcessLife.hasRestart([capture("a", pid: nil), capture(nil, pid: nil)]) == nil)
        #expect(ProcessLife.isOne([capture("a"), capture("a")]))
        #expect(!ProcessLife.isOne([capture("a"), capture("b")]))
        #expect(!ProcessLife.isOne([capture("a", pid: nil), capture(nil, pid: nil)]))
        #expect(!ProcessLife.isOne([]))
    }
}
