import Growth
import SnapshotModel

extension Budget {
    /// Holds every rule against the snapshots. Pure: same budget, same snapshots, same day, same result.
    package func evaluate(_ input: CheckInput) -> CheckResult {
        var evaluation = Evaluation(self, input)
        var findings: [Finding] = []
        for rule in rules { findings += evaluation.findings(rule) }
        if let trend { findings += evaluation.findings(trend, minTrust: minTrust) }
        var notes = evaluation.notes
        findings = suppressed(findings, input.today, &notes)
        let order: [Finding.State] = [.fail, .inconclusive, .warn, .suppressed, .pass]
        func rank(_ finding: Finding) -> Int { order.firstIndex(of: finding.state) ?? order.count }
        let sorted = findings.enumerated().sorted { a, b in
            let (x, y) = (rank(a.element), rank(b.element))
            return x != y ? x < y : a.offset < b.offset
        }
        return CheckResult(
            verdict: verdict(findings), findings: sorted.map(\.element), notes: notes, notComparable: evaluation.differences)
    }
}

/// One pass of a budget over the snapshots of a check.
struct Evaluation {
    let budget: Budget
    let input: CheckInput
    /// Facts that differ between the ends.
    let differences: [String]
    var notes: [String] = []
    /// Built when the first rule on types comes.
    private var builtTypes: TypeTable??

    init(_ budget: Budget, _ input: CheckInput) {
        self.budget = budget
        self.input = input
        let captures = ((input.before?.snapshots ?? []) + input.between + [input.after]).map(\.capture)
        differences = ComparableFact.differences(budget.comparable, captures)
    }

    mutating func findings(_ rule: Rule) -> [Finding] {
        switch rule.subject {
        case .metric(let metric): return [metricFinding(rule, metric)]
        case .types(let set, let together): return typeFindings(rule, set, together: together)
        case .ratio(let left, let right): return [ratioFinding(rule, left, right)]
        case .perWork(let operand, let unit): return [workFinding(rule, operand, unit)]
        }
    }

    // MARK: What keeps a rule from being judged

    /// A reason that holds for the rule whatever its numbers are; nil: it can be judged.
    func obstacle(_ rule: Rule) -> String? {
        let ends = rule.needsBaseline ? (input.before?.snapshots ?? []) + [input.after] : [input.after]
        if rule.needsBaseline, input.before == nil { return input.noBaseline }
        if rule.needsBaseline, !differences.isEmpty { return "the snapshots are not comparable: " + differences.joined(separator: "; ") }
        if let level = ends.map(\.trust.level).min(), level < rule.minTrust {
            return "a snapshot's trust is \(level.rawValue), and the rule asks for \(rule.minTrust.rawValue)"
        }
        return nil
    }

    func inconclusive(_ rule: Rule, _ base: Finding, _ reason: String) -> Finding {
        var finding = base
        finding.state = .inconclusive
        finding.message = "\(base.subject): not judged: \(reason)"
        return finding
    }

    // MARK: Metrics

    private mutating func metricFinding(_ rule: Rule, _ metric: Metric) -> Finding {
        let steps = chain { metric.value($0) }
        var finding = base(rule, subject: metric.name, metric: metric.name, unit: metric.unit, steps)
        if let reason = obstacle(rule) { return inconclusive(rule, finding, reason) }
        if let missing = missing(metric, rule, steps) { return inconclusive(rule, finding, missing) }
        judge(&finding, rule, steps)
        if finding.state != .pass, metric.sections.contains("types") || metric.name.hasPrefix("heap.") { finding.evidence = grownTypes() }
        return finding
    }

    private func missing(_ metric: Metric, _ rule: Rule, _ steps: [Int128?]) -> String? {
        let needed = rule.needsBaseline ? [steps.first ?? nil, steps.last ?? nil] : [steps.last ?? nil]
        guard needed.contains(where: { $0 == nil }) else { return nil }
        if !budget.catalog.isHeldToday(metric) { return "no snapshot of this version of heapdrift holds \(metric.name)" }
        let which = needed.last ?? nil == nil ? "the snapshot" : "the baseline"
        return "\(which) does not hold \(metric.name)"
    }

