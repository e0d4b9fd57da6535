import SnapshotModel
import Testing

@testable import Budgets

@Suite struct BudgetParserTests {
    @Test func aByteOrderMarkIsNoPartOfTheText() throws {
        let read = try Budget(
            parsing: BudgetSource(name: "b.yml", bytes: [0xEF, 0xBB, 0xBF] + Array("version: 1\nheap: {total: {max: 1 GB}}\n".utf8)))
        #expect(read.rules.map(\.name) == ["heap.total/max"])
        #expect(read.rules.first?.place.text == "b.yml:2:8")
    }

    @Test(arguments: [[0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]]) func aBudgetInUTF16IsRefusedByName(_ mark: [UInt8]) {
        let error = #expect(throws: BudgetError.self) {
            try Budget(parsing: BudgetSource(name: "b.yml", bytes: mark + [0x76, 0, 0x65, 0]))
        }
        #expect(error?.sentence == "b.yml: is text in UTF-16; save it as UTF-8")
    }

    /// YAML ends a folded or literal text with a line break.
    @Test(arguments: [">", "|"]) func aMessageOfSeveralLinesIsOneLine(_ style: String) throws {
        let read = try budget(
            """
            version: 1
            heap:
              total:
                max: 1 GB
                message: \(style)
                  the cache
                  of orders
            """)
        #expect(read.rules.first?.message == "the cache of orders")
    }

    @Test func aBlankMessageIsRefused() {
        #expect(throws: BudgetError.self) { try budget("version: 1\nheap: {total: {max: 1 GB, message: ' '}}") }
    }

    @Test func theBudgetOfTheDocsIsUnderstood() throws {
        let read = try budget(
            """
            version: 1
            defaults: {max_growth: 10% and 5 MB, severity: error, min_trust: good, on_inconclusive: fail}
            baseline:
              use: name:baseline
              comparable: [runtime.major, gc.flavour, gc.heap_count, arch, scenario, "label:region"]
            heap:
              total:   {max: 1.2 GB, max_growth: 5% and 20 MB, warn_growth: 2% and 8 MB}
              free_percent: {max: 30%, severity: warn}
            process:
              threads: {max: 200, max_growth: 10}
              dynamic_assemblies: {max_growth: 0, message: "built per call?"}
              handles.pinned: {max: 500}
            types:
              - match: ["System.EventHandler", "System.EventHandler<*>"]
                count: {max_growth: 5% and 200}
              - match: System.Drawing.Bitmap
                bytes: {max_growth: 0}
                every_pair: true
            never:
              - match: [MyApp.RequestScope]
            ratios:
              - {name: sessions per connection, left: MyApp.Session, right: MyApp.Connection, max: 1.05}
            per_work:
              - {metric: heap.total, max: 2 B/request}
            trend: {min_history: 10, min_change: 2% and 1 MB, confirm: 2 of 3}
            suppress:
              - {match: MyApp.Cache.Entry, reason: bounded, owner: team-data, until: 2027-12-31, up_to: 60000}
            """)
        #expect(
            read.rules.map(\.name) == [
                "heap.total/max", "heap.total/max_growth", "heap.total/warn_growth", "heap.free_percent/max", "process.threads/max",
                "process.threads/max_growth", "process.dynamic_assemblies/max_growth", "process.handles.pinned/max",
                "type:System.EventHandler, System.EventHandler<*>/max_growth", "type-bytes:System.Drawing.Bitmap/max_growth",
                "never:MyApp.RequestScope", "ratio:sessions per connection/max", "per_work:heap.total",
            ])
        #expect(read.rules[0].place.text == "b.yml:7:3")
        #expect(read.rules[8].place.text == "b.yml:14:5")
        #expect(read.rules[2].severity == .warn)
        #expect(read.rules[3].severity == .warn)
        #expect(read.rules[0].severity == .error)
        #expect(read.rules[9].everyPair)
        #expect(!read.rules[8].everyPair)
        #expect(read.rules[6].message == "built per call?")
        #expect(read.baseline == .named("baseline"))
        #expect(read.comparable.map(\.name) == ["runtime.major", "gc.flavour", "gc.heap_count", "arch", "scenario", "label:region"])
        #expect(read.trend?.confirm == 2)
        #expect(read.trend?.of == 3)
        #expect(read.trend?.minHistory == 10)
        #expect(read.suppressions.first?.upTo?.pieces == 60000)
    }

    @Test func theStandardBudgetIsUnderstood() throws {
        let read = try Budget(parsing: BudgetSource(name: Budget.standardName, bytes: Array(Budget.standardText(isLive: false).utf8)))
        #expect(
            read.rules.map(\.name) == [
                "heap.outside_gen0/max_growth", "heap.outside_gen0_objects/max_growth", "heap.gen0/warn_growth",
                "process.threads/max_growth",
                "process.thread_stacks/warn_growth", "process.modules_made/max_growth",
            ])
        let live = try Budget(parsing: BudgetSource(name: Budget.standardName, bytes: Array(Budget.standardText(isLive: true).utf8)))
        #expect(
            live.rules.map(\.name) == [
                "heap.live/max_growth", "heap.live_objects/max_growth", "process.threads/max_growth",
                "process.thread_stacks/warn_growth", "process.modules_made/max_growth",
            ])
    }

    /// What is alive counts only where every snapshot says it and could be read well enough.
    @Test func whatIsAliveMustBeKnown() throws {
        var row = type("App.Order", 100)
        let without = snapshot([row])
        (row.liveCount, row.liveBytes) = (90, 9_000)
        let with = snapshot([row])
        let today = try #require(Day("2026-11-01"))
        func says(_ before: Snapshot, _ after: Snapshot) -> Bool {
            CheckInput(after: after, before: .snapshot(before), today: today).saysWhatIsAlive
        }
        #expect(says(with, with))
        #expect(!says(without, with))
        #expect(!says(with, without))
        var doubtful = with
        doubtful.trust.diagnostics.append(Trust.Diagnostic("roots-unreadable", "some roots", caps: .partial, count: 1))
        #expect(!says(with, doubtful))
    }

    @Test func theDefaultGrowthIsOfTheHeapAndOfWhatIsListedWithoutLimits() throws {
        let read = try budget("version: 1\ndefaults: {max_growth: 10%}\nprocess:\n  threads:\n")
        #expect(read.rules.map(\.name) == ["process.threads/max_growth", "heap.total/max_growth"])
        #expect(try budget("version: 1\ndefaults: {max_growth: 10%}\nheap: {total: off}\n").rules.isEmpty)
        #expect(try budget("version: 1\nheap: {total: {max: 1 GB, severity: off}}\n").rules.isEmpty)
    }

    /// Each error with its place and its message.
    @Test(arguments: [
        ("", "b.yml: the file holds nothing"),
        ("# nothing\n", "b.yml: the file holds nothing"),
        ("version: 2\n", "b.yml:1:10: version 2, written for a newer heapdrift"),
        ("version: one\n", "b.yml:1:10: 'version' takes 1, not 'one'"),
        ("heap: {}\n", "b.yml:1:1: (the file) without the key 'version'"),
        ("version: 1\nheep: {}\n", "b.yml:2:1: unknown key 'heep' in (the file); did you mean 'heap'?"),
        ("version: 1\nheap: {totl: {max: 1 GB}}\n", "b.yml:2:8: unknown key 'totl' in heap; did you mean 'total'?"),
        (
            "version: 1\nheap:\n  total: {max_grow: 1 GB}\n",
            "b.yml:3:11: unknown key 'max_grow' in heap.METRIC, process.METRIC; did you mean 'max_growth'?"
        ),
        ("version: 1\nheap: {total: {max: 1}}\n", "b.yml:2:21: 'max' takes a size like '64 kB', '1.5 GB' or '2 GiB', not '1' (no unit)"),
        (
            "version: 1\nheap: {total: {max_growth: 5% and 20}}\n",
            "b.yml:2:28: 'max_growth' of heap.total takes a growth like '5% and 20 MB'"
        ),
        ("version: 1\nheap: {total: {max_growth: 5% and 6%}}\n", "(two percentages)"),
        ("version: 1\nheap: {free_percent: {max: 30}}\n", "b.yml:2:28: 'max' takes a percentage like 30%"),
        ("version: 1\nprocess: {threads: {max: 2 MB}}\n", "'max' takes a whole number like 200, not '2 MB'"),
        ("version: 1\nprocess: {threads: {max_growth: 2 MB}}\n", "(a size, where things are counted)"),
        ("version: 1\nprocess: {threads: {}}\n", "b.yml:2:20: no limit here, and 'defaults' has no 'max_growth'"),
        ("version: 1\nprocess: {threads: }\n", "'threads' has no limits"),
        ("version: 1\ntypes: {match: A}\n", "b.yml:2:8: 'types' is a mapping; expected a list"),
        ("version: 1\ntypes:\n  - {count: {max: 1}}\n", "b.yml:3:5: types without the key 'match'"),
        ("version: 1\ntypes:\n  - {match: A}\n", "b.yml:3:5: an entry of 'types' without limits"),
        ("version: 1\ntypes:\n  - {match: [], count: {max: 1}}\n", "'match' is an empty list"),
        (
            "version: 1\nnever:\n  - match: **Cache\n",
            "b.yml:3:13: not readable as YAML: did not find expected alphabetic or numeric character; a name that begins with '*' or '!' needs quotes"
        ),
        ("version: 1\nnever:\n  - match: *Cache\n", "b.yml:3:12: an alias (*name), and aliases are not allowed here"),
        ("version: 1\nnever:\n  - match: !MyApp.X a\n", "b.yml:3:12: a tag (!name), which means nothing here"),
        ("version: &v 1\n", "b.yml:1:10: an anchor (&name)"),
        ("version: 1\nversion: 1\n", "b.yml:2:1: the key 'version' a second time; the first is in line 1"),
        ("version: 1\n---\nversion: 1\n", "b.yml:2:1: a second document"),
        ("version: [1\n", "b.yml:2:1: not readable as YAML: "),
        ("version: \"\\x\"\n", "not readable as YAML"),
        ("? [a]\n: 1\n", "b.yml:1:3: a key that is a list"),
        ("version: 1\nbaseline: {use: yesterday}\n", "'use' takes name:NAME, latest-green, rolling:N (2 to 100) or label:KEY=VALUE"),
        ("version: 1\nbaseline: {use: rolling:1}\n", "'1' after 'rolling:'"),
        (
            "version: 1\nbaseline: {comparable: [runtime.majr]}\n",
            "b.yml:2:25: unknown key 'runtime.majr' in comparable; did you mean 'runtime.major'?"
        ),
        ("version: 1\ndefaults: {severity: fatal}\n", "'severity' takes error, warn or off, not 'fatal'"),
        ("version: 1\ndefaults: {min_trust: god}\n", "did you mean 'good'?"),
        ("version: 1\nsuppress:\n  - {match: A, reason: r, owner: o, until: 2026-02-29}\n", "(no day of the calendar)"),
        ("version: 1\nsuppress:\n  - {match: A, owner: o}\n", "suppress without the key 'reason'"),
        ("version: 1\nsuppress:\n  - {match: A, reason: r, owner: o, up_to: 5%}\n", "(a percentage)"),
        ("version: 1\ntrend: {confirm: 3 of 2}\n", "'confirm' takes 'N of M' like '2 of 3'"),
        ("version: 1\ntrend: {min_history: 6}\n", "a whole number from 7 to 10,000"),
        ("version: 1\ntrend: {min_history: 9, confirm: 5 of 5}\n", "a whole number from 10 to 10,000"),
        ("version: 1\nper_work:\n  - {metric: heap.totl, max: 2 B/request}\n", "did you mean 'heap.total'?"),
        ("version: 1\nper_work:\n  - {metric: heap.total, max: 2 B}\n", "(no '/')"),
        ("version: 1\nratios:\n  - {name: r, left: A, right: B, max: x}\n", "'max' takes a number like 1.05"),
        ("version: 1\nheap: 5\n", "'heap' is '5'; expected metrics"),
        ("- a\n", "(the file) is a list; expected a mapping"),
    ])
    func whatIsWrongIsSaidWithItsPlace(_ text: String, _ expected: String) {
        let sentence = complaint(text)?.sentence ?? "nothing"
        #expect(sentence.contains(expected), "\(sentence)")
    }

    @Test func anErrorShowsTheLineAndACaretBelow() {
        let error = complaint("version: 1\nheap:\n  total: {max_grow: 1 GB}\n")
        #expect(error?.sentence == "b.yml:3:11: unknown key 'max_grow' in heap.METRIC, process.METRIC; did you mean 'max_growth'?")
        #expect(error?.excerpt == ["  3 |   total: {max_grow: 1 GB}", "    |           ^"])
    }

    @Test func bytesThatAreNoTextAreSaidWithTheirPlace() {
        do throws(BudgetError) {
            _ = try Budget(parsing: BudgetSource(name: "b.yml", bytes: Array("version: 1\nheap: ".utf8) + [0xFF, 0xFE]))
            Issue.record("it was read")
        } catch { #expect(error.sentence.hasPrefix("b.yml:2:7: not readable as YAML"), "\(error.sentence)") }
    }

    /// Each level refers to the one before nine times, so a few lines expand to a billion values.
    @Test func anAliasBombIsRefusedAtItsFirstAnchor() {
        var text = "version: 1\nheap:\n  a: &a [x, x, x, x, x, x, x, x, x]\n"
        for letter in "bcdefghi" { text += "  \(letter): &\(letter) [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n" }
        #expect(complaint(text)?.place.text == "b.yml:3:6")
    }

    @Test(arguments: ["[", "{a: ", "- "])
    func deepNestingEndsSoon(_ piece: String) {
        let text = "version: 1\nheap: " + (piece == "- " ? "\n" : "") + String(repeating: piece, count: 100_000)
        #expect(complaint(text) != nil)
    }

    @Test func aHugeFileIsNotABudget() {
        #expect(complaint("version: 1\n" + String(repeating: "#", count: 1 << 20))?.sentence.contains("larger than 1 MiB") ?? false)
        #expect(
            complaint("version: 1\nnever: [" + String(repeating: "a,", count: 200_000) + "]")?.sentence.contains("100,000 values") ?? false)
    }
}
