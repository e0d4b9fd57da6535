import SnapshotModel

/// The parts of a whole as one bar.
struct PageBar {
    var label: String
    /// The largest first.
    var parts: [Part]
    var unit: Unit
    /// What the numbers are, like `touched`.
    var measure: String

    struct Part {
        var name: String
        var value: Int128
    }

    /// The sign of a part, by its place among them. Each differs from its neighbours without colour.
    static let signs = ["█", "▒", "▓", "░", "▚", "▞", "▖", "▝"]

    static func sign(_ place: Int) -> String { signs[place % signs.count] }

    var total: Int128 { parts.reduce(0) { $0 + $1.value } }

    /// How many of `columns` each part takes: together all of them, by the largest remainders. A part that is there may have none.
    func widths(_ columns: Int) -> [Int] {
        let total = total
        guard total > 0, columns > 0 else { return parts.map { _ in 0 } }
        var widths = parts.map { Int($0.value * Int128(columns) / total) }
        let remainders = parts.map { $0.value * Int128(columns) % total }
        let order = parts.indices.sorted { remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1 }
        for place in order.prefix(columns - widths.reduce(0, +)) { widths[place] += 1 }
        return widths
    }

    /// `gc heap 13.0 MB 45%`, for each part.
    func legend(_ numbers: NumberText) -> [String] {
        let total = Double(max(total, 1))
        return parts.map {
            "\(VisibleText.brief($0.name)) \(numbers.phrase($0.value, unit)) \(NumberText.percent(Double($0.value) / total))"
        }
    }
}
