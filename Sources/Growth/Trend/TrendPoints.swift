import SnapshotModel

/// The times of the points of a series, and the points where a new process begins.
struct TrendPoints {
    let points: [TrendPoint]
    /// Days since the first point. If all times are equal, the numbers of the points.
    let days: [Double]
    /// Whether `days` holds days and not numbers of points.
    let areTimed: Bool
    /// The points of one process each, in order. Together they are all points.
    let stretches: [Range<Int>]

    /// A gap is this many times the median distance between points.
    private static let gapFactor = 1.75

    init(_ series: [SeriesPoint]) {
        let first = Double(series.first?.capture.time ?? 0)
        let days = series.map { (Double($0.capture.time) - first) / 86_400 }
        let distances = zip(days, days.dropFirst()).map { $1 - $0 }
        let usual = distances.sorted().dropFirst(distances.count / 2).first ?? 0
        var life = ProcessLife()
        var deployed: [String: String] = [:]
        var points: [TrendPoint] = []
        for (index, point) in series.enumerated() {
            let isRestart = life.isRestart(point.capture) ?? false
            // A snapshot that lacks a label says nothing of it.
            let said = point.capture.labels.filter { TrendPoint.deploymentLabels.contains($0.key) }
            let isDeployment = said.contains { label, value in deployed[label].map { $0 != value } ?? false }
            deployed.merge(said) { $1 }
            let isAfterGap = index > 0 && distances[index - 1] > TrendPoints.gapFactor * usual && usual > 0
            points.append(TrendPoint(point: point, isRestart: isRestart, isDeployment: isDeployment, isAfterGap: isAfterGap))
        }
        self.points = points
        areTimed = (days.last ?? 0) > 0
        self.days = areTimed ? days : series.indices.map(Double.init)
        stretches = TrendPoints.stretches(points)
    }

    /// A process that is started anew for every snapshot (a nightly test run) is followed over its builds. So if at least four of five
    /// steps are restarts, they do not divide the series.
    private static func stretches(_ points: [TrendPoint]) -> [Range<Int>] {
        let restarts = points.indices.filter { points[$0].isRestart }
        if points.isEmpty { return [] }
        if restarts.count * 5 >= (points.count - 1) * 4 { return [points.startIndex..<points.endIndex] }
        let starts = [0] + restarts
        return zip(starts, restarts + [points.count]).map { $0..<$1 }
    }
}
