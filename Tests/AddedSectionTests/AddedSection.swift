import CoreCLR
import Growth
import RawMemory
import SnapshotModel

@testable import Reduction

/// A section that no source file knows: pollers, by callback. It is declared and read here, as a later version would do it.
struct PollerRow: SectionRow {
    var callback = ""
    /// Not a name, so `--redact` leaves it.
    var kind = ""
    var count: UInt64 = 0
    var bytes: UInt64 = 0

    static let section = Section<PollerRow>(
        "pollers", rowUnit: .count(of: "callbacks"),
        answers: .init("which pollers were never disposed", otherwise: "the input holds no pollers"),
        followed: .init("poller", count: "count", size: "bytes"),
        metrics: [
            Metric(
                "process.pollers", .count(of: "pollers"), .sum(section: "pollers", measure: "count"), "pollers that are not disposed",
                total: .init("pollers", .decides, topic: "pollers", noun: "pollers", precedence: 3))
        ],
        [
            .key("callback", \.callback), .key("kind", \.kind, isName: false),
            .measure("count", \.count, .count(of: "pollers"), heading: "live pollers"), .measure("bytes", \.bytes, .bytes),
        ])
}

/// Finds as many pollers as the process has modules, times `factor`.
struct PollersReader: SectionReader {
    let section = PollerRow.section.info
    let factor: UInt64

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let modules = process.runtime.modules
        guard let found = modules.value else { return SectionReading(nil, modules.problems.map(ReadingProblem.runtime)) }
        var row = PollerRow()
        (row.callback, row.kind) = ("Shop.Poller.Tick", "periodic")
        row.count = UInt64(found.count) * factor
        row.bytes = row.count * 88
        return SectionReading(Table([row]))
    }
}

extension Catalog {
    static let withPollers = Catalog(Catalog.standard.sections + [PollerRow.section.info])
}
