extension MaintenanceReport {
    /// A record a fact that is one value; lists are for JSON.
    var csv: String {
        var csv = CSVTable(header: ["name", "value"])
        csv.append([.word("action"), .word(action)])
        for (name, value) in facts {
            switch value {
            case .unknown: csv.append([.word(name), .empty])
            case .flag(let value): csv.append([.word(name), .word(value ? "true" : "false")])
            case .integer(let value): csv.append([.word(name), .number(Int128(value))])
            case .text(let value): csv.append([.word(name), .text(value)])
            case .time(let value): csv.append([.word(name), TimeText.iso8601(value).map { .word($0) } ?? .empty])
            case .list, .members: break
            }
        }
        return csv.text
    }
}