    /// A number at the earlier end (the median where it is one), between and at the later end.
    func chain(_ value: (Snapshot) -> Int128?) -> [Int128?] {
        var steps: [Int128?] = []
        if let before = input.before {
            let values = before.snapshots.map(value)
            let known = values.compactMap(\.self)
            steps.append(known.count == values.count && !known.isEmpty ? medianValue(known) : nil)
        }
        return steps + (input.between + [input.after]).map(value)
    }

    // MARK: Types

    mutating func types() -> TypeTable? {
        if let builtTypes { return builtTypes }
        let table = TypeTable(before: input.before, between: input.between, after: input.after)
        builtTypes = .some(table)
        return table
    }

    private mutating func typeFindings(_ rule: Rule, _ set: TypeSet, together: Bool) -> [Finding] {
        var open = base(rule, subject: set.text, metric: set.measure.metric, unit: set.measure.unit, [])
        if let reason = obstacle(rule) { return [inconclusive(rule, open, reason)] }
        guard let table = types() else { return [inconclusive(rule, open, "a snapshot does not hold types")] }
        let values = table.values(set.measure)
        let known = values.compactMap(\.self)
        guard known.count == values.count, let after = known.last else {
            return [inconclusive(rule, open, "a snapshot does not hold the types' \(set.measure.rawValue)")]
        }
        let rows = table.rows(set.patterns)
        if rows.isEmpty { notes.append("\(rule.place.text): '\(set.text)' matches no type") }
        if together {
            let steps: [Int128?] = known.map { values in rows.reduce(0) { $0 + values[$1] } }
            var finding = base(rule, subject: set.text, metric: set.measure.metric, unit: set.measure.unit, steps)
            judge(&finding, rule, steps)
            return [finding]
        }
        var findings: [Finding] = []
        for row in rows {
            // Most rules look at many types and find nothing: no finding is made for what holds.
            guard isViolated(rule, known.count == 1 ? nil : known[0][row], after[row]) else { continue }
            let steps: [Int128?] = known.map { $0[row] }
            let name = table.name(row)
            var finding = base(rule, subject: input.shown(name), metric: set.measure.metric, unit: set.measure.unit, steps)
            finding.realSubject = name
            finding.module = table.module(row).map(input.shown)
            judge(&finding, rule, steps)
            if finding.state != .pass { findings.append(finding) }
        }
        if !findings.isEmpty {
            return findings.enumerated().sorted { a, b in
                let (x, y) = (a.element.delta ?? a.element.after ?? 0, b.element.delta ?? b.element.after ?? 0)
                return x != y ? x > y : a.offset < b.offset
            }.map(\.element)
        }
        open.state = .pass
        open.message =
            rows.isEmpty ? "no type matches \(set.text)" : "\(set.text): \(QuantityText.grouped(Int128(rows.count))) types within the limit"
        return [open]
    }

    /// Types that grew most in bytes, three at most: what a number of the heap is made of.
    private mutating func grownTypes() -> [String] {
        guard input.before != nil, let table = types() else { return [] }
        let (bytes, counts) = (table.values(.bytes), table.values(.count))
        guard let before = bytes.first ?? nil, let after = bytes.last ?? nil else { return [] }
        let grown = (0..<table.rowCount).filter { after[$0] > before[$0] }
            .sorted { a, b in
                let (x, y) = (after[a] - before[a], after[b] - before[b])
                return x != y ? x > y : a < b
            }
        return grown.prefix(3).map { row in
            let (name, size) = (input.shown(table.name(row)), QuantityText.signed(after[row] - before[row], .bytes))
            guard let first = counts.first ?? nil, let last = counts.last ?? nil else { return "\(name) \(size)" }
            return "\(name) \(QuantityText.signed(last[row] - first[row], .objects)) objects, \(size)"
        }
    }
}
