import Budgets
import CommandLineTable
import Growth
import Reports
import SnapshotModel
import Storage

extension Command {
    static let calibrate = Command(
        Verb(
            "calibrate", "Measure how far a series that leaks nothing moves by itself, for limits that do not fail by chance.",
            details: [
                "For each metric that decides whether a process grew: its largest rise from a snapshot to any later one of the same "
                    + "life of the process, and a limit of half as much again. For suspects: how sure \(Product.name) would have been of one "
                    + "in selections of two to eight snapshots, neighbours and evenly spaced ones, of the latest 24 of each life.",
                "Growth that may be a leak gives no limit: a metric that is still growing at the end, and what a suspect is about, like all "
                    + "metrics of the heap. Snapshots that were read only in part do not count.",
                "--write makes a budget of the limits, for '\(Product.name) check SERIES --budget floors.yml'. They are as good as the "
                    + "series, which must hold what is usual (a deployment, a day with much load, a warm-up) and no leak. When no metric has a "
                    + "limit the exit code is 4.",
            ],
            arguments: [
                Argument(
                    "SERIES", .many(atLeast: 1),
                    meaning: "A series that leaks nothing; 'series@2026-08-01' and the like end it at that snapshot.")
            ],
            groups: [
                OptionGroup("Snapshots", [.last, .since]), OptionGroup("Rows", [.exact]),
                OptionGroup("Output", Options.output + [.write, .force]),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift calibrate orders@2026-08-14", "What moves in the first two weeks, before the leak."),
                Example("heapdrift calibrate orders billing --write floors.yml", "A budget with the larger one of two services' floors."),
            ]),
        formats: commonFormats + [.markdown]
    ) { values throws(UsageError) in
        var series: [(name: String, end: SnapshotReference)] = []
        for place in values.arguments.indices { series.append(try values.series(at: place)) }
        return CalibrateTask(
            series: series, since: try values.since(), last: values.command.number(.last), path: try values.nonEmpty(.write),
            isForced: values.command.has(.force))
    }
}

extension Option {
    static let write = Option("write", .text("FILE"), meaning: "Write the limits as a budget file.")
}

/// `calibrate SERIES...`.
struct CalibrateTask: VerbTask {
    let series: [(name: String, end: SnapshotReference)]
    let since: Int64?
    let last: Int?
    /// Of the budget to write.
    let path: String?
    let isForced: Bool

    func run(_ session: Session) throws -> ExitCode {
        if let path, fileExists(path), !isForced {
            throw Failure(
                .usage, "budget-exists", "\(path): exists already and is not changed; --force overwrites it, --write names another")
        }
        let store = try session.storeToRead()
        var floors: [MetricFloor] = []
        var measured: [(series: String, history: SeriesHistory, floors: [MetricFloor], suspects: SuspectFloor?)] = []
        var suspects: SuspectFloor?
        var growing: [String] = []
        for (name, end) in series {
            let chosen = try store.members(upTo: end, of: name).filter { $0.time >= since ?? .min }.suffix(last ?? .max)
            let history = try session.liveHistory(chosen.map(\.id))
            let own = history.floors()
            if own.isEmpty {
                session.messages.note(
                    "'\(name)' has \(counted(chosen.count, "snapshot")) in this range; at least three that hold the same metric are needed")
            }
            growing += own.filter(\.grows).map { "\($0.metric.name) of '\(name)'" }
            floors += own
            let found = try session.working(on: name) { try session.suspectFloor(history) }
            measured.append((name, history, own, found))
            guard let found else {
                session.messages.note(
                    "'\(name)': no two snapshots of one life of the process say what is alive, so suspects were not looked for")
                continue
            }
            suspects?.add(found)
            suspects = suspects ?? found
        }
        for sentence in suspects?.sentences ?? [] { session.messages.note(sentence) }
        if !growing.isEmpty {
            session.messages.note(
                "still growing at the end: \(growing.joined(separator: ", ")); a limit from that would allow a leak, so nothing of the same "
                    + "kind has one; end the series before the growth with SERIES@DATE")
        }
        let limits = CalibrateTask.limits(floors, withoutTopics: suspects?.topics ?? [])
        if let path {
            if limits.isEmpty {
                session.messages.note("'\(path)' was not written: no metric has a limit")
            } else {
                try write(limits, suspects, to: path, session)
            }
        }
        let rows = measured.flatMap { series in
            series.floors.map { floor in floor.row(series.series, series.history, hasLimit: limits.contains { $0.metric == floor.metric }) }
                + (series.suspects.map { [$0.row(series.series)] } ?? [])
        }
        let columns = ["series", "metric", "rise", "limit", "from", "to", "snapshots", "unit"]
        return try session.deliver(limits.isEmpty ? .inconclusive : .done, .result(ResultTable(.floors, columns: columns, rows: rows)))
    }

    /// The larger one of several series, in the catalog's order. A topic of which a metric keeps growing in one of them is left out, and so are
    /// those that suspects are about: where bytes grow as a leak does, the limit of objects would allow the same leak.
    private static func limits(_ floors: [MetricFloor], withoutTopics suspected: Set<String>) -> [MetricFloor] {
        let growing = Set(floors.filter(\.grows).compactMap { $0.metric.total?.topic }).union(suspected)
        return Catalog.standard.metrics.compactMap { metric in
            if let topic = metric.total?.topic, growing.contains(topic) { return nil }
            return floors.filter { $0.metric == metric }.max { $0.rise < $1.rise }
        }
    }

    private func write(_ limits: [MetricFloor], _ suspects: SuspectFloor?, to path: String, _ session: Session) throws {
        let names = series.map { shellWord($0.name) }.joined(separator: " ").filter { !$0.isNewline }
        let text = Budget.text(
            metrics: limits.map { ($0.metric, $0.limitText) }, leastConfidence: suspects?.leastConfidence,
            introduction: [
                "Made by '\(Product.name) calibrate \(names)': how far a series moves that leaks nothing, and half as much again."
            ])
        do throws(OutputFailure) { try writeFile(Array(text.utf8), to: path) } catch {
            if case .failed(let code) = error {
                throw Failure(.unwritten(code), "cannot-write", "\(path): cannot be written: \(reason(code))")
            }
        }
        let isWithout = suspects?.leastConfidence == nil
        session.messages.note("wrote '\(path)'" + (isWithout ? ", without a rule on suspects" : ""))
    }
}

extension MetricFloor {
    fileprivate func row(_ series: String, _ history: SeriesHistory, hasLimit: Bool) -> [ResultTable.Cell] {
        func place(_ point: Int?) -> ResultTable.Cell {
            point.flatMap { history.points[$0].id }.map { .text("@\($0)") } ?? .null
        }
        return [
            .text(series), .text(metric.name), .amount(Int64(clamping: rise), metric.unit),
            !hasLimit ? .null : .amount(Int64(clamping: limit), metric.unit),
            place(between?.first), place(between?.last), .integer(Int64(points)), .text(metric.unit.limitWord),
        ]
    }
}

extension SuspectFloor {
    fileprivate func row(_ series: String) -> [ResultTable.Cell] {
        let limit = leastConfidence.map { ResultTable.Cell.integer(Int64($0)) } ?? .null
        return [
            .text(series), .text("suspects"), .integer(Int64(confidence)), limit, .null, .null, .integer(Int64(snapshots)),
            .text("percent"),
        ]
    }
}
