import FoundationEssentials
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Sections that only texts fill: ways from roots, sync blocks, counters; and tasks, stacks and modules of rare commands.
@Suite struct PrintedOthersTests {
    private static let folder =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Fixtures/texts/forms"

    private func text(_ name: String) throws -> String {
        String(decoding: try #require(FileManager.default.contents(atPath: Self.folder + "/\(name).txt")), as: UTF8.self)
    }

    private func snapshot(_ name: String) throws -> Snapshot { try reduced(Array(try text(name).utf8)) }

    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }

    private func paths(_ snapshot: Snapshot) throws -> [String] {
        let rows: [RootPathRow] = try #require(snapshot.table("root_paths")).rows()
        return rows.map { "\($0.type)|\($0.root)|\($0.holder)|\($0.count)|\($0.objects)" }.sorted()
    }

    // MARK: Ways from roots

    @Test func waysOfNewerSOS() throws {
        let found = try snapshot("gcroot-new")
        #expect(
            try paths(found)
                == [
                    "Shop.Basket|static|Shop.Catalogue.Instance > Shop.Catalogue > System.EventHandler<Shop.PriceChanged> > System.Object[]|1|5",
                    "Shop.Basket|stack|Shop.Till+<Pay>d__7.MoveNext > Shop.Till|2|4",
                    "Shop.Basket|dependent handle|dependent handle > Shop.Session > Shop.Ticket|1|3",
                    "Shop.Basket|finalizer|finalizer > Shop.Receipt|1|2", "Shop.Basket|stack|stack|1|1",
                ].sorted())
        #expect(codes(found) == ["root-paths-of-some-objects"] && found.trust.level(ofSection: "root_paths") == .good)
    }

    /// Objects of one type in a row, like the nodes of a list, are one step.
    @Test func waysOfFramework4() throws {
        #expect(
            try paths(try snapshot("gcroot-fx4"))
                == [
                    "Shop.Basket|stack|Shop.Program.Main > Shop.Node|1|4", "Shop.Basket|stack|Shop.Program.Run|1|1",
                    "Shop.Basket|pinned handle|pinned handle > System.Object[] > System.EventHandler|1|3",
                ].sorted())
    }

    /// It prints no number of roots, so whether lines are missing is unknown.
    @Test func waysOfFramework2() throws {
        let found = try snapshot("gcroot-fx2")
        #expect(
            try paths(found)
                == [
                    "Shop.Basket|pinned handle|pinned handle > System.Object[] > Shop.Catalogue > System.Collections.Hashtable|1|4",
                    "Shop.Basket|stack|stack > Shop.Till|1|2",
                ].sorted())
        #expect(codes(found).contains("root-paths-cut") && found.trust.level == .partial)
    }

    /// Two answers about one object are not added, and those about two are.
    @Test func answersAboutObjects() throws {
        let one = try text("gcroot-fx4")
        #expect(try paths(try reduced(Array((one + one).utf8))) == paths(try snapshot("gcroot-fx4")))
        let both = try reduced(Array((one + one.replacing("08ef8a48", with: "08ef9000")).utf8))
        #expect(
            try paths(both)
                == paths(try snapshot("gcroot-fx4")).map { row in
                    let parts = row.split(separator: "|", omittingEmptySubsequences: false)
                    return (parts.dropLast(2) + parts.suffix(2).map { "\((Int($0) ?? 0) * 2)"[...] }).joined(separator: "|")
                })
    }

    @Test func missingWaysAreCounted() throws {
        let found = try reduced(Array(try text("gcroot-fx4").replacing("Found 3 unique", with: "Found 5 unique").utf8))
        #expect(try paths(found).contains("||(not listed)|2|0"))
        let missing = found.trust.diagnostics.first { $0.code == "root-paths-cut" }
        #expect(missing?.count == 2 && found.trust.level == .partial)
    }

    /// A list of a million nodes has a name that a person can read.
    @Test func aLongWay() throws {
        let steps = (0..<5000).map { "            -> 000002b7\(String($0 + 0x1000, radix: 16)) Shop.Step\($0)\n" }.joined()
        let found = try reduced(
            Array("> gcroot 000002b712340000\nHandleTable:\n    00007f4020db11a8 (strong handle)\n\(steps)\nFound 1 unique roots.\n".utf8))
        let rows: [RootPathRow] = try #require(found.table("root_paths")).rows()
        #expect(rows.count == 1 && rows[0].objects == 5000 && rows[0].type == "Shop.Step4999")
        let names = rows[0].holder.replacing(" > ", with: "\n").split(separator: "\n")
        #expect(names.count == 64 && names.contains("…") && names[1] == "Shop.Step0" && names.last == "Shop.Step4998")
    }

    @Test func anObjectThatNothingHolds() {
        do {
            _ = try reduced(Array("> gcroot 7f33c58108f0\nFound 0 unique roots.\n".utf8))
            Issue.record("a snapshot of nothing")
        } catch let failure as InputFailure {
            #expect(failure.code == .noTable && failure.sentence.contains("line 2 what `gcroot` prints"), "\(failure.sentence)")
        } catch { Issue.record(error) }
    }

    // MARK: Sync blocks

    private func blocks(_ snapshot: Snapshot) throws -> [String] {
        let rows: [SyncBlockRow] = try #require(snapshot.table("sync_blocks")).rows()
        return rows.map { "\($0.type)|\($0.count)|\($0.held)|\($0.waiting)" }
    }

    @Test func locksAndThoseWhoWait() throws {
        let found = try snapshot("syncblk")
        #expect(try blocks(found) == ["(not listed)|249|0|0", "Shop.Basket|1|1|301", "Shop.Till|2|2|1"])
        #expect(found.trust.level == .exact && Catalog.standard.metric("process.threads_waiting")?.value(found) == 302)
        let cut = try reduced(Array(try text("syncblk").split(separator: "\n").prefix(4).joined(separator: "\n").utf8))
        #expect(try blocks(cut) == ["Shop.Basket|1|1|301", "Shop.Till|1|1|1"] && codes(cut) == ["sync-blocks-cut"])
    }

    @Test func everySyncBlock() throws {
        let found = try snapshot("syncblk-all")
        #expect(try blocks(found) == ["Shop.Till|2|1|0", "System.__ComObject|1|0|0"] && found.trust.level == .exact)
        #expect(
            try counters(found)
                == [
                    "sync blocks|Total|4|", "sync blocks|Free|1|", "sync blocks|CCW|1|", "sync blocks|RCW|2|",
                    "sync blocks|ComClassFactory|0|",
                ].sorted())
    }

    // MARK: Counters

    private func counters(_ snapshot: Snapshot) throws -> [String] {
        let rows: [CounterRow] = try #require(snapshot.table("counters")).rows()
        return rows.map { "\($0.provider)|\($0.name)|\($0.value)|\($0.decimals)" }.sorted()
    }

    private func allocated(_ snapshot: Snapshot) throws -> [String] {
        let rows: [HeapRow] = try #require(snapshot.table("heaps")).rows()
        return rows.map { "\($0.generation) \($0.allocated)" }
    }

    @Test func countersOfAScreen() throws {
        let found = try snapshot("counters")
        let rows = try counters(found)
        #expect(rows.count == 17 && rows.contains("System.Runtime|% Time in GC since last GC (%)|3|"))
        #expect(rows.contains("System.Runtime|CPU Usage (%)|17|17.25") && rows.contains("System.Runtime|GC Fragmentation (%)|10|10.425"))
        #expect(rows.contains("Shop.Orders|Orders in the queue|12|") && rows.contains("Shop.Orders|Orders (Count / 1 sec)|7|"))
        #expect(try allocated(found) == ["gen0 24", "gen1 12570056", "gen2 51623680", "loh 931208", "poh 35856"])
        #expect(codes(found) == ["heaps-of-counters"])
    }

    /// Where a comma stands before decimals, a point groups digits.
    @Test func countersOfAnotherCulture() throws {
        #expect(
            try counters(try snapshot("counters-comma"))
                == [
                    "System.Runtime|CPU Usage (%)|10|10.425", "System.Runtime|Working Set (MB)|1982|",
                    "System.Runtime|GC Heap Size (MB)|811|",
                    "System.Runtime|Gen 0 Size (B)|1048600|", "System.Runtime|Gen 2 Size (B)|4194392|",
                ].sorted())
    }

    @Test func countersWithTags() throws {
        let found = try snapshot("counters-9")
        let rows = try counters(found)
        #expect(rows.count == 13 && rows.contains("System.Runtime|dotnet.gc.collections ({collection}) [gc.heap.generation=gen0]|12|"))
        #expect(rows.contains("System.Runtime|dotnet.jit.compilation.time (s)|0|0.245"))
        #expect(try allocated(found) == ["gen0 65560", "gen1 131096", "gen2 2097176", "loh 98384", "poh 16408"])
    }

    @Test func theLastMomentOfAFile() throws {
        let found = try snapshot("counters-csv")
        #expect(
            try counters(found).contains("System.Runtime|dotnet.process.memory.working_set (By)|150900736|") && counters(found).count == 5)
        #expect(try allocated(found) == ["gen0 65560", "gen1 131096", "gen2 2097176"])
    }

    /// Two screens with different numbers are two moments.
    @Test func twoScreens() throws {
        let one = try text("counters")
        #expect(try counters(try reduced(Array((one + one).utf8))) == counters(try snapshot("counters")))
        #expect(throws: InputFailure.self) { try reduced(Array((one + one.replacing("   194", with: "   195")).utf8)) }
    }

    @Test func settingsAreNoCounters() {
        for text in ["[Shop]\n  retries 5\n  timeout 30\n", "[System.Runtime]\n", "Press p to pause, r to resume, q to quit.\n"] {
            #expect(throws: InputFailure.self) { try reduced(Array(text.utf8)) }
        }
    }

    @Test func thePool() throws {
        #expect(
            try counters(try snapshot("threadpool-new"))
                == [
                    "thread pool|CPU utilization (%)|11|", "thread pool|Workers Total|34|", "thread pool|Workers Running|31|",
                    "thread pool|Workers Idle|3|", "thread pool|Worker Min Limit|2|", "thread pool|Worker Max Limit|32767|",
                ].sorted())
        let old = try counters(try snapshot("threadpool-old"))
        #expect(
            old.count == 14 && old.contains("thread pool|Worker Thread Total|14|") && old.contains("thread pool|Worker Thread MinLimit|4|"))
        #expect(old.contains("thread pool|Work Request in Queue|25|") && old.contains("thread pool|Completion Port Thread MinLimit|4|"))
    }

    // MARK: Tasks, stacks, modules

    @Test func tasksByState() throws {
        let found = try snapshot("dumpasync-tasks")
        let rows: [TaskRow] = try #require(found.table("tasks")).rows()
        #expect(
            rows.map { "\($0.type)|\($0.method)|\($0.state)|\($0.count)" } == [
                "System.Threading.Tasks.Task|||2", "System.Threading.Tasks.Task||WaitingForActivation|1",
                "System.Threading.Tasks.Task|Shop.Till+<>c.<Print>b__2|Running|2",
                "System.Threading.Tasks.Task<System.Threading.Tasks.VoidTaskResult>||Faulted|1",
                "System.Threading.Tasks.Task<System.Threading.Tasks.VoidTaskResult>||RanToCompletion|1",
            ])
        #expect(codes(found) == ["tasks-without-state"] && found.trust.diagnostics[0].count == 2)
    }

    @Test func asyncMethodsOfOlderSOS() throws {
        let found = try snapshot("dumpasync-old")
        let rows: [AsyncRow] = try #require(found.table("async")).rows()
        #expect(
            rows.map { "\($0.method)|\($0.state)|\($0.count)" } == [
                "Shop.Program+<Main>d__0|1|1", "Shop.Till+<Pay>d__7|0|1", "Shop.Till+<Pay>d__7|2|1",
            ])
        let tasks: [TaskRow] = try #require(found.table("tasks")).rows()
        #expect(tasks.reduce(0) { $0 + $1.count } == 3)
        #expect(Set(codes(found)) == ["tasks-of-a-part", "tasks-without-state", "async-pending-only"])
    }

    @Test func stacksThatWereSearched() throws {
        let found = try snapshot("eestack")
        let rows: [ThreadGroupRow] = try #require(found.table("thread_groups")).rows()
        #expect(
            rows.map { "\($0.signature)|\($0.count)" } == ["(no managed frames)|1", "Shop.Program.Main|1", "Shop.Till.Print|2"])
        #expect(codes(found) == ["thread-groups-scanned"] && found.table("threads") == nil)
        // Their numbers are the debugger's, and those of a list are the system's.
        let threads =
            "0:006> !clrthreads\nThreadCount:      1\n       ID OSID ThreadOBJ    State GC Mode\n   5    1  5 000001C3A1 2a020 Preemptive\n"
        let both = try reduced(Array((try text("eestack") + threads).utf8))
        #expect(both.notInInput().contains("threads.signature") || both.table("threads") == nil)
    }

    @Test func oneModule() throws {
        let found = try snapshot("dumpmodule")
        let rows: [ModuleRow] = try #require(found.table("modules")).rows()
        #expect(rows.map { [$0.name, $0.path, $0.origin] } == [["Shop.Core.dll", "/srv/shop/Shop.Core.dll", "file"]])
        #expect(codes(found) == ["modules-of-a-part"] && found.trust.level == .partial)
        // Beside another table it says nothing.
        let heap =
            "> dumpheap -stat\nStatistics:\n          MT Count TotalSize Class Name\n7f3a10a0b1c0     2        48 Shop.Basket\nTotal 2 objects, 48 bytes\n"
        let both = try reduced(Array((heap + (try text("dumpmodule"))).utf8))
        #expect(both.table("modules") == nil && both.trust.level == .exact)
    }
}
