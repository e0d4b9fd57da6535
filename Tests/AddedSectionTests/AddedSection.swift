import CoreCLR
import Growth
import RawMemory
import SnapshotModel

@testable import Reduction

/// A section that no source file knows: timers, by callback. It is declared and read here, as a later version would do it.
struct TimerRow: SectionRow {
    var callback = ""
    /// Not a name, so `--redact` leaves it.
    var kind = ""
    var count: UInt64 = 0
    var bytes: UInt64 = 0

    static let section = Section<TimerRow>(
        "timers", rowUnit: .count(of: "callbacks"),
        answers: .init("which timers were never disposed", otherwise: "the input holds no timers"),
        followed: .init("timer", count: "count", size: "bytes"),
        metrics: [
            Metric(
                "process.timers", .count(of: "timers"), .sum(section: "timers", measure: "count"), "timers that are not disposed",
                total: .init("timers", .decides, topic: "timers", noun: "timers", precedence: 3))
        ],
        [
            .key("callback", \.callback), .key("kind", \.kind, isName: false),
            .measure("count", \.count, .count(of: "timers"), heading: "live timers"), .measure("bytes", \.bytes, .bytes),
        ])
}

/// Finds as many timers as the process has modules, times `factor`.
struct TimersReader: SectionReader {
    let section = TimerRow.section.info
    let factor: UInt64

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let modules = process.runtime.modules
        guard let found = modules.value else { return SectionReading(nil, modules.problems.map(ReadingProblem.runtime)) }
        var row = TimerRow()
        (row.callback, row.kind) = ("Shop.Poller.Tick", "periodic")
        row.count = UInt64(found.count) * factor
        row.bytes = row.count * 88
        return SectionReading(Table([row]))
    }
}

extension Catalog {
    static let withTimers = Catalog(Catalog.standard.sections + [TimerRow.section.info])
}
