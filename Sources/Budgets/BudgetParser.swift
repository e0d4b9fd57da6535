import Growth
package import SnapshotModel
import Suspects

extension Budget {
    /// Parses a budget file. Throws `BudgetError` with the place of the first error.
    package init(parsing source: BudgetSource, catalog: Catalog = .standard) throws(BudgetError) {
        guard let root = try YAMLReader.read(source) else {
            throw BudgetError(
                RulePlace(source.name), "the file holds nothing; a budget begins with 'version: 1'", isOfEmptyFile: true)
        }
        var parser = BudgetParser(source: source, budget: Budget(name: source.name, catalog: catalog))
        try parser.file(try BudgetMapping(root, BudgetKeys.file(catalog), source))
        self = parser.budget
    }
}

/// The values of `severity:`. A rule with `off` makes no findings.
enum SeverityWord: String, CaseIterable {
    case error, warn, off

    var severity: Finding.Severity? { self == .off ? nil : self == .warn ? .warn : .error }
}

/// Makes rules from the tree of a budget file, with one method for each part of the file.
struct BudgetParser {
    let source: BudgetSource
    var budget: Budget
    private var defaultGrowth: YAMLNode?
    private var defaultSeverity = SeverityWord.error

    init(source: BudgetSource, budget: Budget) {
        self.source = source
        self.budget = budget
    }

    mutating func file(_ file: BudgetMapping) throws(BudgetError) {
        budget.place = source.place(file.node.position)
        let version = try file.text("version") ?? ""
        guard version == "1" else {
            let newer = UInt64(version).map { $0 > 1 } ?? false
            throw source.error(
                file.value("version")?.position ?? file.node.position,
                newer
                    ? "version \(version), written for a newer heapdrift; this one knows version 1"
                    : "'version' takes 1, not '\(version.prefix(60))'")
        }
        if let node = file.value("defaults") { try defaults(try BudgetMapping(node, BudgetKeys.defaults, source)) }
        if let node = file.value("baseline") { try baseline(try BudgetMapping(node, BudgetKeys.baseline, source)) }
        for family in ["heap", "process"] { if let node = file.value(family) { try metrics(family, node) } }
        try addDefaultGrowth()
        for section in budget.catalog.followed {
            for node in try list(file, section.name) { try rows(section, try BudgetMapping(node, BudgetKeys.rows(section), source)) }
        }
        for node in try list(file, "never") { try never(try BudgetMapping(node, BudgetKeys.never, source)) }
        for node in try list(file, "ratios") { try ratio(try BudgetMapping(node, BudgetKeys.ratios, source)) }
        for node in try list(file, "per_work") { try perWork(try BudgetMapping(node, BudgetKeys.perWork, source)) }
        if let node = file.value(SuspectRule.name) { try suspects(try BudgetMapping(node, BudgetKeys.suspects, source)) }
        if let node = file.value("trend") { try trend(try BudgetMapping(node, BudgetKeys.trend, source)) }
        for node in try list(file, "suppress") { try suppression(try BudgetMapping(node, BudgetKeys.suppress, source)) }
    }

    private func list(_ file: BudgetMapping, _ name: String) throws(BudgetError) -> [YAMLNode] {
        guard let node = file.value(name) else { return [] }
        guard case .sequence(let elements) = node.content else {
            throw source.error(node.position, "'\(name)' is \(node.words); expected a list: lines that begin with '- '")
        }
        return elements
    }

    // MARK: Defaults and baseline

    private mutating func defaults(_ mapping: BudgetMapping) throws(BudgetError) {
        defaultGrowth = mapping.value("max_growth")
        if defaultGrowth == nil, let entry = mapping.entry("max_growth") {
            throw source.error(entry.value.position, "'max_growth' is empty; expected a growth like '10% and 5 MB'")
        }
        defaultSeverity = try mapping.word("severity", SeverityWord.allCases) ?? .error
        budget.minTrust = try mapping.word("min_trust", Trust.Level.allCases.reversed()) ?? .good
        budget.onInconclusive = try mapping.word("on_inconclusive", OnInconclusive.allCases) ?? .fail
    }

    private typealias OnInconclusive = Budget.OnInconclusive

    private mutating func baseline(_ mapping: BudgetMapping) throws(BudgetError) {
        budget.baseline = try mapping.typed("use") { text throws(UnreadableValue) in try BaselineChoice(parsing: text) }
        guard let node = mapping.value("comparable") else { return }
        guard case .sequence(let elements) = node.content else {
            throw source.error(node.position, "'comparable' is \(node.words); expected a list like [runtime.major, arch]")
        }
        budget.comparable = try elements.map { element throws(BudgetError) in
            let text = try BudgetMapping.text(element, "'comparable'", source)
            guard let fact = ComparableFact(text) else {
                let entry = YAMLNode.Entry(key: text, place: element.position, value: element)
                throw BudgetMapping.unknown(entry, ComparableFact.names.map(\.name) + ["label:KEY"], "in comparable", source)
            }
            return fact
        }
    }

