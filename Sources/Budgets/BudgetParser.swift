import Growth
package import SnapshotModel

extension Budget {
    /// Reads a budget file. Throws `BudgetError` with the place of the first thing that is wrong.
    package init(parsing source: BudgetSource, catalog: Catalog = .standard) throws(BudgetError) {
        guard let root = try YAMLReader.read(source) else {
            throw BudgetError(
                RulePlace(source.name), "the file holds nothing; a budget begins with 'version: 1' ('heapdrift init' writes one)")
        }
        var parser = BudgetParser(source: source, budget: Budget(name: source.name, catalog: catalog))
        try parser.file(try Members(root, BudgetKeys.file, source))
        self = parser.budget
    }
}

/// What `severity:` says; `off` is no severity of a finding.
enum SeverityWord: String, CaseIterable {
    case error, warn, off

    var severity: Finding.Severity? { self == .off ? nil : self == .warn ? .warn : .error }
}

/// From the tree of a file to rules, one method a part.
struct BudgetParser {
    let source: BudgetSource
    var budget: Budget
    private var defaultGrowth: YAMLNode?
    private var defaultSeverity = SeverityWord.error

    init(source: BudgetSource, budget: Budget) {
        self.source = source
        self.budget = budget
    }

    mutating func file(_ file: Members) throws(BudgetError) {
        let version = try file.text("version") ?? ""
        guard version == "1" else {
            let newer = UInt64(version).map { $0 > 1 } ?? false
            throw source.error(
                file.value("version")?.position ?? file.node.position,
                newer
                    ? "version \(version), written for a newer heapdrift; this one knows version 1"
                    : "'version' takes 1, not '\(version.prefix(60))'")
        }
        if let node = file.value("defaults") { try defaults(try Members(node, BudgetKeys.defaults, source)) }
        if let node = file.value("baseline") { try baseline(try Members(node, BudgetKeys.baseline, source)) }
        for family in ["heap", "process"] { if let node = file.value(family) { try metrics(family, node) } }
        try addDefaultGrowth()
        for node in try list(file, "types") { try types(try Members(node, BudgetKeys.types, source)) }
        for node in try list(file, "never") { try never(try Members(node, BudgetKeys.never, source)) }
        for node in try list(file, "ratios") { try ratio(try Members(node, BudgetKeys.ratios, source)) }
        for node in try list(file, "per_work") { try perWork(try Members(node, BudgetKeys.perWork, source)) }
        if let node = file.value("trend") { try trend(try Members(node, BudgetKeys.trend, source)) }
        for node in try list(file, "suppress") { try suppression(try Members(node, BudgetKeys.suppress, source)) }
    }

    private func list(_ file: Members, _ name: String) throws(BudgetError) -> [YAMLNode] {
        guard let node = file.value(name) else { return [] }
        guard case .sequence(let elements) = node.content else {
            throw source.error(node.position, "'\(name)' is \(node.words); expected a list: lines that begin with '- '")
        }
        return elements
    }

    // MARK: What holds for all

    private mutating func defaults(_ members: Members) throws(BudgetError) {
        defaultGrowth = members.value("max_growth")
        if defaultGrowth == nil, let entry = members.entry("max_growth") {
            throw source.error(entry.value.position, "'max_growth' is nothing; expected a growth like '10% and 5 MB'")
        }
        defaultSeverity = try members.word("severity", SeverityWord.allCases) ?? .error
        budget.minTrust = try members.word("min_trust", Trust.Level.allCases.reversed()) ?? .good
        budget.onInconclusive = try members.word("on_inconclusive", OnInconclusive.allCases) ?? .fail
    }

    private typealias OnInconclusive = Budget.OnInconclusive

    private mutating func baseline(_ members: Members) throws(BudgetError) {
        budget.baseline = try members.typed("use") { text throws(UnreadableValue) in try BaselineChoice(parsing: text) }
        guard let node = members.value("comparable") else { return }
        guard case .sequence(let elements) = node.content else {
            throw source.error(node.position, "'comparable' is \(node.words); expected a list like [runtime.major, arch]")
        }
        budget.comparable = try elements.map { element throws(BudgetError) in
            let text = try Members.text(element, "'comparable'", source)
            guard let fact = ComparableFact(text) else {
                let entry = YAMLNode.Entry(key: text, place: element.position, value: element)
                throw Members.unknown(entry, ComparableFact.names.map(\.name) + ["label:KEY"], "in comparable", source)
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
                throw Members.unknown(entry, names, "in \(family)", source)
            }
            if case .scalar("off", _) = entry.value.content {
                switchedOff.insert(metric.name)
                continue
            }
            let named = Subject(name: metric.name, unit: metric.unit, subject: .metric(metric), place: source.place(entry.place))
            if entry.value.isNothing {
                try defaultRule(named, of: entry)
            } else {
                let members = try Members(entry.value, BudgetKeys.metric, source)
                try rules(members, named, try Settings(members, self))
            }
        }
    }

