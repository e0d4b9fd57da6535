import Budgets
import Growth
import SnapshotModel

/// Evaluates a budget with globs of all kinds on two snapshots. Returns the seconds of each round.
func timeBudget(types: Int, rules: Int, rounds: Int) throws -> [Double] {
    let service = MadeUpService(types: types)
    let (before, after) = (service.snapshot(day: 0), service.snapshot(day: 30))
    let names = before.table("types")?.texts ?? []
    var text = "version: 1\ntypes:\n"
    for rule in 0..<rules {
        let name = names.isEmpty ? "A.B" : names[rule * names.count / rules]
        // In turn a whole name, a namespace, the end of a name, a part of it, everything.
        let glob =
            switch rule % 5 {
            case 0: name
            case 1: String(name.prefix { $0 != "." }) + ".**"
            case 2: "**" + String(name.suffix(6))
            case 3: "**" + String(name.dropFirst(name.count / 2).prefix(8)) + "**"
            default: "**"
            }
        text += "  - {match: '\(glob)', count: {max_growth: 50% and \(1_000 + rule)}}\n"
    }
    let budget = try Budget(parsing: BudgetSource(name: "bench", bytes: Array(text.utf8)))
    guard let today = Day("2026-11-26") else { return [] }
    return (0..<rounds).map { _ in
        let start = ContinuousClock.now
        let result = budget.evaluate(CheckInput(after: after, before: .snapshot(before), today: today))
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        precondition(result.findings.count >= rules)
        return seconds
    }
}
