import DumpSynth
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// The sections of what the walk collects, from whole made-up cores. Their code is made up, so that methods have no names.
@Suite struct DelegatesReaderTests {
    private let process = SyntheticProcess()
    private let delegates: SyntheticDelegates
    private let app: SyntheticModule
    private let handler: SyntheticType

    init() {
        delegates = SyntheticDelegates(process)
        app = process.module("App.dll")
        handler = delegates.type("Shop.Handler", in: app)
    }

    private func reduced(_ process: SyntheticProcess, _ options: ReductionOptions = ReductionOptions()) throws -> Snapshot {
        try ReductionTests.reduced(process.core().bytes(), options)
    }

    private func publisher(_ name: String, _ field: String) -> SyntheticType {
        let type = process.type(name, in: app)
        process.fields([delegates.field(field, handler, at: 0)], of: type)
        return type
    }

    /// A delegate that two fields hold counts once, for the field with the most references. The sums are those of the heap.
    @Test func eachDelegateCountsOnce() throws {
        let (cache, button) = (publisher("Shop.Cache", "<Load>k__BackingField"), publisher("Shop.Button", "Click"))
        process.region(.gen2) { region in
            let shared = delegates.add(handler, to: &region, target: 0, method: 0x7F77_0000_1000)
            for type in [cache, button, button, button] {
                process.poke(shared, at: region.position + 8)
                region.object(type)
            }
            _ = delegates.add(handler, to: &region, target: 0, method: 0x7F77_0000_1000)
        }
        let snapshot = try reduced(process)
        let rows: [DelegateRow] = try #require(snapshot.table("delegates")).rows()
        #expect(rows.map(\.publisher) == ["", "Shop.Button", "Shop.Cache"])
        #expect(rows.map(\.event) == ["", "Click", "Load"])
        #expect(rows.map(\.references) == [1, 3, 1])
        #expect(rows.map(\.count) == [1, 1, 0])
        #expect(rows.allSatisfy { $0.delegateType == "Shop.Handler" && $0.targetType.isEmpty })
        #expect(!snapshot.trust.diagnostics.contains { $0.code == "delegates-damaged" })
    }

    @Test func damageIsSaid() throws {
        let button = publisher("Shop.Button", "Click")
        process.region(.gen2) { region in
            let one = delegates.add(handler, to: &region, target: 0x1234_5678, method: 0x7F77_0000_1000)
            let event = delegates.add(handler, to: &region, calling: [one, 8])
            process.poke(event, at: region.position + 8)
            region.object(button)
        }
        let snapshot = try reduced(process)
        let rows: [DelegateRow] = try #require(snapshot.table("delegates")).rows()
        #expect(rows.map(\.targetType) == ["<not in the dump>"])
        #expect(snapshot.trust.diagnostics.first { $0.code == "delegates-damaged" }?.count == 1)
        #expect(snapshot.trust.level == .partial)
    }

    /// Types alone are counted by the simpler walk, and the other sections are not in the snapshot.
    @Test func onlyWhatIsAskedFor() throws {
        process.region(.gen2) { region in _ = delegates.add(handler, to: &region, target: 0, method: 0x7F77_0000_1000) }
        var options = ReductionOptions()
        options.only = ["types"]
        #expect(try reduced(process, options).tables.map(\.info.name) == ["types"])
        options.only = ["delegates"]
        #expect(try reduced(process, options).tables.map(\.info.name) == ["delegates"])
        options.only = ["types"]
        // What is alive is not asked for.
        func counted(_ options: ReductionOptions) throws -> [UInt64] {
            let rows: [TypeRow] = try #require(reduced(process, options).table("types")).rows()
            return rows.flatMap { [$0.count, $0.bytes] }
        }
        #expect(try counted(ReductionOptions()) == counted(options))
    }

    /// Without metadata of System.Private.CoreLib nothing says which types are delegates: the sections are not in the input.
    @Test func withoutMetadata() throws {
        process.cutMetadata(of: process.coreLib, to: 0)
        process.region(.gen2) { region in _ = delegates.add(handler, to: &region, target: 0, method: 0x7F77_0000_1000) }
        let snapshot = try reduced(process)
        for name in ["delegates", "async", "timers", "tasks"] {
            #expect(snapshot.table(name) == nil)
            #expect(snapshot.notInInput().contains(name))
        }
    }

    @Test func timersByCallback() throws {
        let timer = process.type("System.Threading.TimerQueueTimer", in: process.coreLib, baseSize: 64)
        process.fields(
            [
                .init("m_timerCallback", 0x12, at: 0), .init("m_state", 0x12, at: 8), .init("m_dueTime", 0x09, at: 16),
                .init("m_period", 0x09, at: 20),
            ], of: timer)
        process.region(.gen0) { region in
            let tick = delegates.add(handler, to: &region, target: 0, method: 0x7F77_0000_1000)
            for (due, period) in [(1000, 1000), (5, .max), (.max, 0), (1000, 60_000)] as [(UInt32, UInt32)] {
                process.poke(tick, at: region.position + 8)
                process.poke(due, at: region.position + 24)
                process.poke(period, at: region.position + 28)
                region.object(timer)
            }
        }
        let rows: [TimerRow] = try #require(try reduced(process).table("timers")).rows()
        #expect(rows.map(\.count) == [3])
        #expect(rows.map(\.idle) == [1])
        #expect(rows.map(\.period) == ["once, every 1000 to 60000 ms"])
    }
}
