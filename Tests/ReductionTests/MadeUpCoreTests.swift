import DumpSynth
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// Reduces whole made-up cores to snapshots: totals, rows and diagnostics.
@Suite struct MadeUpCoreTests {
    private func reduced(
        _ process: SyntheticProcess, _ options: ReductionOptions = ReductionOptions(), _ change: (inout ELFCoreBuilder) -> Void = { _ in }
    ) throws -> Snapshot {
        var core = process.core()
        change(&core)
        return try ReductionTests.reduced(core.bytes(), options)
    }

    private func codes(_ snapshot: Snapshot) -> [String] { snapshot.trust.diagnostics.map(\.code) }

    private func types(_ snapshot: Snapshot) throws -> [TypeRow] { try #require(snapshot.table("types")).rows() }

    private func refusal(_ process: SyntheticProcess, _ change: (inout ELFCoreBuilder) -> Void = { _ in }) throws -> String? {
        do {
            _ = try reduced(process, ReductionOptions(), change)
            return nil
        } catch let failure as InputFailure { return failure.code.rawValue }
    }

    @Test func aSoundProcess() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let order = process.type("Shop.Order", in: app, baseSize: 40)
        process.thread(osID: 5000, reserved: 0x10_0000, touched: 0x3000)
        process.nativeThread(osID: 5001, reserved: 0x8000, touched: 0x1000)
        process.region(.gen0) {
            $0.object(order, count: 3)
            $0.free(64)
        }
        process.region(.gen2) { $0.object(order, count: 2) }
        process.region(.frozen) { $0.string("xyz") }
        let snapshot = try reduced(process)
        #expect(snapshot.trust.level == .exact)
        #expect(snapshot.trust.diagnostics == [])
        #expect(snapshot.totals.objects == 6)
        #expect(snapshot.totals.bytes == 5 * 40 + 28)
        #expect(snapshot.totals.freeObjects == 1)
        #expect(snapshot.totals.freeBytes == 64)
        let rows = try types(snapshot)
        #expect(rows.map(\.name) == ["Shop.Order", "System.String"])
        #expect(rows[0].module == "App.dll")
        #expect(rows[0].gen0.count == 3)
        #expect(rows[0].gen2.bytes == 80)
        #expect(rows[1].frozen.count == 1)
        let threads: [ThreadRow] = try #require(snapshot.table("threads")).rows()
        #expect(threads.map(\.osID) == [4711, 5000, 5001])
        #expect(threads.map(\.stackReserved) == [0x4_0000, 0x10_0000, 0x8000])
        #expect(threads.map(\.stackPresent) == [0x2000, 0x3000, 0x1000])
        #expect(threads.map(\.managedID) == [1, 2, nil])
        let modules: [ModuleRow] = try #require(snapshot.table("modules")).rows()
        #expect(modules.map(\.name) == ["App.dll", "System.Private.CoreLib.dll"])
        let heaps: [HeapRow] = try #require(snapshot.table("heaps")).rows()
        #expect(heaps.map(\.generation) == ["frozen", "gen0", "gen1", "gen2", "loh", "poh"])
        #expect(heaps.map(\.objects) == [1, 3, 0, 2, 0, 0])
        #expect(heaps.map(\.objectBytes) == [32, 120, 0, 80, 0, 0])
        #expect(heaps.map(\.free) == [0, 64, 0, 0, 0, 0])
        #expect(heaps.allSatisfy { $0.unwalked == 0 })
        #expect(heaps.allSatisfy { $0.unwalkedAt.isEmpty })
        #expect(heaps.reduce(0) { $0 + $1.committed } == snapshot.totals.committed)
        for row in heaps { #expect(row.objectBytes + row.free + row.contexts + row.unwalked + row.unused == row.committed) }
        #expect(snapshot.capture.pid == 4711)
        #expect(snapshot.capture.process == "app")
        #expect(snapshot.capture.runtime.version == "8.0.4")
    }

    @Test func theSameInputGivesTheSameSnapshot() throws {
        let process = SyntheticProcess()
        let types = (0..<200).map { process.type("N.T\($0)", in: process.coreLib, baseSize: 24 + UInt32($0 % 7) * 8) }
        for generation in HeapGeneration.allCases {
            process.region(generation) { for (index, type) in types.enumerated() { $0.object(type, count: 1 + index % 3) } }
        }
        var options = ReductionOptions()
        let bytes = process.core().bytes()
        try writtenToFile(bytes) { path in
            var snapshots: [Snapshot] = []
            for workers in [1, 2, 7] {
                options.workers = workers
                let progress = WorkProgress()
                snapshots.append(try Inputs.only(path, options, progress).reduce(options, progress).snapshot)
            }
            #expect(snapshots[0] == snapshots[1])
            #expect(snapshots[0] == snapshots[2])
        }
    }

    /// Each kind of damage with its diagnostic and the resulting trust.
    @Test func damageIsSaid() throws {
        let process = SyntheticProcess()
        process.region(.gen2) {
            $0.object(process.object, count: 3)
            $0.damage(80)
            $0.object(process.object, count: 3)
            $0.damage(16)
        }
        let snapshot = try reduced(process)
        #expect(codes(snapshot) == ["heap-damaged"])
        try #require(snapshot.trust.diagnostics[0].count == 2)
        #expect(snapshot.trust.diagnostics[0].bytes == 96)
        #expect(snapshot.trust.level == .partial)
        #expect(snapshot.totals.objects == 6)
    }

    @Test func missingPagesAreSaid() throws {
        let process = SyntheticProcess()
        process.region(.gen1) { $0.object(process.object) }
        let region = process.region(.gen2) { $0.damage(0x2000 - 0x28) }
        process.removePages(region.start..<region.start + 0x2000)
        let snapshot = try reduced(process)
        #expect(codes(snapshot) == ["heap-missing"])
        #expect(snapshot.trust.diagnostics[0].bytes == 0x2000 - 0x28)
        #expect(snapshot.trust.level == .partial)
    }

    @Test func aCaughtThreadIsSaid() throws {
        let process = SyntheticProcess()
        let thread = process.thread(osID: 5000)
        process.region(.gen0) {
            $0.caughtAllocation(of: thread, 64)
            $0.object(process.object)
        }
        let snapshot = try reduced(process)
        #expect(codes(snapshot) == ["allocation-context-caught"])
        #expect(snapshot.trust.level == .good)
        #expect(snapshot.totals.objects == 1)
    }

    @Test func aCollectionUnderWayIsSaid() throws {
        let process = SyntheticProcess()
        process.poke(1 as UInt32, at: process.gcStorage(CLR8.GCVariable.structuresInvalid))
        let snapshot = try reduced(process)
        #expect(codes(snapshot) == ["gc-in-progress"])
        #expect(snapshot.trust.level == .good)
    }

    @Test func brokenListsAreSaid() throws {
        let process = SyntheticProcess()
        let region = process.region(.loh)
        process.module("App.dll")
        process.poke(8 as UInt64, at: region.record + CLR8.Region.next)
        process.poke(3 as UInt32, at: process.assemblyListAddress)
        process.poke(
            8 as UInt64, at: process.assemblyListAddress + CLR8.AssemblyList.firstBlock + CLR8.AssemblyBlock.slots + 2 * 8)
        let snapshot = try reduced(process)
        #expect(codes(snapshot) == ["regions-unreadable", "modules-unreadable"])
        #expect(snapshot.trust.diagnostics.map(\.count) == [1, 1])
        #expect(snapshot.trust.level == .partial)
    }

    /// Two types without metadata, one of which is also a type argument.
    @Test func typesWithoutNamesAreSaid() throws {
        let process = SyntheticProcess()
        let app = process.module("App.dll")
        let one = process.type("Ns.One", in: app)
        let two = process.type("Ns.Two", in: app)
        let list = process.generic("System.Collections.Generic.List`1", in: process.coreLib, [one])
        process.removePages(process.image(of: app)..<process.image(of: app) + 0x1000)
        process.region(.gen0) {
            $0.object(one)
            $0.object(two)
            $0.object(list)
        }
        let snapshot = try reduced(process)
        #expect(codes(snapshot) == ["types-unnamed"])
        #expect(snapshot.trust.diagnostics[0].count == 2)
        #expect(snapshot.trust.level == .good)
        #expect(
            try types(snapshot).map(\.name) == [
                "App.dll!<0x02000002>", "App.dll!<0x02000003>", "System.Collections.Generic.List<App.dll!<0x02000002>>",
            ])
    }