    private var switchedOff: Set<String> = []

    /// `heap.total` is held to the default even where nobody lists it.
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

    // MARK: Types

    private mutating func types(_ members: Members) throws(BudgetError) {
        let patterns = try members.patterns("match")
        let settings = try Settings(members, self)
        let together = try members.flag("together") ?? false
        let place = source.place(members.entry("match")?.place ?? members.node.position)
        var isLimited = false
        for measure in [TypeSet.Measure.count, .bytes] {
            guard let entry = members.entry(measure.rawValue) else { continue }
            isLimited = true
            let set = TypeSet(patterns, measure)
            let named = Subject(
                name: "\(measure.metric):\(set.text)", unit: measure.unit, subject: .types(set, together: together), place: place)
            if entry.value.isNothing {
                try defaultRule(named, of: entry)
            } else {
                let limits = try Members(entry.value, BudgetKeys.typeLimits, source)
                try rules(limits, named, try Settings(limits, settings))
            }
        }
        if !isLimited { throw source.error(members.node.position, "an entry of 'types' without limits; expected 'count:' or 'bytes:'") }
    }

    private mutating func never(_ members: Members) throws(BudgetError) {
        let set = TypeSet(try members.patterns("match"), .count)
        let settings = try Settings(members, self)
        guard let severity = settings.severity.severity else { return }
        guard let none = try? ValueLimit(parsing: "0", .objects) else { return }
        budget.rules.append(
            Rule(
                name: "never:\(set.text)", place: source.place(members.entry("match")?.place ?? members.node.position),
                subject: .types(set, together: false), test: .most(none), kind: .never, severity: severity, minTrust: settings.minTrust,
                message: settings.message))
    }

    // MARK: Ratios and work

    private mutating func ratio(_ members: Members) throws(BudgetError) {
        guard let name = try members.text("name"), let left = try operand(members, "left"), let right = try operand(members, "right") else {
            return
        }
        let named = Subject(
            name: "ratio:\(name)", unit: .ratio, subject: .ratio(name: name, left, right),
            place: source.place(members.entry("name")?.place ?? members.node.position))
        try rules(members, named, try Settings(members, self))
    }

    private func operand(_ members: Members, _ key: String) throws(BudgetError) -> Rule.Operand? {
        guard let text = try members.text(key) else { return nil }
        guard let operand = Rule.Operand(text, budget.catalog) else { return .types(TypeSet([NamePattern(text)], .count)) }
        return operand
    }

    private mutating func perWork(_ members: Members) throws(BudgetError) {
        guard let text = try members.text("metric"), let place = members.entry("metric")?.place else { return }
        guard let operand = Rule.Operand(text, budget.catalog) else {
            let entry = YAMLNode.Entry(key: text, place: members.value("metric")?.position ?? place, value: members.node)
            throw Members.unknown(
                entry, budget.catalog.metrics.map(\.name) + ["type:GLOB", "type-bytes:GLOB"], "in per_work (a metric)", source)
        }
        let limit = try members.typed("max") { text throws(UnreadableValue) in try WorkLimit(parsing: text, operand.unit) }
        let settings = try Settings(members, self)
        guard let limit, let severity = settings.severity.severity else { return }
        budget.rules.append(
            Rule(
                name: "per_work:\(text)", place: source.place(place), subject: .perWork(operand, unit: limit.unit),
                test: .perWork(most: limit.millionths, text: limit.text), kind: .perWork, severity: severity, minTrust: settings.minTrust,
                message: settings.message))
    }

    // MARK: Trend and suppressions