    // MARK: Metrics

    private mutating func metrics(_ family: String, _ node: YAMLNode) throws(BudgetError) {
        guard case .mapping(let entries) = node.content else {
            throw source.error(
                node.position, "'\(family)' is \(node.words); expected metrics, like '\(family == "heap" ? "total" : "threads"):'")
        }
        for entry in entries {
            guard let metric = budget.catalog.metric("\(family).\(entry.key)") else {
                let names = budget.catalog.metrics.filter { $0.name.hasPrefix(family + ".") }.map {
                    String($0.name.dropFirst(family.count + 1))
                }
                throw BudgetMapping.unknown(entry, names, "in \(family)", source)
            }
            if case .scalar("off", _) = entry.value.content {
                switchedOff.insert(metric.name)
                continue
            }
            let named = Subject(name: metric.name, unit: metric.unit, subject: .metric(metric), place: source.place(entry.place))
            if entry.value.isNothing {
                try defaultRule(named, of: entry)
            } else {
                let mapping = try BudgetMapping(entry.value, BudgetKeys.metric, source)
                try rules(mapping, named, try Settings(mapping, self))
            }
        }
    }

    private var switchedOff: Set<String> = []

    /// `heap.total` has the default limit even when the file does not list it.
    private mutating func addDefaultGrowth() throws(BudgetError) {
        guard let node = defaultGrowth, !switchedOff.contains("heap.total"), let metric = budget.catalog.metric("heap.total"),
            !budget.rules.contains(where: { $0.kind.isGrowth && $0.isOf(metric) })
        else { return }
        try growthRule(
            node, Subject(name: metric.name, unit: metric.unit, subject: .metric(metric), place: source.place(node.position)),
            Settings(self), .maxGrowth)
    }

    private mutating func defaultRule(_ named: Subject, of entry: YAMLNode.Entry) throws(BudgetError) {
        guard let node = defaultGrowth else {
            throw source.error(
                entry.place, "'\(entry.key)' has no limits, and 'defaults' has no 'max_growth'; expected {max: …} or {max_growth: …}")
        }
        try growthRule(node, named, Settings(self), .maxGrowth)
    }

    // MARK: Rows

    private mutating func rows(_ section: SectionInfo, _ mapping: BudgetMapping) throws(BudgetError) {
        let patterns = try mapping.patterns("match")
        let settings = try Settings(mapping, self)
        let together = try mapping.flag("together") ?? false
        let place = source.place(mapping.entry("match")?.place ?? mapping.node.position)
        var isLimited = false
        let sets = [false, true].compactMap { RowSet(section, patterns, isSize: $0) }
        for set in sets {
            guard let entry = mapping.entry(set.column) else { continue }
            isLimited = true
            let named = Subject(name: set.name, unit: set.unit, subject: .rows(set, together: together), place: place)
            if entry.value.isNothing {
                try defaultRule(named, of: entry)
            } else {
                let limits = try BudgetMapping(entry.value, BudgetKeys.rowLimits(section), source)
                try rules(limits, named, try Settings(limits, settings))
            }
        }
        if !isLimited {
            let expected = sets.map { "'\($0.column):'" }.joined(separator: " or ")
            throw source.error(mapping.node.position, "an entry of '\(section.name)' without limits; expected \(expected)")
        }
    }

    private mutating func never(_ mapping: BudgetMapping) throws(BudgetError) {
        guard let set = mainRows(try mapping.patterns("match")) else { return }
        let settings = try Settings(mapping, self)
        guard let severity = settings.severity.severity else { return }
        guard let none = try? ValueLimit(parsing: "0", .objects) else { return }
        budget.rules.append(
            Rule(
                name: "never:\(set.text)", place: source.place(mapping.entry("match")?.place ?? mapping.node.position),
                subject: .rows(set, together: false), test: .most(none), kind: .never, severity: severity, minTrust: settings.minTrust,
                message: settings.message))
    }

    // MARK: Ratios and work

    private mutating func ratio(_ mapping: BudgetMapping) throws(BudgetError) {
        guard let name = try mapping.text("name"), let left = try operand(mapping, "left"), let right = try operand(mapping, "right") else {
            return
        }
        let named = Subject(
            name: "ratio:\(name)", unit: .ratio, subject: .ratio(name: name, left, right),
            place: source.place(mapping.entry("name")?.place ?? mapping.node.position))
        try rules(mapping, named, try Settings(mapping, self))
    }