    @Test func anUncheckedReleaseIsSaid() throws {
        var library = RuntimeLibrary()
        library.path = "/usr/share/dotnet/shared/Microsoft.NETCore.App/8.0.99/libcoreclr.so"
        let snapshot = try reduced(SyntheticProcess(library))
        #expect(codes(snapshot) == ["layout-unverified"])
        #expect(snapshot.trust.level == .good)
    }

    /// A file that is cut off in its last segments (createdump's page and stacks). The heap is whole.
    @Test func aFileCutOffIsSaid() throws {
        let process = SyntheticProcess()
        process.region(.gen0) { $0.object(process.object) }
        var bytes = process.core().bytes()
        bytes.removeLast(0x1000)
        let snapshot = try writtenToFile(bytes) { path in
            let progress = WorkProgress()
            return try Inputs.only(path, ReductionOptions(), progress).reduce(ReductionOptions(), progress).snapshot
        }
        #expect(codes(snapshot) == ["file-truncated"])
        #expect(snapshot.trust.diagnostics[0].bytes == 0x1000)
        #expect(snapshot.trust.level == .partial)
        #expect(snapshot.totals.objects == 1)
    }

    /// A file that is cut off at any multiple of 4 KB gives a snapshot with a diagnostic or a refusal; never a crash, and never exact
    /// trust.
    @Test func aFileCutOffAnywhere() throws {
        let process = SyntheticProcess()
        process.region(.gen0) { $0.object(process.object, count: 100) }
        let bytes = process.core().bytes()
        for count in stride(from: 4096, to: bytes.count, by: 4096) {
            try writtenToFile(Array(bytes[..<count])) { path in
                do {
                    let progress = WorkProgress()
                    let snapshot = try Inputs.only(path, ReductionOptions(), progress).reduce(ReductionOptions(), progress).snapshot
                    #expect(snapshot.trust.level == .partial, "\(count) bytes")
                    #expect(codes(snapshot).first == "file-truncated")
                } catch let failure as InputFailure { #expect(failure.sentence.contains(path)) }
            }
        }
    }

    @Test func refusals() throws {
        #expect(try refusal(SyntheticProcess()) == nil)
        #expect(try refusal(SyntheticProcess()) { $0.header.machine = 243 } == "machine-unsupported")
        #expect(try refusal(SyntheticProcess()) { $0.header.elfClass = 1 } == "not-64-bit")
        #expect(try refusal(SyntheticProcess()) { $0.notes.removeAll { $0.type == 0x4649_4C45 } } == "no-runtime")
    }

    /// In a mini dump the present parts are read, and the missing ones are reported.
    @Test func aDumpWithoutHeap() throws {
        let mini = SyntheticProcess()
        let region = mini.region(.gen2) { $0.object(mini.object) }
        mini.removePages(region.start..<region.start + 0x1000)
        let snapshot = try reduced(mini)
        #expect(codes(snapshot) == ["no-heap"])
        #expect(snapshot.trust.level == .partial)
        #expect(snapshot.trust.diagnostics[0].bytes == 24)
        #expect(snapshot.capture.dumpKind == .mini)
        #expect(snapshot.totals.objects == nil)
        #expect(snapshot.totals.committed == 0x5000)
        #expect(snapshot.table("types") == nil)
        #expect(snapshot.table("modules")?.rowCount == 1)
        #expect(snapshot.table("threads")?.rowCount == 1)
    }

    /// Stacks that reach to the end of the address space are damage: their size is unknown.
    @Test func stacksWithoutEnd() throws {
        let process = SyntheticProcess()
        let thread = process.thread(osID: 6000, touched: 0x1000)
        process.poke(0x1000 as UInt64, at: thread.address + CLR8.Thread.stackLimit)
        process.poke(UInt64.max, at: thread.address + CLR8.Thread.stackBase)
        let snapshot = try reduced(process)
        #expect(codes(snapshot) == ["stack-bounds-unknown"])
        #expect(snapshot.notInInput().contains("threads.stack_reserved"))
    }

    /// If every thread's stack is the whole dump, the work is still limited by the size of the dump.
    @Test func stacksThatOverlap() throws {
        let process = SyntheticProcess()
        for number in 0..<20 as Range<UInt32> {
            let thread = process.thread(osID: 6000 + number, touched: 0x1000)
            process.poke(0x7F40_0000_0000 as UInt64, at: thread.address + CLR8.Thread.stackLimit)
            process.poke(0x7F43_0000_0000 as UInt64, at: thread.address + CLR8.Thread.stackBase)
        }
        let snapshot = try reduced(process)
        #expect(codes(snapshot) == ["stacks-overlap"])
        #expect(snapshot.table("threads")?.rowCount == 21)
    }

    /// The order of the parts of a dump does not matter: notes as in a kernel's core, mappings from the highest address on.
    @Test func anotherOrderOfTheFile() throws {
        let process = SyntheticProcess()
        process.region(.gen0) { $0.object(process.object, count: 5) }
        let plain = try reduced(process)
        let turned = try reduced(process) { core in
            core.notes.reverse()
            core.segments.reverse()
        }
        #expect(turned.tables == plain.tables)
        #expect(turned.totals == plain.totals)
        #expect(turned.trust == plain.trust)
    }
}
