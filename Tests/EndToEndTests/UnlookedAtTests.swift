import DumpSynth
import Testing

/// What could not be looked at is neither green nor steady.
@Suite struct UnlookedAtTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func run(_ words: String...) throws -> Heapdrift.Run {
        try Heapdrift.run(words, environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
    }

    private func write(_ name: String, _ change: (inout MadeUpService) -> Void) throws {
        var service = MadeUpService()
        change(&service)
        try folder.write(service.core(), to: name)
    }

    // MARK: A budget without a rule

    @Test(arguments: [
        ("text", "unjudged  heapdrift.yml"), ("json", "\"because\" : \"no_rule\""), ("csv", "inconclusive,error,budget,heapdrift.yml"),
        ("markdown", "| unjudged | `heapdrift.yml` |"), ("junit", "tests=\"1\" failures=\"0\" errors=\"0\" skipped=\"1\""),
        ("sarif", "\"ruleId\" : \"budget\""), ("github", "::error file=heapdrift.yml,line=2,col=1,title=heapdrift.yml::"),
        ("gitlab", "\"check_name\" : \"budget\""), ("openmetrics", "heapdrift_check_findings{process=\"shop\",state=\"inconclusive\"} 1"),
    ])
    func aBudgetWithoutARuleIsInconclusiveInEveryFormat(_ format: String, _ line: String) throws {
        try write("a.core") { _ in }
        try folder.write("# version: 1 is all there is\nversion: 1\n# heap: {total: {max: 1 GB}}\n", to: "heapdrift.yml")
        let found = try run("check", "a.core", "a.core", "--format", format)
        #expect(found.code == 4, "\(found)")
        #expect(found.output.contains(line), "\(found)")
    }

    @Test func onInconclusiveIsHonoured() throws {
        try write("a.core") { _ in }
        try folder.write("version: 1\ndefaults: {on_inconclusive: warn}\n", to: "heapdrift.yml")
        let found = try run("check", "a.core")
        #expect(found.code == 0, "\(found)")
        #expect(found.output.hasPrefix("PASS  1 not judged\n"), "\(found)")
    }

    // MARK: Dumps without a heap

    @Test func miniDumpsOfALeakAreNotSteady() throws {
        try write("before.core") { $0.holdsHeap = false }
        try write("after.core") {
            $0.holdsHeap = false
            $0.orders = [.gen2: 40_000]
        }
        let diff = try run("before.core", "after.core", "--exit-code")
        #expect(diff.code == 1, "\(diff)")
        #expect(diff.output.hasPrefix("shop grew: +1.59 MB committed ("), "\(diff)")
        #expect(diff.output.contains("Not compared: heap not in before and after."), "\(diff)")
        let back = try run("after.core", "before.core", "--exit-code")
        #expect(back.code == 4, "\(back)")
        #expect(back.output.hasPrefix("No verdict on shop: heap not in before and after. Compared: -1.59 MB committed ("), "\(back)")
        #expect(try run("check", "before.core", "after.core").code == 4)
    }

    @Test func aHeapOnOneSideAloneIsNotCompared() throws {
        try write("full.core") { _ in }
        try write("mini.core") { $0.holdsHeap = false }
        for words in [["full.core", "mini.core"], ["mini.core", "full.core"]] {
            let diff = try Heapdrift.run(
                ["diff"] + words + ["--exit-code"], environment: ["HEAPDRIFT_STORE": folder["store.db"]], in: folder.path)
            #expect(diff.code == 4, "\(diff)")
            #expect(diff.output.hasPrefix("No verdict on shop: heap not in "), "\(diff)")
        }
        #expect(try run("diff", "full.core", "full.core", "--exit-code").code == 0)
    }

    // MARK: Too few snapshots for a trend

    @Test func twoSnapshotsHaveNoTrend() throws {
        for (day, baskets) in [20, 5_020, 10_020].enumerated() {
            try write("a.core") { $0.baskets = baskets }
            #expect(try run("snap", "--series", "shop", "--at", "2026-08-0\(day + 1)", "a.core").code == 0)
            let found = try run("trend", "shop")
            #expect(found.code == (day < 2 ? 4 : 0), "\(found)")
            if day == 1 {
                #expect(found.output.hasPrefix("shop: inconclusive: 2 snapshots are too few for a trend; it takes 3.\n"), "\(found)")
                #expect(!found.output.contains("steady"), "\(found)")
                #expect(!found.output.contains("plateau"), "\(found)")
                let course = try run("trend", "shop", "heap.total")
                #expect(course.code == 4, "\(course)")
                #expect(course.output.hasPrefix("heap.total: inconclusive: 2 of 2 snapshots hold it, and a trend takes 3.\n"), "\(course)")
                #expect(try run("trend", "shop", "--json", "--all").output.contains("\"shape\" : \"inconclusive\""))
            }
        }
    }

