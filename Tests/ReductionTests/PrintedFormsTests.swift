import FoundationEssentials
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Sections from the tables of `Tests/Fixtures/texts/forms`, whole, cut and spoiled. Their numbers are made up.
@Suite struct PrintedFormsTests {
    private static let folder =
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path + "/Fixtures/texts/forms"
    static let names: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".txt") }.map {
            String($0.dropLast(4))
        }.filter { $0 != utf16 }.sorted()
    /// Its bytes are no UTF-8, so it is not cut and spoiled as one.
    static let utf16 = "noise-utf16"
    /// Commands that print no total and no end: nothing tells a text that ends early from a whole one.
    static let endless: Set<String> = [
        "clrmodules", "clrstack-all", "clrstack-each", "clrstack-fx2", "dumpdomain-new", "dumpdomain-old", "eestack", "lm",
        "lm-old",
    ]

    private func text(_ name: String) throws -> String {
        let bytes = try #require(FileManager.default.contents(atPath: Self.folder + "/\(name).txt"))
        return String(decoding: bytes, as: UTF8.self)
    }

    private func snapshot(_ name: String) throws -> Snapshot { try reduced(Array(try text(name).utf8)) }

    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }

    private func ledger(_ snapshot: Snapshot) throws -> [String] {
        let rows: [LedgerRow] = try #require(snapshot.table("ledger")).rows()
        return rows.map { "\($0.kind)|\($0.count)|\($0.committed)|\($0.touched)|\($0.reserved)" }
    }

    @Test func everyFormIsThere() { #expect(Self.names.count >= 66 && Self.endless.isSubset(of: Self.names)) }

    // MARK: The heap

    @Test func heapsByGeneration() throws {
        let found = try snapshot("gcheapstat")
        let rows: [HeapRow] = try #require(found.table("heaps")).rows()
        #expect(rows.count == 10 && rows.reduce(0) { $0 + $1.allocated } == 574_040 && rows.reduce(0) { $0 + $1.committed } == 1_220_608)
        #expect(
            rows.first { $0.heap == 1 && $0.generation == "gen2" }.map { [$0.allocated, $0.free, $0.committed] } == [52000, 26000, 69632])
        #expect(codes(found) == ["heaps-without-frozen"] && found.trust.level == .good && found.totals.committed == nil)
    }

    /// In older SOS a percentage stands right behind the last number.
    @Test func numbersWithoutASpaceBehindThem() throws {
        let found = try snapshot("heapstat")
        let rows: [HeapRow] = try #require(found.table("heaps")).rows()
        #expect(rows.first { $0.heap == 0 && $0.generation == "loh" }.map { [$0.allocated, $0.free] } == [16_777_240, 8_388_620])
        #expect(found.trust.level == .exact && found.notInInput().contains("heaps.committed"))
    }

    @Test func liveObjectsByType() throws {
        let found = try snapshot("gcdump-report")
        let rows: [TypeRow] = try #require(found.table("types")).rows()
        let bytes = rows.first { $0.name == "System.Byte[]" }
        #expect(bytes.map { [$0.count, $0.bytes, $0.liveCount, $0.liveBytes] } == [3, 135_144, 3, 135_144])
        #expect(bytes?.module == "System.Private.CoreLib.dll" && found.totals.objects == 1013 && found.totals.bytes == 169_704)
        #expect(codes(found) == ["graph-of-live-objects"])
        // The number beside the type is the size of one object, so of a type with several sizes the bytes are unknown.
        let cut = try snapshot("gcdump-report-cut")
        #expect(cut.notInInput().contains("types.bytes") && cut.totals.bytes == 169_704)
        #expect(Set(codes(cut)) == ["graph-of-live-objects", "live-report-cut", "types-sizes-of-one"])
    }

    // MARK: Threads and tasks

    @Test func threadsByTheirStacks() throws {
        let found = try snapshot("parallelstacks")
        let rows: [ThreadGroupRow] = try #require(found.table("thread_groups")).rows()
        #expect(
            Set(rows.map { "\($0.signature) \($0.count)" }) == [
                "Shop.Orders.Queue.Take < Shop.Orders.Worker.Loop 6", "Shop.Orders.Journal.Write < Shop.Orders.Worker.Loop 2",
                "Shop.Orders.Worker.Loop 1", "Shop.Program.Main 1", "Shop.Stock.Refresh.Run 1",
            ])
        #expect(codes(found) == ["thread-groups-with-frames-only"])
    }

    @Test func timersByCallback() throws {
        let found = try snapshot("timerinfo")
        let rows: [TimerRow] = try #require(found.table("timers")).rows()
        #expect(
            rows.map { "\($0.callback)|\($0.state)|\($0.count)|\($0.period)" } == [
                "Shop.Heartbeat.Write||1|every 15000 ms",
                "Shop.Http.Pool+<>c.<.ctor>b__11_0|System.WeakReference<Shop.Http.Pool>|2|once",
                "Shop.Session.Expire|Shop.Session|2|every 1000 to 5000 ms",
            ])
        #expect(found.trust.level == .exact && Catalog.standard.metric("process.timers")?.value(found) == 5)
    }

    /// A method for which several others wait is one.
    @Test func asyncMethods() throws {
        let found = try snapshot("dumpasync")
        let rows: [AsyncRow] = try #require(found.table("async")).rows()
        #expect(
            rows.map { "\($0.method) \($0.state) \($0.count)" } == [
                "Shop.Orders.Channel<Shop.Order>+<ReadAll>d__12 0 1", "Shop.Orders.Worker+<Consume>d__5 0 2",
                "Shop.Orders.Worker+<Consume>d__5 1 1", "Shop.Orders.Worker+<Retry>d__6 -4 1",
            ])
    }

    // MARK: Memory

    @Test func mappingsOfLinux() throws {
        let found = try snapshot("smaps")
        #expect(
            try ledger(found) == [
                "double-mapped code|2|4194304|2457600|4194304", "images|3|18042880|10506240|18042880",
                "main thread's stack|1|135168|40960|135168",
                "malloc|1|135168|131072|135168", "mapped files|1|28672|28672|28672", "not told apart|1|67108864|50331648|67108864",
                "other executable memory|1|65536|65536|65536", "shared memory|1|524288|307200|524288", "system pages|2|24576|4096|24576",
                "unaccounted|1|0|0|4227858432",
            ])
        #expect(codes(found) == ["ledger-mappings-alone"] && found.trust.level == .good)
        // Whose the private memory is, the list does not say. So nothing says how much native code has.
        #expect(found.notInInput().contains("ledger.owner") && Catalog.standard.metric("process.native")?.value(found) == nil)
        #expect(Catalog.standard.metric("process.touched")?.value(found) == 63_873_024)
        let rollup = try snapshot("smaps-rollup")
        #expect(Catalog.standard.metric("process.touched")?.value(rollup) == 63_873_024)
        let extended = try snapshot("pmap-x")
        #expect(
            extended.table("ledger")?.sum("reserved", nil) == 4_315_447_296 && extended.table("ledger")?.sum("touched", nil) == 54_194_176)
        #expect(Set(codes(extended)) == ["ledger-mappings-alone", "ledger-without-swap"])
        let plain = try snapshot("pmap")
        #expect(plain.table("ledger")?.sum("reserved", nil) == 4_315_447_296 && plain.notInInput().contains("ledger.touched"))
    }

    @Test func regionsOfWindows() throws {
        let old = try snapshot("address-old")
        #expect(
            try ledger(old) == [
                "images|1|32768|0|32768", "not told apart|3|33685504|0|50462720", "system pages|1|8192|0|8192",
                "threads' stacks|2|12288|0|262144", "windows heaps|2|1048576|0|3801088",
            ])
        #expect(old.trust.level == .exact)
        // Without the summary nothing says whether all regions are there.
        let new = try snapshot("address-new")
        #expect(
            try ledger(new) == [
                "images|1|262144|0|262144", "not told apart|2|268435456|0|1073741824", "other|1|4096|0|4096",
                "threads' stacks|2|1048576|0|1048576", "windows heaps|2|65536|0|4194304",
            ])
        #expect(codes(new) == ["regions-cut"])
        let cut = try reduced(Array(try text("address-old").replacing("    00400000 : 00400000 - 00008000\n", with: "...\n").utf8))
        #expect(
            codes(cut).contains("regions-cut") && cut.table("ledger")?.sum("reserved", nil) == old.table("ledger")?.sum("reserved", nil))
    }

    @Test func addressSpaceByType() throws {
        let found = try snapshot("vmstat")
        #expect(try ledger(found) == ["images|124|0|0|51200000", "mapped files|60|0|0|12533760", "not told apart|400|0|0|163840000"])
        #expect(codes(found) == ["memory-committed"] && found.trust.diagnostics.first?.bytes == 186_204_160)
    }

    @Test func heapsOfWindows() throws {
        let found = try snapshot("heap-s")
        #expect(try ledger(found) == ["windows heaps|3|44138496|0|70553600"])
        #expect(codes(found) == ["ledger-heaps-alone"] && found.trust.level == .partial)
    }

    // MARK: The process

    private static let eeversion =
        "> eeversion\n8.0.424.16909\n8,0,424,16909 @Commit: 2d7eea252964e69be94cb9c847b371b23e4dd470\nWorkstation mode\n"

    @Test(arguments: [
        (eeversion, "8.0.4"), ("0:000> !eeversion\n4.8.4300.0 retail\nServer mode with 4 gc heaps\n", "4.8.4300.0"),
        (
            "0:000> lm v m coreclr\nBrowse full module list\nstart             end                 module name\n    Image path: "
                + "C:\\dotnet\\shared\\10.0.14\\coreclr.dll\n    Image name: coreclr.dll\n    File version:     10.0.1426.21234\n",
            "10.0.14"
        ),
    ])
    func versionsOfTheRuntime(_ said: String, _ version: String) throws {
        let found = try reduced(Array((said + (try text("others"))).utf8))
        #expect(found.capture.runtime.version == version)
    }

    @Test func theSystem() throws {
        let target = "0:000> vertarget\nWindows 10 Version 19045 MP (8 procs) Free x64\nProduct: WinNt, suite: SingleUserTS\n"
        let found = try reduced(Array((target + (try text("heap-s"))).utf8))
        #expect(found.capture.os == "windows" && found.capture.arch == "x86-64")
        #expect(try snapshot("smaps").capture.os == "linux")
    }

    private static func heap(_ prompt: String, _ table: String) -> String {
        """
        \(prompt)dumpheap -stat
        Statistics:
                      MT    Count    TotalSize Class Name
        \(table)10        1           24 Shop.Basket
        \(table)20        2           48 Shop.Order
        \(table)30        3           72 Shop.Line
        Total 6 objects

        """
    }
    private static let loader = """
        Loader Heap:
        --------------------------------------
        Module Thunk heaps:
        Module 02a71000: Size: 0x0(0)bytes.
        Module 02a72000: Size: 0x0(0)bytes.
        Module 02a73000: Size: 0x0(0)bytes.
        Total LoaderHeap size: 0x1000(4096)bytes

        """

    /// Each with the words and the two lines that the refusal names.
    @Test(arguments: [
        (heap("0:000> !", "00007ffc8b0059") + "0:000> !eeheap -loader\n" + loader, "addresses of 64 bits and 32 bits", 2, 9),
        (
            heap("0:000> !", "00007ffc8b0059") + "1:003> !eeheap -gc\nNumber of GC Heaps: 1\nGC Heap Size  0x10(16)\n",
            "the process of the prompt 0 and 1", 2, 9
        ),
        (
            heap("||0:0:000> !", "00007ffc8b0059") + "||1:0:000> !eeheap -gc\nNumber of GC Heaps: 1\nGC Heap Size  0x10(16)\n",
            "the process of the prompt 0:0 and 1:0", 2, 9
        ),
        (
            "000076BC1DE70000 00F2A000 /app/a.dll\n00007F4020600000 0071FF98 /usr/lib/libcoreclr.so\n> clrmodules\n"
                + "000076BC1DE70000 00F2A000 /app/a.dll\n00007F4020700000 0071FF98 /usr/lib/libcoreclr.so\n",
            "the base of libcoreclr.so 7f4020600000 and 7f4020700000", 1, 4
        ),
        (
            "Loading core dump: /dumps/a.core ...\n" + heap("> ", "00007ffc8b0059") + "Loading core dump: /dumps/b.core ...\n",
            "the dump /dumps/a.core and /dumps/b.core", 1, 9
        ),
        (
            ".  0    id: 12c  create  name: Shop.exe\n" + heap("0:000> !", "00007ffc8b0059") + ".  0    id: 12d  create  name: Shop.exe\n",
            "process 300 and 301", 1, 9
        ),
    ])
    func twoProcesses(_ text: String, _ what: String, _ first: Int, _ second: Int) {
        do {
            _ = try reduced(Array(text.utf8))
            Issue.record("tables of two processes")
        } catch let failure as InputFailure {
            #expect(failure.code == .twoProcesses, "\(failure.sentence)")
            #expect(failure.sentence.contains("\(what), in line \(first) and in line \(second)"), "\(failure.sentence)")
        } catch { Issue.record(error) }
    }

    /// A copy of a library that the process mapped, and another thread of it.
    @Test func oneProcess() throws {
        let modules = "00007F3F99800000 00F2A000 /app/libcoreclr.so\n00007F3FA1670000 00F28C00 /app/libcoreclr.so\n"
        _ = try reduced(Array((Self.heap("0:000> !", "00007ffc8b0059") + "0:011> !lm\n" + modules).utf8))
    }

    // MARK: Damage

    /// A text that ends early says that its tables may be cut, or has all of them.
    @Test(arguments: names.filter { !endless.contains($0) }) func cutAnywhere(_ name: String) throws {
        let whole = try snapshot(name)
        let lines = try text(name).split(separator: "\n", omittingEmptySubsequences: false)
        for count in 1..<lines.count {
            let part: Snapshot
            do { part = try reduced(Array(lines[..<count].joined(separator: "\n").utf8)) } catch is InputFailure { continue }
            // Sums over counters mean nothing.
            for table in part.tables where table.info.isTotalled {
                let section = table.info.name
                let measures = table.info.columns.filter { $0.role == .measure }.map(\.name)
                let differs = measures.contains { measure in
                    guard let sum = table.sum(measure, nil), let all = whole.table(section)?.sum(measure, nil) else { return false }
                    return sum != all
                }
                // `dumpasync` has no end, which its trust says.
                #expect(!differs || part.trust.level(ofSection: section) == .partial || section == "async", "\(count) lines: \(section)")
            }
        }
    }

    /// Numbers that no process has, and bytes that no text has.
    @Test(arguments: names) func spoiled(_ name: String) throws {
        let whole = Array(try text(name).utf8)
        let large = Array("18446744073709551615".utf8)
        for place in stride(from: 0, to: whole.count, by: 61) {
            var changed = whole
            changed[place] = changed[place] &+ 0x41
            let digits = whole[..<place] + large + whole[place...]
            for bytes in [
                changed, Array(digits), Array(whole[..<place]) + [0xFF, 0x1B, 0x3C] + Array(whole[min(place + 3, whole.count)...]),
            ] {
                do { _ = try reduced(bytes) } catch is InputFailure {}
            }
        }
    }
}
