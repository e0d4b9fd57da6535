import SnapshotModel
import Testing

@testable import Budgets

/// Rules on types of which the snapshots have no names: a rule that they might violate is never kept.
@Suite struct UnnamedTypesTests {
    private let nameless = snapshot([
        type("App.dll!<0x02000002>", 40), type("System.String", 5000),
        type("System.Private.CoreLib.dll!<0x02000113><App.dll!<0x02000014>>", 9000, module: "System.Private.CoreLib.dll"),
    ])

    private func rules(_ text: String) throws -> Budget { try budget("version: 1\n" + text) }

    private func missing(_ result: CheckResult) -> Finding.MissingNames? {
        for case .namesMissing(let missing)? in result.findings.map(\.obstacle) { return missing }
        return nil
    }

    @Test(arguments: [
        "types: [{match: Shop.**, count: {max: 10}}]", "types: [{match: Shop.**, count: {max_growth: 0}}]",
        "types: [{match: Shop.**, bytes: {max: 10 GB}, together: true}]", "types: [{match: '**Order', count: {max: 10}}]",
        "never: [{match: Shop.Order}]", "never: [{match: 'System.EventHandler<Shop.*>'}]",
        "ratios: [{name: orders, left: 'type:Shop.Order', right: 'type:System.String', max: 9}]",
        "per_work: [{metric: 'type:Shop.Order', max: 9/order}]",
    ])
    func whatMightMatchIsInconclusive(_ rule: String) throws {
        let result = check(try rules(rule), nameless, nameless) { $0.work = Work("10 orders") }
        #expect(result.verdict == .inconclusive, "\(result.findings)")
        #expect(missing(result)?.modules.first?.name == "App.dll", "\(result.findings)")
        #expect(!result.notes.contains { $0.contains("matches no") })
    }

    @Test(arguments: [
        "heap: {total: {max_growth: 0, max: 1 GB}}",
        // Every name will do.
        "types: [{match: '**', count: {max: 10000, max_growth: 0}}]", "types: [{match: '**', count: {max: 20000}, together: true}]",
    ])
    func whatTheyCannotChangeIsJudged(_ rule: String) throws {
        #expect(check(try rules(rule), nameless, nameless).verdict == .pass)
    }

    /// Modules of the platform define types of its namespaces only.
    @Test func thePlatformsTypesAreNoneOfTheProgram() throws {
        let named = snapshot([
            type("System.Private.CoreLib.dll!<0x02000113>", 40, module: "System.Private.CoreLib.dll"), type("Shop.Order", 5000),
        ])
        #expect(check(try rules("types: [{match: Shop.**, count: {max: 10000}}]"), nil, named).verdict == .pass)
        #expect(check(try rules("never: [{match: Shop.Session}]"), nil, named).verdict == .pass)
        #expect(check(try rules("never: [{match: System.Threading.Timer}]"), nil, named).verdict == .inconclusive)
    }

    @Test func aViolationByNamedTypesStays() throws {
        let leaked = snapshot([type("Shop.Order", 50), type("App.dll!<0x02000002>", 40)])
        let each = check(try rules("never: [{match: Shop.**}]"), nameless, leaked)
        #expect(each.verdict == .fail)
        // The rest of the rule stands beside it, since the violation may be suppressed.
        #expect(each.findings.map(\.subject) == ["Shop.Order", "Shop.**"])
        #expect(each.findings.map(\.state) == [.fail, .inconclusive])
        let sum = check(try rules("types: [{match: Shop.**, count: {max: 10}, together: true}]"), nameless, leaked)
        #expect(sum.verdict == .fail)
    }

    @Test func namedTypesThatKeepTheLimitAreNotEnough() throws {
        let mixed = snapshot([type("Shop.Order", 5), type("App.dll!<0x02000002>", 40)])
        #expect(check(try rules("types: [{match: Shop.**, count: {max: 10}}]"), mixed, mixed).verdict == .inconclusive)
    }

    /// A row that the judged snapshot does not have cannot be there too often.
    @Test func whatIsGoneDoesNotCount() throws {
        let empty = snapshot([type("System.String", 5000)])
        #expect(check(try rules("never: [{match: Shop.Order}]"), nameless, empty).verdict == .pass)
        #expect(check(try rules("types: [{match: Shop.Order, count: {max_growth: 0}}]"), nameless, empty).verdict == .inconclusive)
    }

