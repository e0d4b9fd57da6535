import Growth
import Reports
import SnapshotModel
import Storage
import Suspects

extension Session {
    /// Looks for suspects in some snapshots of a series; `nil` when no life of the process has enough of them, or they are of several
    /// processes or kinds of input. `loops`: how often the same work was done from each snapshot to the next.
    func suspects(of history: SeriesHistory, _ trend: Trend, loops: Int?) throws -> SeriesSuspects? {
        var found: SeriesSuspects?
        for choice in StageChoice.choices(trend) {
            guard let next = try suspects(in: choice, history, loops: loops) else { continue }
            // What an earlier life shows counts when the latest one shows nothing yet.
            let isFound = next.report.suspects.contains { $0.severity > .information }
            if found == nil || isFound { found = next }
            if isFound { break }
        }
        return found
    }

    private func suspects(in choice: StageChoice, _ history: SeriesHistory, loops: Int?) throws -> SeriesSuspects? {
        let store = try storeToRead()
        let redaction = try redaction()
        let snapshots = try choice.points.compactMap { history.points[$0].id }.map { id in
            let snapshot = named(try store.load(id).snapshot, store)
            return redaction?.applied(to: snapshot) ?? snapshot
        }
        var circumstances = Circumstances()
        circumstances.isShort = choice.isShort
        circumstances.loops = loops.map { loops in
            zip(choice.points, choice.points.dropFirst()).map { Int128($1 - $0) * Int128(loops) }
        }
        guard let report = suspectReport(snapshots, circumstances) else { return nil }
        return SeriesSuspects(report, choice, courses: report.suspects.map { course(of: $0, history, redaction) })
    }

    /// The rows or the metric with the suspect's subject, over the whole series.
    private func course(of suspect: Suspect, _ history: SeriesHistory, _ redaction: Redaction?) -> TrendRow? {
        var options = TrendOptions()
        let types = TypeRow.section.info.name
        let names = history.section(types)?.keys.first ?? []
        if let name = names.first(where: { bytewiseEqual(redaction?.name($0) ?? $0, suspect.subject) }) {
            options.subject = .rows(of: types, NamePattern(name), measure: nil)
        } else if let metric = suspect.cause.metric.flatMap(Catalog.standard.metric) {
            options.subject = .metric(metric)
        } else {
            return nil
        }
        return trend(history, options).rows.first
    }
}
