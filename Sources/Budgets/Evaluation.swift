import Growth
import SnapshotModel

extension Budget {
    /// Evaluates every rule on the snapshots. The result depends on the arguments alone.
    package func evaluate(_ input: CheckInput) -> CheckResult {
        var evaluation = Evaluation(self, input)
        var findings: [Finding] = []
        for rule in rules { findings += evaluation.findings(rule) }
        if let trend { findings += evaluation.findings(trend, minTrust: minTrust) }
        if let suspects { findings += evaluation.findings(suspects) }
        if rules.isEmpty, trend == nil, suspects == nil { findings.append(withoutRule) }
        var notes = evaluation.notes
        findings = suppressed(findings, input.today, &notes)
        let order: [Finding.State] = [.fail, .inconclusive, .warn, .suppressed, .pass]
        func rank(_ finding: Finding) -> Int { order.firstIndex(of: finding.state) ?? order.count }
        let sorted = findings.enumerated().sorted { a, b in
            let (x, y) = (rank(a.element), rank(b.element))
            return x != y ? x < y : a.offset < b.offset
        }
        return CheckResult(
            verdict: verdict(findings, onInconclusive, isFirst: input.isFirst), judged: verdict(findings, .fail, isFirst: input.isFirst),
            findings: sorted.map(\.element), notes: notes,
            notComparable: evaluation.differences,
            order: evaluation.order)
    }
}

extension Budget {
    /// The finding of a budget without a rule, or whose rules are all off: nothing was looked at, so nothing has passed.
    private var withoutRule: Finding {
        Finding(
            rule: "budget", place: place, subject: name, measured: .budget, unit: .none,
            limit: Finding.Limit(.rules, "at least one rule", .rules), state: .inconclusive, reason: .notJudged(.noRule))
    }
}

/// One evaluation of a budget on the snapshots of a check.
struct Evaluation {
    let budget: Budget
    let input: CheckInput
    /// Facts that differ between the snapshots.
    let differences: [String]
    let order: TimeOrder
    let builds: Builds
    var notes: [String] = []
    /// By section and part. Built for the first rule on the rows of the section.
    private var builtTables: [String: RowTable?] = [:]

    init(_ budget: Budget, _ input: CheckInput) {
        self.budget = budget
        self.input = input
        order = input.isAsOrdered ? .ascending : TimeOrder(input.groups.map { $0.map(\.capture) }, mayInterleave: input.mayInterleave)
        let snapshots = Array(input.groups.joined())
        builds = Builds(snapshots)
        differences =
            ComparableFact.differences(budget.comparable, snapshots.map(\.capture))
            + [InputForm.difference((snapshots + input.stages).map(\.input.form))].compactMap(\.self)
    }

    mutating func findings(_ rule: Rule) -> [Finding] {
        switch rule.subject {
        case .metric(let metric): return [metricFinding(rule, metric)]
        case .rows(let set, let together): return rowFindings(rule, set, together: together)
        case .ratio(let name, let left, let right): return [ratioFinding(rule, name, left, right)]
        case .perWork(let operand, let unit): return [workFinding(rule, operand, unit)]
        }
    }

    // MARK: Obstacles

    /// Why the rule cannot be judged, whatever its numbers are; `nil` when it can be.
    func obstacle(_ rule: Rule) -> Finding.Obstacle? {
        // Which snapshot is the later one is in doubt then, also for a limit on that one alone.
        if let (before, after) = order.certainContradiction { return .reversed(before: before, after: after) }
        let ends = ends(rule)
        if rule.needsBaseline, input.isOneSnapshot || (rule.everyPair && input.repeatsASnapshot) { return .sameSnapshot }
        if rule.needsBaseline, !differences.isEmpty { return .notComparable(differences) }
        if rule.needsBaseline, let sections = otherParts(rule, ends) { return .notComparable(["other parts of \(sections)"]) }
        return doubt(ends.map { ($0.trust, rule.parts(in: $0)) }, wanted: rule.minTrust, by: .rule)
    }

    /// The sections of which the snapshots list different parts; `nil` where there are none.
    private func otherParts(_ rule: Rule, _ ends: [Snapshot]) -> String? {
        var sections: [String] = []
        for section in ends.flatMap({ rule.parts(in: $0) }).map(\.section) where !sections.contains(section) { sections.append(section) }
        let differing = sections.filter { section in Set(ends.map { $0.trust.choice(of: section) }).count > 1 }
        return differing.isEmpty ? nil : differing.joined(separator: ", ")
    }

    /// The obstacle that too little trust in the parts that a rule reads is; `nil` when there is enough in every snapshot.
    func doubt(
        _ trusts: [Trust], about parts: [SnapshotPart], wanted: Trust.Level, by demander: Finding.Obstacle.Demander
    ) -> Finding.Obstacle? { doubt(trusts.map { ($0, parts) }, wanted: wanted, by: demander) }

