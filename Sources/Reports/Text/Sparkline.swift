/// A number over time in one line of block characters, the lowest value as the lowest block.
///
/// `│` is a restart, `╎` a deployment, and a blank a gap in time; each takes a column before its point. When there are more points than
/// columns, neighbours share one and show their largest value.
enum Sparkline {
    private static let blocks = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    /// Columns that a course takes, if so many are there.
    static func width(_ course: PageCourse) -> Int { course.values.count + marks(course).count { !$0.isEmpty } }

    static func text(_ course: PageCourse, columns: Int) -> String {
        text(course.values, marks: marks(course), columns: columns)
    }

    /// `marks`: for each point what happened before it, empty for nothing.
    private static func text(_ values: [Int128?], marks: [String], columns: Int) -> String {
        guard columns > 0, !values.isEmpty else { return "" }
        let marked = marks.count { !$0.isEmpty }
        // When most columns would be marks, they say nothing.
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

    private static func marks(_ course: PageCourse) -> [String] {
        course.events.map { event in
            switch event {
            case .none: ""
            case .restart: "│"
            case .deployment: "╎"
            case .gap: " "
            }
        }
    }
}
