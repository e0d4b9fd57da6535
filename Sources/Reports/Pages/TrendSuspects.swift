import Growth
import SnapshotModel
import Suspects

extension TrendReport {
    /// The first suspect with where it began, what speaks for it and what to do; `nil` when there is none.
    func suspectBlocks(_ words: TrendWords) -> [PageBlock]? {
        guard let suspects, let first = suspects.report.suspects.firstIndex(where: { $0.severity > .information }) else { return nil }
        let since = suspects.began(first).map { words.place($0) }
        return suspects.report.blocks(steps: suspects.stages.points.count - 1, since: since, weight: .verdict, words.numbers)
    }

    /// In which snapshots suspects were looked for, or why they were not.
    func lookedAt(_ words: TrendWords) -> [PageBlock] {
        guard let suspects else {
            if !wantsSuspects || trend.points.count < leastShapePoints { return [] }
            let isMixed = InputForm.difference(trend.points.map(\.point.form)) != nil
            let lacking = "no process has \(leastShapePoints) of them" + (isMixed ? " of one kind of input" : "")
            return [.fact(PageFact("looked at", PageText("no snapshot whole, so what leaks is unknown: \(lacking)")))]
        }
        let stages = suspects.stages
        var blocks: [PageBlock] = []
        if !stages.isLatestLife, let last = stages.points.last,
            let restart = trend.points.indices.first(where: { $0 > last && trend.points[$0].isRestart })
        {
            let count = trend.points.count - restart
            let since = count == 1 ? "1 snapshot since then shows" : "\(count) snapshots since then show"
            blocks.append(
                .fact(
                    PageFact(
                        "careful",
                        PageText(
                            "the process was started anew at \(words.place(restart)); suspects are of the one before, and \(since) too little"
                        ))
                ))
        }
        let count = stages.points.count
        let ids = stages.points.map { words.id($0) }.joined(separator: ", ")
        let all = stages.candidates > count ? "\(count) of \(stages.candidates) snapshots" : "\(count) snapshots"
        let unread = suspects.report.unread.map { ", but \($0) could not be looked at," } ?? ""
        let none = suspects.report.shown.isEmpty ? "no suspect\(unread) in " : ""
        blocks.append(
            .fact(PageFact("looked at", PageText("\(none)\(all)\(stages.began == nil ? "" : " since the growth began"): \(ids)"))))
        return blocks
    }
}

extension TrendWords {
    /// `@14 (2026-08-14, commit 99aa001)`: with what says which version was deployed.
    func place(_ index: Int) -> String {
        let labels = trend.points[index].point.capture.labels
        let versions = TrendPoint.deploymentLabels.compactMap { label in
            labels[label].map { "\(label) \(Shortening.visible($0, to: TrendWords.widestLabel))" }
        }
        let parts = [day(index)].filter { !$0.isEmpty } + versions
        return id(index) + (parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))")
    }

    private static let widestLabel = 40

    /// `System.String has stopped growing since @12 (2026-08-12)`; `nil` for a row that neither stopped nor comes and goes.
    func calm(_ row: TrendRow) -> String? {
        let name = Shortening.shortened(name(row), to: 60)
        let known = row.values.compactMap(\.self)
        guard let least = known.min(), let most = known.max() else { return nil }
        switch row.shape {
        case .plateau: return row.stopped.map { "\(name) has stopped growing since \(point($0))" }
        case .sawtooth:
            return "\(name) comes and goes (\(value(least, row.unit)) to \(value(most, row.unit))\(row.unit.noun.map { " \($0)" } ?? ""))"
        default: return nil
        }
    }

    /// `1.5 GB of process.touched about 2026-09-01, by +2.3 MB an hour (2026-08-28 to 2026-09-10), if it goes on like this`.
    func forecast(_ found: SeriesForecast) -> PageFact {
        let forecast = found.forecast
        let pace = numbers.rate(forecast.perHour, .bytes)
        let earliest = TimeText.day(forecast.earliest)
        let range = forecast.latest.map { "\(earliest) to \(TimeText.day($0))" } ?? "\(earliest) or later, or never"
        let whose = found.isOfSuspect ? "by this leak alone" : "if it goes on like this"
        return PageFact(
            "forecast",
            PageText(
                "\(found.metric) reaches \(numbers.value(forecast.limit, .bytes)) about \(TimeText.day(forecast.time)) \(whose), "
                    + "\(pace) an hour (95%: \(range))"))
    }
}

extension TrendWords {
    /// For a limit that nothing is known to reach.
    func noForecast(_ limit: Int128) -> PageFact {
        let wanted = numbers.value(limit, .bytes)
        let above = SeriesForecast.level(trend).flatMap { $0.bytes >= limit ? $0 : nil }
        guard let above else {
            return PageFact(
                "forecast",
                PageText("none for \(wanted): no growth of \(Forecast.leastPoints) snapshots or more leads there in ten times as long")
            )
        }
        return PageFact(
            "forecast", PageText("\(above.metric) is at \(numbers.value(above.bytes, .bytes)) already, and \(wanted) is the limit"))
    }
}

extension SuspectReport {
    /// The sections without which rules could not look: `holders and ledger`; `nil` when all could.
    fileprivate var unread: String? {
        var sections: [String] = []
        for outcome in rules {
            guard case .couldNotLook(let missing) = outcome.state, !sections.contains(missing.section) else { continue }
            sections.append(missing.section)
        }
        guard let last = sections.popLast() else { return nil }
        return sections.isEmpty ? last : sections.joined(separator: ", ") + " and " + last
    }
}
