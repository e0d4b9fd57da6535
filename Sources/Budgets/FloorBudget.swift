package import SnapshotModel

extension Budget {
    /// A budget whose limits are the floors of a series that leaks nothing. `metrics`: by metric the growth that it allows, in the catalog's order.
    /// `leastConfidence`: that of suspects, in percent; `nil` for a budget without a rule on them.
    package static func text(metrics: [(metric: Metric, growth: String)], leastConfidence: Int?, introduction: [String]) -> String {
        var lines = introduction.map { "# " + $0 } + ["version: 1"]
        for group in ["heap", "process"] {
            let own = metrics.filter { $0.metric.name.hasPrefix(group + ".") }
            if own.isEmpty { continue }
            lines.append("\(group):")
            for (metric, growth) in own {
                lines.append("  \(metric.name.dropFirst(group.utf8.count + 1)): {max_growth: \(growth)}")
            }
        }
        if let leastConfidence { lines.append("suspects: {max: 0, min_confidence: \(Double(leastConfidence) / 100)}") }
        return lines.map { $0 + "\n" }.joined()
    }
}
