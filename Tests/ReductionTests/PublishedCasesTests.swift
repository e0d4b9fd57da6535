import FoundationEssentials
import RawMemory
import SnapshotModel
import Testing

@testable import Reduction

private enum CaseStudies {
    static let folder: String? = {
        let here = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["HEAPDRIFT_TEST_CASES"] ?? here + "/../shared/seeds"
        return FileManager.default.fileExists(atPath: path) ? path : nil
    }()
}

/// The case studies beside the project, where they are there: their numbers stand in the snapshot as they are printed.
@Suite(.enabled(if: CaseStudies.folder != nil, "no folder of case studies: $HEAPDRIFT_TEST_CASES, ../shared/seeds"))
struct PublishedCases {
    private func snapshot(_ number: String, part: Int? = nil) throws -> Snapshot {
        let folder = try #require(CaseStudies.folder)
        let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasPrefix(number) })
        let progress = WorkProgress()
        let path = "\(folder)/\(name)" + (part.map { "/\($0)" } ?? "")
        return try Inputs.only(path, ReductionOptions(), progress).reduce(ReductionOptions(), progress).snapshot
    }

    @Test func eventHandlers() throws {
        let found = try snapshot("000")
        let totals = found.totals
        #expect(
            (totals.objects ?? 0) + (totals.freeObjects ?? 0) == 39_789_084
                && (totals.bytes ?? 0) + (totals.freeBytes ?? 0) == 3_567_106_882)
        let rows: [TypeRow] = try #require(found.table("types")).rows()
        let handlers = rows.filter { $0.name.hasPrefix("System.EventHandler<StackExchange.Redis.") }
        #expect(handlers.count == 5 && handlers.reduce(0) { $0 + $1.count } == 39_248_712)
        #expect(found.totals.committed == 3_587_424_256)
    }

    @Test func assembliesWithRandomNames() throws {
        let found = try snapshot("001")
        #expect(found.table("loader_heaps")?.sum("committed", nil) == 1_358_352_384)
        let modules: [ModuleRow] = try #require(found.table("modules")).rows()
        #expect(modules.map(\.name).sorted() == ["51buoqnx", "mr4vbdbg", "qgt1j2cs", "r2bjpfrk"] && modules.allSatisfy(\.isDynamic))
        #expect(found.trust.level(ofSection: "modules") == .partial)
    }

    @Test func loaderHeaps() throws {
        let found = try snapshot("002")
        #expect(found.table("loader_heaps")?.sum("committed", nil) == 44_298_240)
        #expect(found.trust.level(ofSection: "modules") == .partial)
    }

    @Test func stacks() throws {
        let sums = try [1, 2].map { part in
            let rows: [LedgerRow] = try #require(try snapshot("003", part: part).table("ledger")).rows()
            return rows.filter { $0.owner == LedgerRow.stacks }.map { [$0.count, $0.committed] }
        }
        #expect(sums == [[[788, 6_743_269_376]], [[766, 1_518_571_520]]])
    }

    @Test func bitmaps() throws {
        let found = try snapshot("004")
        let rows: [FinalizationRow] = try #require(found.table("finalization")).rows()
        #expect(rows.first { $0.type == "System.Drawing.Bitmap" }?.count == 356 && rows.reduce(0) { $0 + $1.count } == 553)
        #expect(Catalog.standard.metric("process.finalizer_ready")?.value(found) == nil)
        #expect(found.trust.diagnostics.contains { $0.code == "memory-committed-about" && $0.message.contains("4.384 GB") })
    }
}
