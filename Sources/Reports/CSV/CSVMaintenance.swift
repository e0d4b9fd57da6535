extension MaintenanceReport {
    /// One record for each value: a list has several, and nested members are named like `kept.rules`.
    var csv: String {
        var csv = CSVTable(header: ["name", "value"])
        csv.append([.word("action"), .word(action)])
        for (name, value) in facts { value.append(to: &csv, as: name) }
        return csv.text
    }
}

extension MaintenanceReport.Value {
    fileprivate func append(to csv: inout CSVTable, as name: String) {
        switch self {
        case .unknown: csv.append([.word(name), .empty])
        case .flag(let value): csv.append([.word(name), .word(value ? "true" : "false")])
        case .integer(let value): csv.append([.word(name), .number(Int128(value))])
        case .text(let value): csv.append([.word(name), .text(value)])
        case .time(let value): csv.append([.word(name), TimeText.iso8601(value).map { .word($0) } ?? .empty])
        case .list(let values): for value in values { value.append(to: &csv, as: name) }
        case .members(let members): for (member, value) in members { value.append(to: &csv, as: "\(name).\(member)") }
        }
    }
}
