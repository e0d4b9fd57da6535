import Growth

/// A course in one line of block characters, its lowest value as the lowest block.
///
/// A process that began anew is `│`, a deployment `╎`, a gap in time a blank; each takes a column before its point. Where there are more
/// points than columns, neighbours share one and show their largest.
enum Sparkline {
    private static let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// `marks`: by point, what happened before it; "" for nothing.
    static func text(_ values: [Int128?], marks: [String], columns: Int) -> String {
        guard columns > 0, !values.isEmpty else { return "" }
        let marked = marks.count { !$0.isEmpty }
        // Where most columns would be marks they tell nothing.
        let showsMarks = marked * 4 <= columns
        let places = min(values.count, max(1, columns - (showsMarks ? marked : 0)))
        let known = values.compactMap { $0 }
        guard let least = known.min(), let most = known.max() else { return "" }
        var text = ""
        for place in 0..<places {
            let points = (place * values.count / places)..<((place + 1) * values.count / places)
            if showsMarks { text += marks[points].joined() }
            guard let value = values[points].compactMap({ $0 }).max() else {
                text += " "
                continue
            }
            text += blocks[level(value, least, most)]
        }
        return text
    }

    private static func level(_ value: Int128, _ least: Int128, _ most: Int128) -> Int {
        if least == most { return 0 }
        let share = (Double(value) - Double(least)) / (Double(most) - Double(least))
        return max(0, min(blocks.count - 1, Int(exactly: (share * Double(blocks.count - 1)).rounded()) ?? 0))
    }

    static func marks(_ points: [TrendPoint]) -> [String] {
        points.map { $0.isRestart ? "│" : $0.isDeployment ? "╎" : $0.isAfterGap ? " " : "" }
    }
}
