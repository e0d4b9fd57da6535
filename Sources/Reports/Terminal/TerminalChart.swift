import SnapshotModel

/// A chart as a curve over time with its scale, and below it where growth began, processes started and deployments happened.
struct TerminalChart {
    private let chart: PageChart
    private let options: ReportOptions
    private let numbers: NumberText

    static let leastHeight = 4

    init(_ chart: PageChart, _ options: ReportOptions) {
        self.chart = chart
        self.options = options
        numbers = NumberText(exact: options.exact)
    }

    func lines(room: Int) -> [String] {
        let height = max(TerminalChart.leastHeight, min(12, room - 4))
        let known = chart.points.compactMap(\.value)
        let (least, most) = (known.min() ?? 0, known.max() ?? 0)
        let labels = [most, least].map { numbers.value($0, chart.unit) }
        let margin = labels.reduce(0) { max($0, VisibleText.width($1)) }
        let columns = max(10, options.width - margin - 2)
        let places = places(columns)
        let drawn = curve(places, columns, height, least: Double(least), most: Double(most)).enumerated().map { number, text in
            let label = number == 0 ? labels[0] : number == height - 1 ? labels[1] : ""
            let axis = label.isEmpty ? "│" : "┤"
            return (String(repeating: " ", count: margin - VisibleText.width(label)) + label + " " + axis + text).trimmedEnd
        }
        let indent = String(repeating: " ", count: margin + 2)
        return drawn + [String(repeating: " ", count: margin + 1) + "└" + String(repeating: "─", count: columns - 1)]
            + marks(places, columns).map { (indent + $0).trimmedEnd }
    }

    private func curve(_ places: [Int], _ columns: Int, _ height: Int, least: Double, most: Double) -> [String] {
        var canvas = BrailleCanvas(columns: columns, lines: height)
        var last: (x: Int, y: Int)?
        for (place, point) in zip(places, chart.points) {
            guard let value = point.value else {
                last = nil
                continue
            }
            let share = most > least ? (Double(value) - least) / (most - least) : 0.5
            let here = (x: place * 2, y: canvas.dots.y - 1 - Int(share * Double(canvas.dots.y - 1)))
            // Another process is another curve.
            if let last, !point.isRestart || chart.isRestartedEachTime { canvas.line(last, here) } else { canvas.dot(here) }
            last = here
        }
        return canvas.rows
    }

    /// The column of each point by its time, or by its number when no time passes.
    private func places(_ columns: Int) -> [Int] {
        let times = chart.points.map { Double($0.time) }
        let count = times.count
        guard let first = times.first, let last = times.last, last > first else {
            return times.indices.map { count > 1 ? $0 * (columns - 1) / (count - 1) : 0 }
        }
        return times.map { max(0, min(columns - 1, Int(($0 - first) / (last - first) * Double(columns - 1)))) }
    }

    /// A line of marks when there are any, then the dates of both ends and of the beginning of the growth.
    private func marks(_ places: [Int], _ columns: Int) -> [String] {
        var line = [String](repeating: " ", count: columns)
        for (place, point) in zip(places, chart.points) where !chart.isRestartedEachTime || point.isDeployment {
            if point.isRestart { line[place] = "│" } else if point.isDeployment { line[place] = "╎" }
        }
        if let began = chart.began { line[places[began]] = "^" }
        let marked = line.joined().trimmedEnd
        var dates = [String](repeating: " ", count: columns)
        func write(_ text: String, at place: Int) {
            let letters = text.unicodeScalars.map { String($0) }
            let start = max(0, min(place, columns - letters.count))
            let isFree = dates[max(0, start - 1)..<min(columns, start + letters.count + 1)].allSatisfy { $0 == " " }
            guard letters.count <= columns, isFree else { return }
            for (offset, letter) in letters.enumerated() { dates[start + offset] = letter }
        }
        write(chart.points.first.map { TimeText.day($0.time) } ?? "", at: 0)
        write(chart.points.last.map { TimeText.day($0.time) } ?? "", at: columns)
        if let began = chart.began { write("began \(TimeText.day(chart.points[began].time))", at: places[began] - 5) }
        let text = dates.joined().trimmedEnd
        return (marked.isEmpty ? [] : [marked]) + (text.isEmpty ? [] : [text])
    }
}