    private func operand(_ mapping: BudgetMapping, _ key: String) throws(BudgetError) -> Rule.Operand? {
        guard let text = try mapping.text(key) else { return nil }
        return Rule.Operand(text, budget.catalog) ?? mainRows([NamePattern(text)]).map { .rows($0) }
    }

    /// The rows that a glob without a noun means: types, by their count.
    private func mainRows(_ patterns: [NamePattern]) -> RowSet? {
        budget.catalog.followed.first.flatMap { RowSet($0, patterns, isSize: false) }
    }

    /// The forms of an operand that names rows: `type:GLOB`, `type-bytes:GLOB`.
    private var operandForms: [String] {
        budget.catalog.followed.flatMap { section in
            [false, true].compactMap { RowSet(section, [NamePattern("GLOB")], isSize: $0)?.name }
        }
    }

    private mutating func perWork(_ mapping: BudgetMapping) throws(BudgetError) {
        guard let text = try mapping.text("metric"), let place = mapping.entry("metric")?.place else { return }
        guard let operand = Rule.Operand(text, budget.catalog) else {
            let entry = YAMLNode.Entry(key: text, place: mapping.value("metric")?.position ?? place, value: mapping.node)
            throw BudgetMapping.unknown(
                entry, budget.catalog.metrics.map(\.name) + operandForms, "in per_work (a metric)", source)
        }
        let limit = try mapping.typed("max") { text throws(UnreadableValue) in try WorkLimit(parsing: text, operand.unit) }
        let settings = try Settings(mapping, self)
        guard let limit, let severity = settings.severity.severity else { return }
        budget.rules.append(
            Rule(
                name: "per_work:\(text)", place: source.place(place), subject: .perWork(operand, unit: limit.unit),
                test: .perWork(most: limit.millionths, text: limit.text), kind: .perWork, severity: severity, minTrust: settings.minTrust,
                message: settings.message))
    }

    // MARK: Trend and suppressions

    private mutating func trend(_ mapping: BudgetMapping) throws(BudgetError) {
        var rule = TrendRule(place: source.place(mapping.node.position))
        if let change = try mapping.typed("min_change", { text throws(UnreadableValue) in try MinChange(parsing: text) }) {
            rule.minChange = change
        }
        let confirm = try mapping.typed("confirm") { text throws(UnreadableValue) in
            let parts = text.split(separator: " ").map(String.init)
            guard parts.count == 3, parts[1] == "of", let some = Int(parts[0]), let all = Int(parts[2]), (1...100).contains(some),
                some <= all,
                all <= 100
            else { throw UnreadableValue(text, expected: "'N of M' like '2 of 3'", found: "'\(text)'") }
            return (some, all)
        }
        if let confirm { (rule.confirm, rule.of) = confirm }
        // With fewer snapshots the growth cannot be seen `confirm` times, so the rule could not fail.
        let least = leastTrendPoints - 1 + rule.confirm
        let history = try mapping.typed("min_history") { text throws(UnreadableValue) in
            guard let number = Int(text), (least...10_000).contains(number) else {
                throw UnreadableValue(
                    text, expected: "a whole number from \(least) to 10,000 when growth is confirmed \(rule.confirm) of \(rule.of) times",
                    found: "'\(text)'")
            }
            return number
        }
        rule.minHistory = history ?? max(rule.minHistory, least)
        guard let severity = (try mapping.word("severity", SeverityWord.allCases) ?? defaultSeverity).severity else { return }
        rule.severity = severity
        budget.trend = rule
    }

    private mutating func suspects(_ mapping: BudgetMapping) throws(BudgetError) {
        var rule = SuspectRule(place: source.place(mapping.node.position))
        let most = try mapping.typed("max") { text throws(UnreadableValue) in
            guard let number = Int(text), (0...1000).contains(number) else {
                throw UnreadableValue(text, expected: "a whole number from 0 to 1,000", found: "'\(text)'")
            }
            return number
        }
        let least = try mapping.typed("min_confidence") { text throws(UnreadableValue) in
            guard let number = Double(text), (0...1).contains(number) else {
                throw UnreadableValue(text, expected: "a number from 0 to 1, like 0.8", found: "'\(text)'")
            }
            return Int((number * 100).rounded())
        }
        if let most { rule.most = most }
        if let least { rule.leastConfidence = least }
        if let node = mapping.value("causes") {
            guard case .sequence(let elements) = node.content else {
                throw source.error(node.position, "'causes' is \(node.words); expected a list like [event-subscription, timer]")
            }
            rule.causes = Set(
                try elements.map { element throws(BudgetError) in
                    let text = try BudgetMapping.text(element, "'causes'", source)
                    guard let cause = Cause(rawValue: text) else {
                        let entry = YAMLNode.Entry(key: text, place: element.position, value: element)
                        throw BudgetMapping.unknown(entry, Cause.allCases.map(\.rawValue), "in causes", source)
                    }
                    return cause
                })
        }
        let settings = try Settings(mapping, self)
        guard let severity = settings.severity.severity else { return }
        (rule.severity, rule.minTrust, rule.message) = (severity, settings.minTrust, settings.message)
        budget.suspects = rule
    }

