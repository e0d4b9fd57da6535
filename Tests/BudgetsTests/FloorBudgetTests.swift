import SnapshotModel
import Testing

@testable import Budgets

@Suite struct FloorBudgetTests {
    private func metric(_ name: String) throws -> Metric { try #require(Catalog.standard.metric(name)) }

    @Test func theBudgetIsUnderstoodAsItWasMeant() throws {
        let metrics = [
            (try metric("heap.live"), "7.90 MB"), (try metric("process.threads"), "10"), (try metric("process.handles.pinned"), "100"),
        ]
        let text = Budget.text(metrics: metrics, leastConfidence: 76, introduction: ["Made by hand."])
        let budget = try Budget(parsing: BudgetSource(name: "floors.yml", bytes: Array(text.utf8)))
        #expect(
            budget.rules.map(\.name) == ["heap.live/max_growth", "process.threads/max_growth", "process.handles.pinned/max_growth"])
        #expect(budget.suspects?.leastConfidence == 76)
        #expect(budget.suspects?.most == 0)
    }

    @Test func whatIsUnknownHasNoRule() throws {
        let text = Budget.text(metrics: [(try metric("heap.total"), "1 MB")], leastConfidence: nil, introduction: [])
        #expect(text == "version: 1\nheap:\n  total: {max_growth: 1 MB}\n")
    }
}