    @Test func aTrendThatSawNoTypesIsInconclusive() throws {
        for day in 1...5 {
            try write("a.core") {
                $0.holdsHeap = false
                $0.orders = [.gen2: 20_000 * day]
            }
            #expect(try run("snap", "--series", "mini", "--at", "2026-08-0\(day)", "a.core").code == 0)
        }
        let minis = try run("trend", "mini")
        #expect(minis.code == 4, "\(minis)")
        #expect(minis.output.hasPrefix("mini: inconclusive: 0 of 5 snapshots hold types, and a trend takes 3.\n"), "\(minis)")

        for day in 1...3 {
            try write("b.core") { $0.baskets = day * 1_000 }
            #expect(try run("snap", "--series", "full", "--at", "2026-08-0\(day)", "b.core").code == 0)
        }
        let mistyped = try run("trend", "full", "--type", "Nope*")
        #expect(mistyped.code == 4, "\(mistyped)")
        #expect(mistyped.output.hasPrefix("full: inconclusive: no type passes the filter.\n"), "\(mistyped)")
        #expect(mistyped.errors.contains("'Nope*' matches no name in types"), "\(mistyped)")
        let matched = try run("trend", "full", "--type", "Shop.*")
        #expect(matched.code == 0, "\(matched)")
        #expect(!matched.errors.contains("matches no name"), "\(matched)")
    }

    // MARK: Generation 0

    @Test func garbageIsAWarningInTheFirstLine() throws {
        try write("before.core") { $0.orders = [.gen0: 10, .gen2: 20_000] }
        try write("after.core") { $0.orders = [.gen0: 150_010, .gen2: 20_000] }
        let diff = try run("before.core", "after.core", "--exit-code")
        #expect(diff.code == 0, "\(diff)")
        #expect(diff.output.hasPrefix("shop is steady outside generation 0: "), "\(diff)")
        #expect(
            diff.output.contains("; generation 0 grew by\n+150,000 objects, +6.00 MB, and no collection has looked at it yet.\n"), "\(diff)"
        )
        let gate = try run("check", "before.core", "after.core")
        #expect(gate.code == 0, "\(gate)")
        #expect(gate.output.hasPrefix("PASS  1 warning (heap.gen0 +6.00 MB), 5 rules held\n"), "\(gate)")
        let annotations = try run("check", "before.core", "after.core", "--format", "github")
        #expect(annotations.output.hasPrefix("::warning "), "\(annotations)")
        #expect(annotations.output.contains("title=heap.gen0::heap.gen0 grew from 400 B to 6.00 MB"), "\(annotations)")
    }

    @Test func aLeakThatNoFullCollectionHasSeenFails() throws {
        try write("before.core") { $0.orders = [.gen0: 2_000] }
        try write("after.core") { $0.orders = [.gen0: 2_000, .gen1: 130_000] }
        let gate = try run("check", "before.core", "after.core")
        #expect(gate.code == 1, "\(gate)")
        #expect(gate.output.contains("FAIL   heap.outside_gen0 "), "\(gate)")
        #expect(gate.output.contains("+ Shop.Order +130,000 objects, +5.20 MB"), "\(gate)")
    }

    // MARK: Growth below the limits

    @Test func growthThatPassesIsSaid() throws {
        try write("before.core") { $0.orders = [.gen2: 10_000] }
        try write("after.core") { $0.orders = [.gen2: 19_400] }
        let gate = try run("check", "before.core", "after.core")
        #expect(gate.code == 0, "\(gate)")
        #expect(
            gate.output.contains(
                "\nIt grew: +9,400 objects (+94%), +376 kB (+94%). The budget allows this: heap.outside_gen0 may grow\n"
                    + "by 10% and 5 MB, heap.outside_gen0_objects by 10% and 20,000.\n"), "\(gate)")
        try folder.write("version: 1\nheap: {total: {max: 1 GB}}\n", to: "heapdrift.yml")
        let limits = try run("check", "before.core", "after.core", "--format", "markdown")
        #expect(limits.output.contains("No rule limits this growth."), "\(limits)")
        // A warning is about a limit too.
        try folder.write("version: 1\nheap: {total: {warn_growth: 10%}}\n", to: "heapdrift.yml")
        let warned = try run("check", "before.core", "after.core", "--format", "markdown")
        #expect(warned.code == 0, "\(warned)")
        #expect(!warned.output.contains("No rule limits this growth."), "\(warned)")
        #expect(warned.output.contains("The budget warns of this: heap.total may grow by 10%."), "\(warned)")
    }
}