    /// The same where the snapshots give the number from different parts.
    func doubt(
        _ ends: [(trust: Trust, parts: [SnapshotPart])], wanted: Trust.Level, by demander: Finding.Obstacle.Demander
    ) -> Finding.Obstacle? {
        guard let level = ends.map({ $0.trust.level(of: $0.parts) }).min(), level < wanted else { return nil }
        let low = ends.filter { $0.trust.level(of: $0.parts) == level }
        let sections = low.map { $0.trust.sections(at: level) }
        let named =
            sections.contains([]) ? [] : low.flatMap(\.parts).map(\.section).filter { name in sections.contains { $0.contains(name) } }
        var distinct: [String] = []
        for name in named where !distinct.contains(name) { distinct.append(name) }
        return .trustTooLow(level, of: distinct, wanted: wanted, by: demander)
    }

    /// The snapshots whose numbers the rule reads, the latest last.
    func ends(_ rule: Rule) -> [Snapshot] {
        (rule.needsBaseline ? (input.before?.snapshots ?? []) + (rule.everyPair ? input.between : []) : []) + input.judged
    }

    /// The obstacle of a rule on growth without a baseline. It comes last: with a snapshot that lacks what the rule reads, no baseline helps.
    func noBaseline(_ rule: Rule) -> Finding.Obstacle? {
        rule.needsBaseline && input.before == nil ? .noBaseline(input.noBaseline) : nil
    }

    func inconclusive(_ base: Finding, _ obstacle: Finding.Obstacle) -> Finding {
        var finding = base
        finding.state = .inconclusive
        finding.reason = .notJudged(obstacle)
        return finding
    }

    // MARK: Metrics

    private mutating func metricFinding(_ rule: Rule, _ metric: Metric) -> Finding {
        let number = chain { metric.value($0) }
        let steps = number.steps
        var finding = base(rule, subject: metric.name, measured: .metric(metric.name), unit: metric.unit, number)
        if let obstacle = obstacle(rule) ?? missing(metric, rule, steps) ?? noBaseline(rule) { return inconclusive(finding, obstacle) }
        judge(&finding, rule, steps)
        if finding.state == .fail, let part = metric.uncollected { allow(&finding, rule, metric, uncollected: part) }
        if finding.state != .pass, let section = rowsOf(metric) { finding.evidence = grownRows(section, RowPart(metric, section)) }
        return finding
    }

    private func missing(_ metric: Metric, _ rule: Rule, _ steps: [Int128?]) -> Finding.Obstacle? {
        // In a chain the steps between the ends decide too.
        let needed = !rule.needsBaseline ? [steps.last ?? nil] : rule.everyPair ? steps : [steps.first ?? nil, steps.last ?? nil]
        guard needed.contains(where: { $0 == nil }) else { return nil }
        if !budget.catalog.isHeldToday(metric) { return .metricNeverHeld(metric.name) }
        return .metricNotHeld(metric.name, in: needed.last ?? nil == nil ? .snapshot : .baseline)
    }

    /// A number in every snapshot of the chain, oldest first.
    func chain(_ value: (Snapshot) -> Int128?) -> SampledNumber { SampledNumber(groups: input.groups.map { $0.map(value) }) }

    // MARK: Rows

    mutating func rows(of section: SectionInfo, isYoung: Bool = false) -> RowTable? {
        let key = section.name + (isYoung ? "/young" : "")
        if let built = builtTables[key] { return built }
        let table = RowTable(section, input.groups, isYoung: isYoung, builds: builds)
        builtTables[key] = .some(table)
        return table
    }

