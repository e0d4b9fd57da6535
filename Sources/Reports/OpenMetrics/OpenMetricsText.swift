import SnapshotModel

/// Metric families in the text form of OpenMetrics 1.0: only gauges, and no time stamps. Readers of Prometheus' older form read it too.
struct OpenMetricsText {
    private(set) var text = ""
    /// The labels of every sample.
    let labels: [(String, String)]

    init(_ labels: [(String, String)]) { self.labels = labels }

    enum Value {
        case integer(Int128)
        /// In millionths; written as a part of 1.
        case ratio(Int128)

        fileprivate var text: String {
            switch self {
            case .integer(let value): String(value)
            case .ratio(let millionths): "\(Double(millionths) / 1_000_000)"
            }
        }
    }

    /// One family with its samples. The format wants a unit only for a name that ends with it.
    mutating func family(_ name: String, unit: String = "", _ help: String, _ samples: [(labels: [(String, String)], value: Value)]) {
        if samples.isEmpty { return }
        text += "# TYPE \(name) gauge\n"
        if !unit.isEmpty, name.hasSuffix("_\(unit)") { text += "# UNIT \(name) \(unit)\n" }
        text += "# HELP \(name) \(OpenMetricsText.escaped(help))\n"
        for sample in samples {
            let pairs = (labels + sample.labels).map { "\($0.0)=\"\(OpenMetricsText.escaped($0.1))\"" }
            text += name + (pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") + " " + sample.value.text + "\n"
        }
    }

    mutating func family(_ name: String, unit: String = "", _ help: String, _ value: Value) {
        family(name, unit: unit, help, [([], value)])
    }

    mutating func metric(_ metric: Metric, _ value: Int128) {
        var name = "heapdrift_"
        for scalar in metric.name.unicodeScalars {
            name.unicodeScalars.append(
                (scalar.properties.isAlphabetic || scalar.properties.numericType != nil) && scalar.isASCII ? scalar : "_")
        }
        let help = metric.meaning
        switch metric.unit {
        case .bytes: family(name + "_bytes", unit: "bytes", help, .integer(value))
        // The format wants base units: 0.125 for 12.5 %.
        case .percent, .ratio:
            let unit = "_\(metric.unit.name)"
            let stem = name.hasSuffix(unit) ? String(name.dropLast(unit.count)) : name
            family(stem + "_ratio", unit: "ratio", help, .ratio(value))
        case .none: family(name, help, .integer(value))
        case .count(let noun): family(name, unit: noun, help, .integer(value))
        }
    }

    mutating func end() { text += "# EOF\n" }

    private static func escaped(_ value: String) -> String {
        var shown = String.UnicodeScalarView()
        for scalar in VisibleText.visible(value).unicodeScalars {
            if scalar == "\\" || scalar == "\"" { shown.append("\\") }
            shown.append(scalar)
        }
        return String(shown)
    }
}
