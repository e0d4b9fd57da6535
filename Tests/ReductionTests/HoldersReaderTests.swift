import CoreCLR
import DumpSynth
import HeapWalk
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

/// What is alive and who holds it, from whole made-up cores.
@Suite struct HoldersReaderTests {
    private let process = SyntheticProcess()
    private let app: SyntheticModule
    private let order: SyntheticType
    private let line: SyntheticType

    /// A pinned order with two lines, one of which has a key of a dependent handle; an order and two lines are garbage.
    init() {
        app = process.module("App.dll")
        order = process.type("Shop.Order", in: app, baseSize: 32)
        line = process.type("Shop.Line", in: app)
        process.references([(8, 2)], of: order)
        process.fields([SyntheticField("first", 0x12, at: 0), SyntheticField("<Last>k__BackingField", 0x12, at: 8)], of: order)
        var at: UInt64 = 0
        let (order, line) = (order, line)
        process.region(.gen2) { region in
            at = region.position
            region.object(line, count: 5)
            process.poke(at, at: region.position + 8)
            process.poke(at + 24, at: region.position + 16)
            region.object(order, count: 2)
        }
        process.handleTables([[(CLR8Handles.pinned, at + 120), (CLR8Handles.weakLong, at + 152), (CLR8Handles.dependent, at + 24)]])
    }

    private func snapshot(_ options: ReductionOptions = ReductionOptions()) throws -> Snapshot {
        try reduced(process.core().bytes(), options)
    }

    @Test func everyLiveObjectHasAHolder() throws {
        let found = try snapshot()
        let rows: [HolderRow] = try #require(found.table("holders")).rows()
        let lines = rows.sorted { bytewise($0.holder, $1.holder) }.map { "\($0.root): \($0.holder): \($0.count) \($0.type) \($0.bytes)" }
        #expect(
            lines == [
                "pinned handle: pinned handle: 1 Shop.Order 32", "pinned handle: pinned handle > Last: 1 Shop.Line 24",
                "pinned handle: pinned handle > first: 1 Shop.Line 24",
            ])
        let types: [TypeRow] = try #require(found.table("types")).rows()
        #expect(
            types.filter { $0.liveCount > 0 }.map { "\($0.name) \($0.liveCount) of \($0.count), \($0.liveBytes)" } == [
                "Shop.Line 2 of 5, 48", "Shop.Order 1 of 2, 32",
            ])
        #expect(Metric.value(.sum(section: "types", measure: "live_bytes"), found) == 80)
        #expect(found.trust.level == .exact)
    }

    @Test func whoDoesNotAskIsNotTold() throws {
        var options = ReductionOptions()
        options.reading.holders = false
        let without = try snapshot(options)
        #expect(without.table("holders") == nil)
        #expect(without.notInInput().contains("types.live_count"))
        #expect(without.input.reader.hasSuffix(" no-holders"))
        options.reading.holders = true
        options.only = ["types"]
        #expect(try snapshot(options).notInInput().contains("types.live_count"))
    }

    /// The order retains its two lines; the lines retain themselves. Who does not ask is not told, and does not hear that it is missing.
    @Test func whatIsRetainedIsToldOnRequest() throws {
        let plain = try snapshot()
        #expect(!plain.notInInput().contains { $0.contains("retained") })
        #expect(try #require(plain.table("types")).isAbsent(#require(TypeRow.section.info.position("retained_bytes"))))
        var options = ReductionOptions()
        options.reading.retained = true
        for only in [nil, ["types"]] as [Set<String>?] {
            options.only = only
            let found = try snapshot(options)
            #expect(found.input.reader.hasSuffix(only == nil ? " retained" : " retained only=types"))
            let rows: [TypeRow] = try #require(found.table("types")).rows()
            #expect(
                rows.map { "\($0.name) \($0.liveCount): \($0.retainedCount ?? 99) \($0.retainedBytes ?? 99)" } == [
                    "Shop.Line 2: 2 48", "Shop.Order 1: 3 80",
                ])
            #expect(found.trust.level == .exact)
        }
        options.maxMemory = 131_200
        let short = try snapshot(options)
        #expect(short.trust.diagnostics.map(\.code) == ["retained-left-out"])
        #expect(short.trust.leftOut.count == 1)
        let rows: [TypeRow] = try #require(short.table("types")).rows()
        #expect(rows.map(\.liveCount) == [2, 1])
        #expect(rows.allSatisfy { $0.retainedBytes == nil })
    }

    /// What does not fit the memory is left out, and all else is as it was. It is the same reading of the dump, of which less was possible.
    @Test(arguments: [100_000, 131_150] as [UInt64]) func whatDoesNotFitTheMemoryIsLeftOut(_ limit: UInt64) throws {
        var options = ReductionOptions()
        options.maxMemory = limit
        let (short, whole) = (try snapshot(options), try snapshot())
        #expect(short.table("holders") == nil)
        #expect(short.notInInput().contains("types.live_count"))
        let said = try #require(short.trust.diagnostics.first)
        #expect(said.code == "holders-left-out")
        #expect(said.message.hasSuffix("following the references takes up to 1 MB of memory, and 0 MB may be taken"))
        #expect(try #require(said.bytes) > limit)
        #expect(short.trust.leftOut == [said.bytes])
        #expect(short.trust.level == .good)
        #expect(short.trust.level(ofSection: "threads") == .exact)
        #expect(short.input.reader == whole.input.reader)
        #expect(short.totals == whole.totals)
        #expect(short.tables.map(\.info.name) == whole.tables.map(\.info.name).filter { $0 != "holders" })
        options.maxMemory = said.bytes
        if limit > 131_104 { #expect(try snapshot(options).table("holders") == whole.table("holders")) }
    }

    /// Without the handles most of what is alive would count as garbage, so nothing is said.
    @Test func withoutHandlesNothingIsSaid() throws {
        process.poke(0 as UInt64, at: process.gcStorage(CLR8.GCVariable.handleTableMap))
        let found = try snapshot()
        #expect(found.table("holders") == nil)
        #expect(found.notInInput().contains("types.live_bytes"))
    }

    /// A reference into nowhere makes what is alive a lower bound.
    @Test func strayReferencesAreSaid() throws {
        var at: UInt64 = 0
        process.region(.gen2) { region in
            at = region.position
            process.poke(at + 12, at: at + 8)
            process.poke(at + 16, at: at + 16)
            region.object(order)
        }
        process.handleTables([[(CLR8Handles.strong, at)]])
        let found = try snapshot()
        #expect(found.trust.diagnostics.first { $0.code == "references-stray" }?.count == 1)
        #expect(found.trust.level == .partial)
    }
}

/// The words for roots are the same in the walk, in rows and in what `--redact` keeps.
@Suite struct RootWordsTests {
    @Test(arguments: HolderRoot.Kind.allCases) func wordsOfRootsAreNoNames(_ kind: HolderRoot.Kind) {
        let redaction = Redaction { _ in "hidden" }
        #expect(kind == .handle || HolderRow.rootWords.contains(kind.word))
        #expect(kind == .handle || redaction.name(kind.word) == kind.word)
    }

    @Test func wordsOfHandlesAreNoNames() {
        let redaction = Redaction { _ in "hidden" }
        for kind in HandleKind.allCases where kind.keepsAlive {
            #expect(redaction.name(HolderRow.handleWord(kind.name)) == HolderRow.handleWord(kind.name))
        }
    }
}