    private mutating func trend(_ members: Members) throws(BudgetError) {
        var rule = TrendRule(place: source.place(members.node.position))
        let count = { (text: String) throws(UnreadableValue) -> Int in
            guard let number = Int(text), (3...10_000).contains(number) else {
                throw UnreadableValue(text, expected: "a whole number from 3 to 10,000", found: "no such number")
            }
            return number
        }
        if let least = try members.typed("min_history", count) { rule.minHistory = least }
        if let change = try members.typed("min_change", { text throws(UnreadableValue) in try MinChange(parsing: text) }) {
            rule.minChange = change
        }
        let confirm = try members.typed("confirm") { text throws(UnreadableValue) in
            let parts = text.split(separator: " ").map(String.init)
            guard parts.count == 3, parts[1] == "of", let some = Int(parts[0]), let all = Int(parts[2]), (1...100).contains(some),
                some <= all,
                all <= 100
            else { throw UnreadableValue(text, expected: "'N of M' like '2 of 3'", found: "'\(text)'") }
            return (some, all)
        }
        if let confirm { (rule.confirm, rule.of) = confirm }
        guard let severity = (try members.word("severity", SeverityWord.allCases) ?? defaultSeverity).severity else { return }
        rule.severity = severity
        budget.trend = rule
    }

    private mutating func suppression(_ members: Members) throws(BudgetError) {
        guard let reason = try members.text("reason"), let owner = try members.text("owner") else { return }
        let until = try members.typed("until") { text throws(UnreadableValue) in
            guard let day = Day(text) else {
                throw UnreadableValue(text, expected: "a day like 2027-12-31", found: "no day of the calendar")
            }
            return day
        }
        let upTo = try members.typed("up_to") { text throws(UnreadableValue) in
            let change = try ChangeExpression(parsing: text, expected: "a number like 60000 or a size like '5 MB'")
            guard change.millionths == nil, !change.isPair else {
                throw UnreadableValue(text, expected: "a number like 60000 or a size like '5 MB'", found: "a percentage")
            }
            return Suppression.UpTo(bytes: change.bytes, pieces: change.pieces, text: change.text)
        }
        budget.suppressions.append(
            Suppression(
                place: source.place(members.entry("match")?.place ?? members.node.position), patterns: try members.patterns("match"),
                reason: reason, owner: owner, until: until, upTo: upTo))
    }

    // MARK: Rules from limits

    /// Who a rule is about, and what its name begins with.
    private struct Subject {
        let name: String
        let unit: Unit
        let subject: Rule.Subject
        let place: RulePlace
    }

    /// What a rule says of itself, else what stands around it says.
    private struct Settings {
        var severity: SeverityWord
        var minTrust: Trust.Level
        var message: String?
        var everyPair = false

        init(_ parser: BudgetParser) {
            severity = parser.defaultSeverity
            minTrust = parser.budget.minTrust
        }

        init(_ members: Members, _ parser: BudgetParser) throws(BudgetError) { try self.init(members, Settings(parser)) }

        init(_ members: Members, _ outer: Settings) throws(BudgetError) {
            self = outer
            if let word = try members.word("severity", SeverityWord.allCases) { severity = word }
            if let level = try members.word("min_trust", Trust.Level.allCases.reversed()) { minTrust = level }
            if let text = try members.text("message") { message = text }
            if let flag = try members.flag("every_pair") { everyPair = flag }
        }
    }

    private mutating func rules(_ members: Members, _ named: Subject, _ settings: Settings) throws(BudgetError) {
        var isLimited = false
        for key in [Finding.Limit.Kind.max, .warnMax] where members.entry(key.rawValue) != nil {
            isLimited = true
            let limit = try members.typed(key.rawValue) { text throws(UnreadableValue) in try ValueLimit(parsing: text, named.unit) }
            if let limit { add(named, settings, key, .most(limit)) }
        }
        for key in [Finding.Limit.Kind.maxGrowth, .warnGrowth] where members.entry(key.rawValue) != nil {
            isLimited = true
            if let entry = members.entry(key.rawValue) { try growthRule(entry.value, named, settings, key) }
        }
        if isLimited { return }
        if settings.severity == .off {
            if case .metric(let metric) = named.subject { switchedOff.insert(metric.name) }
            return
        }
        guard let node = defaultGrowth else {
            throw source.error(members.node.position, "no limit here, and 'defaults' has no 'max_growth'; expected 'max:' or 'max_growth:'")
        }
        try growthRule(node, named, settings, .maxGrowth)
    }

    private mutating func growthRule(_ node: YAMLNode, _ named: Subject, _ settings: Settings, _ key: Finding.Limit.Kind)
        throws(BudgetError)
    {
        let text = try Members.text(node, "'\(key.rawValue)'", source)
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