    private mutating func rowFindings(_ rule: Rule, _ set: RowSet, together: Bool) -> [Finding] {
        let measured = Finding.Quantity.rows(set.measured)
        var whole = base(rule, subject: set.text, measured: measured, unit: set.unit, SampledNumber(groups: []))
        if let obstacle = obstacle(rule) { return [inconclusive(whole, obstacle)] }
        let section = set.section.name
        // A limit on one snapshot needs no other.
        guard
            let table = rows(of: set.section)
                ?? (rule.needsBaseline ? nil : RowTable(set.section, [input.judged]))
        else { return [inconclusive(whole, .sectionNotHeld(section))] }
        let values = table.values(isSize: set.measured.isSize)
        let known = values.compactMap(\.self)
        guard known.count == values.count, let after = known.last else {
            return [inconclusive(whole, .sectionNotHeld(section, measure: set.column))]
        }
        let (rows, open) = table.rows(set.patterns)
        // A row of 0 keeps every limit on the snapshot that has none of it.
        let isRead: (Int) -> Bool = { row in rule.needsBaseline ? known.contains { $0[row] != 0 } : after[row] != 0 }
        // Nothing would name a type that is known by its address alone. It counts when it might violate the limit.
        let unnamed = open.filter { row, type in
            isRead(row) && (!type.hasAddress || together || isViolated(rule, 0, after[row]))
        }
        let namesMissing = obstacle(unnamed.map(\.type), of: set.section, in: ends(rule))
        if rows.isEmpty, namesMissing == nil { notes.append("\(rule.place.text): '\(set.text)' matches no \(set.measured.noun)") }
        if let obstacle = noBaseline(rule) { return [inconclusive(whole, namesMissing ?? obstacle)] }
        if together {
            let sum = table.sum(rows, isSize: set.measured.isSize)
            var finding = base(rule, subject: set.text, measured: measured, unit: set.unit, sum)
            judge(&finding, rule, sum.steps)
            guard let namesMissing else { return [finding] }
            // A sum that is too large without the unnamed rows and with all of them is too large.
            let all = table.sum(rows + unnamed.map(\.row), isSize: set.measured.isSize)
            var whole = base(rule, subject: set.text, measured: measured, unit: set.unit, all)
            judge(&whole, rule, all.steps)
            if finding.state == .pass, whole.state == .pass, unnamed.allSatisfy(\.type.hasAddress) { return [finding] }
            return [finding.state == .pass || whole.state == .pass ? inconclusive(finding, namesMissing) : finding]
        }
        var findings: [Finding] = []
        for row in rows {
            if rule.needsBaseline, table.isUnmatched(row) { continue }
            // Most rules match many rows and find nothing, so a row that keeps the limit gets no finding.
            guard isViolated(rule, known.count == 1 ? nil : known[0][row], after[row]) else { continue }
            let number = table.sum([row], isSize: set.measured.isSize)
            let name = table.name(row)
            var finding = base(rule, subject: input.shown(name), measured: measured, unit: set.unit, number)
            finding.realSubject = name
            finding.module = table.module(row).map(input.shown)
            judge(&finding, rule, number.steps)
            if finding.state != .pass { findings.append(finding) }
        }
        let unmatched = rule.needsBaseline ? table.obstacle(rows.filter(table.isUnmatched), of: set.section, shown: input.shown) : nil
        // It stands beside the rows that were judged: all of those may be suppressed.
        let rest = (namesMissing ?? unmatched).map { [inconclusive(whole, $0)] } ?? []
        if !findings.isEmpty {
            return findings.enumerated().sorted { a, b in
                let (x, y) = (a.element.delta ?? a.element.after ?? 0, b.element.delta ?? b.element.after ?? 0)
                return x != y ? x > y : a.offset < b.offset
            }.map(\.element) + rest
        }
        if !rest.isEmpty { return rest }
        whole.state = .pass
        whole.reason = rows.isEmpty ? .noNamesMatch : .rowsWithin(rows.count, of: set.section.rowUnit)
        return [whole]
    }

    /// The three rows that grew most in bytes, in the part of the rows that the metric is made of.
    private mutating func grownRows(_ section: SectionInfo, _ part: RowPart) -> [Finding.Evidence] {
        guard input.before != nil, let table = rows(of: section, isYoung: part == .young) else { return [] }
        // Both tables join the same rows.
        let young = part == .survivors ? rows(of: section, isYoung: true) : nil
        func growth(isSize: Bool) -> [Int128]? {
            func ends(_ table: RowTable) -> (before: AlignedCells, after: AlignedCells)? {
                let values = table.values(isSize: isSize)
                guard let before = values.first ?? nil, let after = values.last ?? nil else { return nil }
                return (before, after)
            }
            guard let all = ends(table) else { return nil }
            let part = young.flatMap(ends)
            return (0..<table.rowCount).map { row in
                all.after[row] - all.before[row] - (part.map { $0.after[row] - $0.before[row] } ?? 0)
            }
        }
        guard let sizes = growth(isSize: true) else { return [] }
        let counts = growth(isSize: false)
        let grown = sizes.indices.filter { sizes[$0] > 0 && !table.isUnmatched($0) }.sorted { a, b in
            sizes[a] != sizes[b] ? sizes[a] > sizes[b] : a < b
        }
        let unit = RowSet(section, [], isSize: false)?.unit ?? .none
        return grown.prefix(3).map { row in
            Finding.Evidence(input.shown(table.name(row)), count: counts?[row], of: unit, bytes: sizes[row])
        }
    }

    /// The section whose rows explain a metric: the followed section that the metric is computed from, or the first one for a total of the
    /// heap.
    private func rowsOf(_ metric: Metric) -> SectionInfo? {
        let followed = budget.catalog.followed
        return metric.sections.isEmpty ? followed.first : followed.first { metric.sections.contains($0.name) }
    }
}