    private mutating func suppression(_ mapping: BudgetMapping) throws(BudgetError) {
        guard let reason = try mapping.sentence("reason"), let owner = try mapping.sentence("owner") else { return }
        let until = try mapping.typed("until") { text throws(UnreadableValue) in
            guard let day = Day(text) else {
                throw UnreadableValue(text, expected: "a day like 2027-12-31", found: "no day of the calendar")
            }
            return day
        }
        let upTo = try mapping.typed("up_to") { text throws(UnreadableValue) in
            let change = try ChangeExpression(parsing: text, expected: "a number like 60000 or a size like '5 MB'")
            guard change.millionths == nil, !change.isPair else {
                throw UnreadableValue(text, expected: "a number like 60000 or a size like '5 MB'", found: "a percentage")
            }
            return Suppression.UpTo(bytes: change.bytes, pieces: change.pieces, text: change.text)
        }
        budget.suppressions.append(
            Suppression(
                place: source.place(mapping.entry("match")?.place ?? mapping.node.position), patterns: try mapping.patterns("match"),
                reason: reason, owner: owner, until: until, upTo: upTo))
    }

    // MARK: Rules from limits

    /// The subject of a rule, and the beginning of the rule's name.
    private struct Subject {
        let name: String
        let unit: Unit
        let subject: Rule.Subject
        let place: RulePlace
    }

    /// Settings of a rule: its own, or else those of the mapping around it.
    private struct Settings {
        var severity: SeverityWord
        var minTrust: Trust.Level
        var message: String?
        var everyPair = false

        init(_ parser: BudgetParser) {
            severity = parser.defaultSeverity
            minTrust = parser.budget.minTrust
        }

        init(_ mapping: BudgetMapping, _ parser: BudgetParser) throws(BudgetError) { try self.init(mapping, Settings(parser)) }

        init(_ mapping: BudgetMapping, _ outer: Settings) throws(BudgetError) {
            self = outer
            if let word = try mapping.word("severity", SeverityWord.allCases) { severity = word }
            if let level = try mapping.word("min_trust", Trust.Level.allCases.reversed()) { minTrust = level }
            if let text = try mapping.sentence("message") { message = text }
            if let flag = try mapping.flag("every_pair") { everyPair = flag }
        }
    }

    private mutating func rules(_ mapping: BudgetMapping, _ named: Subject, _ settings: Settings) throws(BudgetError) {
        var isLimited = false
        for key in [Finding.Limit.Kind.max, .warnMax] where mapping.entry(key.rawValue) != nil {
            isLimited = true
            let limit = try mapping.typed(key.rawValue) { text throws(UnreadableValue) in try ValueLimit(parsing: text, named.unit) }
            if let limit { add(named, settings, key, .most(limit)) }
        }
        for key in [Finding.Limit.Kind.maxGrowth, .warnGrowth] where mapping.entry(key.rawValue) != nil {
            isLimited = true
            if let entry = mapping.entry(key.rawValue) { try growthRule(entry.value, named, settings, key) }
        }
        if isLimited { return }
        if settings.severity == .off {
            if case .metric(let metric) = named.subject { switchedOff.insert(metric.name) }
            return
        }
        guard let node = defaultGrowth else {
            throw source.error(mapping.node.position, "no limit here, and 'defaults' has no 'max_growth'; expected 'max:' or 'max_growth:'")
        }
        try growthRule(node, named, settings, .maxGrowth)
    }

    private mutating func growthRule(_ node: YAMLNode, _ named: Subject, _ settings: Settings, _ key: Finding.Limit.Kind)
        throws(BudgetError)
    {
        let text = try BudgetMapping.text(node, "'\(key.rawValue)'", source)
        do throws(UnreadableValue) {
            add(named, settings, key, .growth(try GrowthLimit(parsing: text, named.unit)))
        } catch {
            throw source.error(
                node.position, "'\(key.rawValue)' of \(named.name) takes \(error.expected), not '\(text.prefix(60))' (\(error.found))")
        }
    }

    private mutating func add(_ named: Subject, _ settings: Settings, _ key: Finding.Limit.Kind, _ test: Rule.Test) {
        guard let severity = settings.severity.severity else { return }
        budget.rules.append(
            Rule(
                name: "\(named.name)/\(key.rawValue)", place: named.place, subject: named.subject, test: test, kind: key,
                severity: [.warnMax, .warnGrowth].contains(key) ? .warn : severity, minTrust: settings.minTrust, message: settings.message,
                everyPair: settings.everyPair))
    }
}
