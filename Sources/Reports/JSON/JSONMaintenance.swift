extension MaintenanceReport {
    /// Members of the document.
    var json: [String: JSONValue] {
        var members: [String: JSONValue] = ["action": .text(action)]
        for (name, value) in facts { members[name] = value.json }
        return members
    }
}

extension MaintenanceReport.Value {
    fileprivate var json: JSONValue {
        switch self {
        case .unknown: .null
        case .flag(let value): .flag(value)
        case .integer(let value): .integer(Int128(value))
        case .text(let value): .text(value)
        case .time(let value): JSONValue(TimeText.iso8601(value))
        case .list(let values): .array(values.map(\.json))
        case .members(let values): .object(Dictionary(values.map { ($0.name, $0.value.json) }) { first, _ in first })
        }
    }
}
