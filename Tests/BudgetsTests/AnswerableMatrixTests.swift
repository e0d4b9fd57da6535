import SnapshotModel
import Testing

@testable import Budgets

/// Every kind of rule on inputs that can answer it: each cell is as written down here, and none is inconclusive.
@Suite struct AnswerableMatrixTests {
    private static let services: [(name: String, service: MatrixService)] = [
        ("calm", MatrixService()),
        ("leak", MatrixService(handlers: 30_000, committed: 4_000_000)),
        ("garbage", MatrixService(youngOrders: 100_000, committed: 11_000_000)),
        ("threads", MatrixService(threads: 48)),
        ("assemblies", MatrixService(dynamic: 62)),
        ("shrunk", MatrixService(orders: 100, youngOrders: 0, threads: 6, dynamic: 1, committed: 500_000)),
    ]

    /// By rule, a letter for each service: `p` is pass, `F` is fail.
    private static let cells: [(rule: String, verdicts: String)] = [
        //                     calm, leak, garbage, threads, assemblies, shrunk
        ("types max", "pFFppp"),
        ("types bytes max", "ppFppp"),
        ("types growth", "pFFppp"),
        ("types bytes growth", "pFFppp"),
        ("types together", "pFFppp"),
        ("types every pair", "pFFppp"),
        ("never", "pFpppp"),
        ("heap max", "pFFppp"),
        ("heap growth", "pFFppp"),
        ("objects growth", "pFFppp"),
        ("default growth", "pFFppp"),
        ("outside gen0 growth", "pFpppp"),
        ("gen0 max", "ppFppp"),
        ("free max", "pppppp"),
        ("committed growth", "pFFppp"),
        ("threads max", "pppFpp"),
        ("threads growth", "pppFpp"),
        ("threads every pair", "pppFpp"),
        ("stacks growth", "pppFpp"),
        ("modules growth", "ppppFp"),
        ("dynamic growth", "ppppFp"),
        ("made at run time growth", "ppppFp"),
        ("ratio max", "pFpppp"),
        ("ratio growth", "pFpppp"),
        ("ratio of metrics", "pFFppp"),
        ("per work", "pFFppp"),
        ("types per work", "pFFppp"),
        // One step at the end of the series is no trend.
        ("trend", "pppppp"),
        ("standard", "pFpFFp"),
    ]

    @Test func theTableHasEveryRule() {
        #expect(Self.cells.map(\.rule) == MatrixRule.all.map(\.name))
        #expect(Self.cells.allSatisfy { $0.verdicts.count == Self.services.count })
    }

    @Test(arguments: cells.indices) func everyCellIsAsWritten(_ index: Int) throws {
        let (name, verdicts) = Self.cells[index]
        let rule = try #require(MatrixRule.all.first { $0.name == name })
        for (service, letter) in zip(Self.services, verdicts) {
            let result = try MatrixInput(service.name, latest: service.service).result(rule, .good)
            #expect(result.verdict == (letter == "F" ? .fail : .pass), "\(service.name): \(result.findings.map(\.reason))")
            #expect(!result.findings.contains { $0.state == .inconclusive }, "\(service.name): \(result.findings.map(\.reason))")
        }
    }

    /// A rule on a series sees what grows night after night.
    @Test func aTrendThatGrowsFails() throws {
        let rule = try #require(MatrixRule.all.first { $0.name == "trend" })
        var input = MatrixInput("slow leak")
        input.nights = (0..<12).map { night in
            MatrixService(handlers: 100 + UInt64(night) * 400).snapshot(time: Int64(night) * 86_400)
        }
        let result = try input.result(rule, .good)
        #expect(result.verdict == .fail)
        #expect(!result.findings.contains { $0.state == .inconclusive })
    }
}
