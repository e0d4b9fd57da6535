package import SnapshotModel

/// What leaks in a series, and what every rule made of it.
package struct SuspectReport: Equatable, Sendable {
    /// The most severe first, then those that gained most bytes in every stage.
    package let suspects: [Suspect]
    /// In the order in which the rules look.
    package let rules: [RuleOutcome]
}

/// Looks for leaks in snapshots of one process or series, in the order of time. With fewer than two nothing grows, and there is no suspect.
package func suspects(_ snapshots: [Snapshot]) -> SuspectReport { suspects(snapshots, Circumstances()) }

/// The same under circumstances that the snapshots do not hold.
package func suspects(_ snapshots: [Snapshot], _ circumstances: Circumstances) -> SuspectReport {
    let stages = Stages(snapshots: snapshots)
    // The ways to holders in a .gcdump are not those in a dump, and a text does not name the modules that a dump names.
    if snapshots.count < 2 || InputForm.difference(snapshots.map(\.input.form)) != nil { return SuspectReport(suspects: [], rules: []) }
    var investigation = Investigation(stages)
    var outcomes: [RuleOutcome] = []
    for rule in allRules {
        do throws(NotInInput) {
            let looked = try rule.look(&investigation)
            let found = investigation.found.count { $0.rule == nil }
            for place in investigation.found.indices where investigation.found[place].rule == nil {
                investigation.found[place].rule = rule.name
            }
            outcomes.append(RuleOutcome(rule: rule.name, state: found > 0 ? .fired(found) : .quiet, looked: looked))
        } catch {
            outcomes.append(RuleOutcome(rule: rule.name, state: .couldNotLook(error), looked: []))
        }
    }
    return SuspectReport(suspects: circumstances.judged(Judge(investigation).suspects), rules: outcomes)
}

/// Specific causes before general ones: a rule takes its places, and those after it do not see them.
private let allRules: [any Rule] = [
    CollectibleContexts(), DynamicAssemblies(), DynamicMethods(), Finalization(), RootHandles(), Fragmentation(), Timers(),
    TokenRegistrations(), EventSubscriptions(), DependentHandles(), PendingTasks(), Connections(), LeakedThreads(), LargeObjects(),
    OnlyOnStacks(), Collections(), NativeMemory(), WeakHandles(),
]
