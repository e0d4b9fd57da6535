import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Stacks that were not walked, names of methods, and numbers that prove that something is missing. The numbers are made up.
@Suite struct PrintedCutsTests {
    private func snapshot(_ text: String) throws -> Snapshot { try reduced(Array(text.utf8)) }
    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }
    private func value(_ metric: String, _ snapshot: Snapshot) -> Int128? { Catalog.standard.metric(metric)?.value(snapshot) }

    private func groups(_ snapshot: Snapshot) throws -> [String] {
        let rows: [ThreadGroupRow] = try #require(snapshot.table("thread_groups")).rows()
        return rows.map { "\($0.signature) \($0.count)" }.sorted()
    }

    // MARK: Methods

    /// As the dump names them: arguments of a generic type belong to the name, those of a generic method do not.
    @Test(arguments: [
        (
            "Shop.Queue`1[[System.__Canon, System.Private.CoreLib]].Take(System.Threading.CancellationToken)",
            "Shop.Queue<System.__Canon>.Take"
        ),
        (
            "Shop.Queue`1+<List>d__68[[System.__Canon, System.Private.CoreLib]].MoveNext() [/src/Queue.cs @ 12]",
            "Shop.Queue<System.__Canon>+<List>d__68.MoveNext"
        ),
        ("Shop.Socket.Send[[System.__Canon, System.Private.CoreLib]](Order`1<System.__Canon> ByRef)", "Shop.Socket.Send"),
        (
            "Shop.Map`2[[System.Int32, mscorlib],[Shop.Order, Shop]].Add[[System.Int32, mscorlib]](Int32)",
            "Shop.Map<System.Int32, Shop.Order>.Add"
        ),
        ("Shop.Program.<Main>g____PInvoke|24_0(Int32)", "Shop.Program.<Main>g____PInvoke|24_0"), ("Shop.Program.Main", "Shop.Program.Main"),
        ("Shop.Queue`1[[System.__Canon, System.Priv", "Shop.Queue`1"),
    ])
    func namesOfMethods(_ printed: String, _ name: String) throws {
        let rows: [ThreadRow] = try #require(
            try snapshot(
                " DBG   ID     OSID ThreadOBJ           State GC Mode     GC Alloc Context                  Domain           Count Apt Exception\n"
                    + "   0    1     10ae 000055BE9D9A3620    20020 Preemptive  00007F8A2BC06860:00007F8A2BC080A8 000055BE9D9935D0 -00001 Ukn\n"
                    + "> clrstack -all\nOS Thread Id: 0x10ae\n        Child SP               IP Call Site\n00007F89FBFFEAE0 00007F96041283D4 \(printed)\n"
            ).table("threads")
        ).rows()
        #expect(rows.map(\.frames) == [name])
        let searched = try snapshot(
            "0:000> !eestack -ee\nThread   5\nCurrent frame: \n000000A19D7F140 00007ff7f3fb6527 (MethodDesc 00007ff7f3ec8770 + 0x1a7 \(printed))\n"
        )
        #expect(try groups(searched) == ["\(name) 1"])
        let held = try snapshot(
            "> gcroot 7f33c58108f0\nThread 10ae:\n    7f89fbffeae0 7f96041283d4 \(printed)\n        rbp-18: 00007f89fbffea00\n"
                + "            -> 7f33c58108f0 Shop.Basket\nFound 1 unique roots.\n")
        let paths: [RootPathRow] = try #require(held.table("root_paths")).rows()
        #expect(paths.map(\.holder) == [name] || !printed.contains("("))
    }

    // MARK: Stacks that were not walked

    private static let walked = """
        OS Thread Id: 0x10ae (0)
                Child SP               IP Call Site
        00007F89FBFFEAE0 00007F96041283D4 Shop.Program.Main()

        """

    @Test func stacksThatCannotBeWalked() throws {
        let text =
            "0:000> ~*e !clrstack\n" + Self.walked
            + "OS Thread Id: 0x10af (1)\nUnable to walk the managed stack. The current thread is likely not a \nmanaged thread. You can run !threads "
            + "to get a list of managed threads in\nthe process\nFailed to start stack walk: 80070057\n"
        // A thread of native code has no managed frames, which is no failure.
        let native = try snapshot(text)
        #expect(try groups(native) == ["(no managed frames) 1", "Shop.Program.Main 1"] && codes(native).isEmpty)
        let failed = try snapshot(
            text + "OS Thread Id: 0x10b0 (2)\nFailed to start stack walk: 80004005\nOS Thread Id: 0x10b1 (3)\n"
                + "        Child SP               IP Call Site\nGetFrameContext failed: 1\n0000000000000000 0000000000000000 <unknown>\n")
        #expect(try groups(failed) == groups(native) && codes(failed) == ["thread-groups-unwalked"])
        #expect(failed.trust.diagnostics.first?.count == 2 && failed.trust.level(ofSection: "thread_groups") == .partial)
        // What was walked before counts.
        let begun = try snapshot("0:000> ~*e !clrstack\n" + Self.walked + "GetFrameContext failed: 80004005\n")
        #expect(try groups(begun) == ["Shop.Program.Main 1"] && codes(begun) == ["thread-groups-unwalked"])
        let none = try snapshot(Self.loader + "OS Thread Id: 0x10b0 (2)\nFailed to start stack walk: 80004005\n")
        #expect(none.table("thread_groups") == nil && codes(none).contains("thread-groups-unwalked"))
    }

    private static let loader = "Loader Heap:\nSystem Domain: 6e4a7058\nTotal LoaderHeap size: 0x1000(4096)bytes\n"

    // MARK: Handles and modules

    private static let handles = """
        > gchandles -stat
        Statistics:
                      MT    Count    TotalSize Class Name
        00007ffb1c1f3b40      260        18000 Shop.Session
        Total 260 objects

        Handles:
            Strong Handles:       255
            Weak Long Handles:    5

        """

    /// The statistics of their objects say how many handles there are.
    @Test func kindsOfHandlesThatAreMissing() throws {
        let whole = try snapshot(Self.handles)
        #expect(codes(whole).isEmpty && value("process.handles", whole) == 260)
        let cut = try snapshot(Self.handles.replacing("    Weak Long Handles:    5\n", with: ""))
        let rows: [HandleRow] = try #require(cut.table("handles")).rows()
        #expect(Set(rows.map { "\($0.kind) \($0.count)" }) == ["strong 255", "(not listed) 5"] && codes(cut) == ["handles-cut"])
        let more = try snapshot(Self.handles.replacing("Handles:    5", with: "Handles:    6"))
        #expect(codes(more) == ["handles-sums-differ"])
        // SOS of .NET Framework 2 prints the kinds first.
        let first = try snapshot("0:000> !gchandles\nGC Handle Statistics:\nStrong Handles: 34\nPinned Handles: 9\n")
        #expect(codes(first) == ["handles-cut"])
    }

    @Test func modulesOfAListThatWasCut() throws {
        let list = "Loader Heap:\nModule Thunk heaps:\nModule 6a1c1000: Size: 0x0(0)bytes.\nModule 00c52c5c: Size: 0x1000(4096)bytes.\n"
        let cut = try snapshot("0:000> !eeheap -loader\n" + list)
        #expect(value("process.modules", cut) == 2 && Set(codes(cut)) == ["loader-heaps-cut", "modules-cut"])
        let whole = try snapshot(
            "0:000> !eeheap -loader\n" + list + "Total size: 0x1000(4096)bytes\nTotal LoaderHeap size: 0x1000(4096)bytes\n")
        #expect(whole.trust.level(ofSection: "modules") == .exact)
    }

    // MARK: The queue

    private static func queue(_ command: String, _ count: Int) -> String {
        let row = count == 0 ? "" : "         \(count)            \(count * 40)   Shop.PageImage\n"
        return
            "0:000> !\(command) -stat\nGeneration 0:\n      Count      Total Size   Type\n---------------------------------------------------------\n"
            + "\(row)\n\(count) objects, \(count * 40) bytes\n\nTOTAL: \(count) objects, \(count * 40) bytes\n"
    }

    /// `finq` lists no objects that are ready, and `frq` may say that there are none.
    @Test func whatIsReadyBesideTheQueue() throws {
        let alone = try snapshot(Self.queue("finq", 48))
        #expect(value("process.finalizer_ready", alone) == nil && value("process.finalizable", alone) == 48)
        #expect(codes(alone) == ["finalization-of-a-part"])
        let both = try snapshot(Self.queue("finq", 48) + Self.queue("frq", 0))
        #expect(value("process.finalizer_ready", both) == 0 && value("process.finalizable", both) == 48 && both.trust.level == .exact)
    }

    // MARK: Sums beyond what a number says

    private static let most = "18446744073709551615"

    @Test func sumsThatNoNumberSays() throws {
        let types = "00007ffc8b0059c0 \(Self.most) \(Self.most) Shop.Order\n00007ffc8b0059c8 \(Self.most) \(Self.most) Shop.Cart\n"
        let heading = "              MT    Count    TotalSize Class Name\n"
        let queue = try snapshot(
            "Ready for finalization 5 objects (1->2)\nStatistics for all finalizable objects (including all objects ready for finalization):\n"
                + "\(heading)\(types)Total \(Self.most) objects\n")
        #expect(codes(queue).contains("finalization-sums-differ"))
        #expect(codes(try snapshot("> dumpheap -stat\n\(heading)\(types)Total \(Self.most) objects\n")).contains("types-sums-differ"))
        let handles = "Handles:\n    Strong Handles:       \(Self.most)\n    Pinned Handles:       \(Self.most)\n"
        #expect(
            codes(try snapshot("> gchandles -stat\nStatistics:\n\(heading)\(types)Total \(Self.most) objects\n\(handles)"))
                .contains("handles-sums-differ"))
        let one = types.split(separator: "\n")[0]
        let ready = try snapshot(
            "generation 0 has \(Self.most) finalizable objects (1->2)\ngeneration 1 has 0 finalizable objects (1->2)\n"
                + "generation 2 has 0 finalizable objects (1->2)\nReady for finalization 5 objects (1->2)\nStatistics for all finalizable objects:\n"
                + "\(heading)\(one)\nTotal \(Self.most) objects\n")
        #expect(codes(ready).contains("finalization-sums-differ"))
    }

    // MARK: Names

    @Test func namesThatWereBroken() throws {
        let heading = "> dumpheap -stat\n              MT    Count    TotalSize Class Name\n"
        let cut = try snapshot("\(heading)00007ffa2c11c3d0       40         2240 Shop.Map`2+Entry[[System.Int32, ms\nTotal 40 objects\n")
        #expect(codes(cut) == ["types-cut"] && cut.totals.objects == 40)
    }
}
