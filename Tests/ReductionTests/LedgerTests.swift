import DumpSynth
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Every address that a dump lists is exactly one kind of memory, whatever the dump says.
@Suite struct LedgerTests {
    private func ledger(_ bytes: [UInt8]) throws -> [String: LedgerRow] {
        let rows: [LedgerRow] = try #require(reduced(bytes).table("ledger")).rows()
        return Dictionary(rows.map { ($0.kind, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private func process() -> SyntheticProcess {
        let made = SyntheticProcess()
        let order = made.type("Shop.Order", in: made.module("App.dll"), baseSize: 40)
        made.thread(osID: 5000, reserved: 0x10_0000, touched: 0x3000)
        made.nativeThread(osID: 5001, reserved: 0x8000, touched: 0x1000)
        made.region(.gen0) {
            $0.object(order, count: 3)
            $0.free(64)
        }
        made.region(.gen2) { $0.object(order, count: 300) }
        made.region(.frozen) { $0.string("xyz") }
        return made
    }

    /// The number of bytes in the union of ranges, counted another way than the reader does.
    private func union(_ ranges: [Range<UInt64>]) -> UInt64 {
        var (end, sum): (UInt64, UInt64) = (0, 0)
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where range.upperBound > end {
            sum += range.upperBound - max(end, range.lowerBound)
            end = range.upperBound
        }
        return sum
    }

    private let arena: UInt64 = 0x7F71_0000_0000

    /// A heap of an arena: 1 MB with access, the rest up to 64 MB reserved.
    private func addArena(to core: inout ELFCoreBuilder) {
        var bytes: [UInt8] = []
        for word in [arena + 0x30, 0, 0x10_0000, 0x10_0000] { bytes.append(u64: word) }
        bytes.extend(to: 0x10_0000)
        core.segments.append(.init(arena, bytes))
        core.segments.append(.init(arena + 0x10_0000, [], flags: 0, memoryBytes: 63 << 20))
    }

    // MARK: Sums

    @Test func kindsAddUpToWhatTheDumpLists() throws {
        var core = process().core()
        addArena(to: &core)
        core.segments.append(.init(0x7F72_0000_0000, [UInt8](repeating: 1, count: 0x3000)))
        core.segments.append(.init(0x7F73_0000_0000, [UInt8](repeating: 0xCC, count: 0x1000), flags: 5))
        core.segments.append(.init(0x7F74_0000_0000, [], flags: 0, memoryBytes: 0x5000))
        let rows = try ledger(core.bytes())
        #expect(rows["malloc"]?.reserved == 64 << 20)
        #expect(rows["malloc"]?.committed == 1 << 20)
        #expect(rows["malloc"]?.present == 1 << 20)
        #expect(rows["malloc"]?.touched == 0x1000)
        #expect(rows["malloc"]?.count == 1)
        #expect(rows["other executable memory"]?.committed == 0x1000)
        #expect(rows["unaccounted"]?.reserved ?? 0 >= 0x5000)
        #expect(rows["native threads' stacks"]?.reserved == 0x8000)
        #expect(rows["gc objects"]?.reserved ?? 0 >= 303 * 40)
        #expect(rows["gc free"]?.reserved == 64)
        // The regions of small and of large objects are far apart here, and what lies between them is the collector's.
        let regions: Range<UInt64> = 0x7F30_0000_0000..<0x7F34_0000_0000 + 6 * 0x200_0000
        // Without createdump's own page.
        let listed = core.segments.filter { $0.address < 0x7FFF_0000_0000 }
        let segments = listed.map { $0.address..<$0.address + max($0.memoryBytes ?? 0, UInt64($0.bytes.count)) }
        let files = process().mappedFiles.map { $0.start..<$0.end }
        #expect(rows.values.reduce(0) { $0 + $1.reserved } == union(segments + files + [regions]))
        #expect(rows.values.reduce(0) { $0 + $1.present } == listed.reduce(0) { $0 + UInt64($1.bytes.count) })
        for row in rows.values {
            #expect(row.touched <= row.present && row.present <= row.reserved && row.committed <= row.reserved, "\(row)")
        }
    }

    /// What the heap's memory is used for is the same in both sections.
    @Test func theHeapIsThatOfTheHeaps() throws {
        let snapshot = try reduced(process().core().bytes())
        let ledger: [LedgerRow] = try #require(snapshot.table("ledger")).rows()
        let heaps: [HeapRow] = try #require(snapshot.table("heaps")).rows()
        func of(_ kind: String) -> UInt64 { ledger.first { $0.kind == kind }?.reserved ?? 0 }
        #expect(of("gc objects") == heaps.reduce(0) { $0 + $1.objectBytes })
        #expect(of("gc free") == heaps.reduce(0) { $0 + $1.free })
        #expect(of("gc allocation contexts") == heaps.reduce(0) { $0 + $1.contexts })
        #expect(of("gc unused") == heaps.reduce(0) { $0 + $1.unused })
    }

    /// The collector's tables are what their header says, unless that cannot be.
    @Test(arguments: [(0x3000, nil), (1 << 46, "bookkeeping-unreadable"), (.max, "bookkeeping-unreadable")] as [(UInt64, String?)])
    func bookkeeping(_ bytes: UInt64, _ code: String?) throws {
        let made = process()
        let (block, variable) = (0x7F72_0000_0000 as UInt64, made.dacVariable(120))
        made.place([UInt8](repeating: 1, count: 0x3000), at: block)
        made.poke(bytes, at: block + 8)
        made.poke(0 as UInt64, at: block + 16)
        made.poke(block, at: variable)
        made.poke(variable, at: made.gcPointer(29))
        let snapshot = try reduced(made.core().bytes())
        let rows: [LedgerRow] = try #require(snapshot.table("ledger")).rows()
        #expect(rows.first { $0.kind == "gc bookkeeping" }?.reserved == (code == nil ? bytes : nil))
        #expect(snapshot.trust.diagnostics.map(\.code) == [code].compactMap(\.self))
        #expect(snapshot.trust.level(ofSection: "ledger") == (code == nil ? .exact : .partial))
    }

    // MARK: Metrics

    @Test func nativeMemoryIsMallocAndWhatLibrariesTook() throws {
        var core = process().core()
        let before = try #require(Catalog.standard.metric("process.native")?.value(reduced(core.bytes())))
        addArena(to: &core)
        core.segments.append(.init(0x7F72_0000_0000, [UInt8](repeating: 1, count: 0x3000)))
        let after = try #require(Catalog.standard.metric("process.native")?.value(reduced(core.bytes())))
        // One page of the arena is used.
        #expect(after - before == 0x1000 + 0x3000)
    }

    // MARK: Files

    @Test func filesAreToldApart() throws {
        var core = process().core()
        let rows: [(UInt64, String)] = [
            (0x7F75_0000_0000, "/data/prices.bin"), (0x7F76_0000_0000, "/memfd:doublemapper (deleted)"),
            (0x7F77_0000_0000, "/dev/shm/queue"),
            (0x7F78_0000_0000, "/usr/lib/libz.so.1"), (0x7F79_0000_0000, "/SYSV00000000 (deleted)"),
        ]
        core.notes.append(.files(rows.map { .init($0.0, $0.0 + 0x2000, path: $0.1) }))
        let before = try ledger(process().core().bytes())
        let after = try ledger(core.bytes())
        func grown(_ kind: String) -> UInt64 { (after[kind]?.reserved ?? 0) - (before[kind]?.reserved ?? 0) }
        #expect(["mapped files", "double-mapped code", "shared memory", "images"].map(grown) == [0x2000, 0x2000, 0x4000, 0x2000])
        // Nothing of them is in the dump.
        #expect(after["mapped files"]?.present == 0)
    }

    // MARK: Damaged dumps

    /// Program headers that overlap, wrap around or cover everything are clipped. No byte is counted twice.
    @Test func hostileProgramHeaders() throws {
        var core = process().core()
        let ranges: [(UInt64, UInt64)] = [
            (0x7F72_0000_0000, 0x10_0000), (0x7F72_0008_0000, 0x10_0000), (0x7F72_0000_0000, 0x4000), (.max - 0xFFF, .max),
            (.max - 0x1FFF, 0x2000),
        ]
        for (address, count) in ranges { core.segments.append(.init(address, [], memoryBytes: count)) }
        let plain = try ledger(process().core().bytes())
        let rows = try ledger(core.bytes())
        let added = rows.values.reduce(0) { $0 + $1.reserved } - plain.values.reduce(0) { $0 + $1.reserved }
        #expect(added == 0x18_0000 + 0x1FFF)
    }

    /// Rows of NT_FILE in any order, over each other and over everything.
    @Test func hostileFiles() throws {
        var core = process().core()
        let start: UInt64 = 0x7F72_0000_0000
        let count: UInt64 = 100_000
        var rows = (0..<count).reversed().map {
            ELFNote.FileRow(start + $0 * 0x1000, start + $0 * 0x1000 + 0x3000, path: "/data/\($0 % 7)")
        }
        rows += [.init(start + 0x5000, start, path: "/data/back"), .init(.max - 0xFFF, .max, path: "/data/top")]
        core.notes.append(.files(rows))
        let found = try ledger(core.bytes())
        #expect(found["mapped files"]?.reserved == (count + 2) * 0x1000 + 0xFFF)
        #expect(found["mapped files"]?.count == 2)
    }

    // MARK: Minidumps

    /// A list of the whole address space: regions in any order, reserved ones, and one that lies over others.
    @Test func aMinidumpListsEverything() throws {
        var dump = process().minidump()
        dump.flags = 0x2
        dump.isFull = true
        for memory in dump.memory { dump.regions.append(.init(memory.address, allocation: memory.address, UInt64(memory.bytes.count))) }
        let start: UInt64 = 0x1000_0000
        var heap = MinidumpBuilder.Region(start, allocation: start, 0x2000)
        dump.regions.append(heap)
        heap = .init(start + 0x2000, allocation: start, 0xE000)
        heap.state = 0x2000
        heap.type = 0x2_0000
        dump.regions.append(heap)
        var bytes = [UInt8](repeating: 0, count: 0x2000)
        bytes.put(0xFFEE_FFEE as UInt32, at: 16)
        dump.memory.append(.init(start, bytes))
        var mapped = MinidumpBuilder.Region(0x2000_0000, allocation: 0x2000_0000, 0x4000)
        mapped.type = 0x4_0000
        dump.regions.append(mapped)
        var over = MinidumpBuilder.Region(0x2000_2000, allocation: 0x2000_2000, 0x4000)
        over.type = 0x100_0000
        dump.regions.append(over)
        dump.regions.reverse()
        let rows = try ledger(dump.bytes())
        #expect(rows["windows heaps"]?.reserved == 0x1_0000)
        #expect(rows["windows heaps"]?.committed == 0x2000)
        #expect(rows["windows heaps"]?.present == 0x2000)
        #expect(rows["shared memory"]?.reserved == 0x2000)
        let modules = dump.modules.map { $0.base..<$0.base + UInt64($0.size) }
        let regions = dump.regions.map { $0.start..<$0.start + $0.count }
        #expect(rows.values.reduce(0) { $0 + $1.reserved } == union(modules + regions))
    }
}