    @Test func theFilesThatWouldNameThemAreListed() throws {
        var row = ModuleRow()
        (row.name, row.path, row.count) = ("App.dll", "C:\\app\\App.dll", 1)
        var judged = nameless
        judged.tables = judged.tables.map { $0.info.name == "modules" ? Table([row]) : $0 }
        let result = check(try rules("types: [{match: '**Order**', count: {max: 10}}]"), nil, judged)
        #expect(missing(result)?.rows == 2)
        #expect(
            missing(result)?.modules == [
                .init(name: "App.dll", path: "C:\\app\\App.dll"), .init(name: "System.Private.CoreLib.dll", path: ""),
            ])
        #expect(missing(result)?.hasUnknownModules == false)
        let unknown = check(try rules("never: [{match: Shop.Order}]"), nil, snapshot([type("<module unknown>!0x7f00", 1, module: "")]))
        #expect(missing(unknown)?.hasUnknownModules == true)
    }

    /// Every heap dump of Windows has an array of pointers to a type that it does not hold, also when all other types have names.
    @Test func anAddressCountsWhenItMightViolate() throws {
        let pointers = type("<pointer to an unknown type>!0x68297c68*[]", 1, module: "System.Private.CoreLib.dll")
        let windows = snapshot([pointers, type("System.String", 5000), type("Shop.Order", 5)])
        for rule in [
            "types: [{match: Shop.**, count: {max: 10, max_growth: 0}}]", "never: [{match: System.Threading.Timer}]",
            "types: [{match: System.**, count: {max: 10000, max_growth: 10% and 100}}]",
            "types: [{match: System.**, count: {max: 10000}, together: true}]", "types: [{match: '**', count: {max_growth: 10% and 100}}]",
        ] { #expect(check(try rules(rule), windows, windows).verdict == .pass, "\(rule)") }
        #expect(check(try rules("never: [{match: 'System.**[]'}]"), windows, windows).verdict == .inconclusive)
        #expect(check(try rules("never: [{match: 'Shop.**'}]"), nil, snapshot([pointers])).verdict == .pass)
    }

    private let redacted = snapshot([
        type("~0123456789", 40), type("System.String", 5000), type("System.EventHandler<~0123456789>", 9000),
        type("~abcdef0123!<0x02000002>", 3),
    ])

    @Test(arguments: [
        "types: [{match: Shop.**, count: {max: 10}}]", "types: [{match: 'System.EventHandler<Shop.**>', count: {max_growth: 10% and 100}}]",
        "types: [{match: Shop.**, bytes: {max: 10 GB}, together: true}]", "never: [{match: Shop.**}]",
        "ratios: [{name: orders, left: 'type:Shop.Order', right: 'type:System.String', max: 9}]",
        "per_work: [{metric: 'type:Shop.Order', max: 9/order}]",
    ])
    func whatMightMeanAReplacedNameIsInconclusive(_ rule: String) throws {
        let result = check(try rules(rule), redacted, redacted) { $0.work = Work("10 orders") }
        #expect(result.verdict == .inconclusive, "\(result.findings)")
        let missing = try #require(self.missing(result))
        #expect(missing.modules.isEmpty)
        #expect(missing.replaced > 0)
        #expect(missing.replaced == missing.rows)
        #expect(!result.notes.contains { $0.contains("matches no") })
    }

    @Test(arguments: [
        ("never: [{match: 'System.EventHandler<System.**>'}]", CheckVerdict.pass),
        ("types: [{match: 'System.EventHandler<*>', count: {max: 10}}]", .fail),
        ("types: [{match: '~0123456789', count: {max: 10}}]", .fail), ("types: [{match: '~0123456789', count: {max: 100}}]", .pass),
        ("types: [{match: '**', count: {max: 10000}}]", .pass),
    ])
    func whatMeansNoReplacedNameIsJudged(_ rule: String, _ verdict: CheckVerdict) throws {
        #expect(
            check(
                try rules(rule), nil,
                snapshot([
                    type("~0123456789", 40), type("System.String", 5000), type("System.EventHandler<~0123456789>", 9000),
                ])
            ).verdict == verdict)
    }

    @Test func redactedNamesStayHidden() throws {
        let result = check(try rules("never: [{match: Shop.Order}]"), nil, nameless) { $0.shown = { _ in "~" } }
        #expect(missing(result)?.modules.map(\.name) == ["~"])
    }
}
