/// Finds the tables of a text that say again what an earlier one says, so that a log in which the same command was given a thousand times takes hardly more
/// memory than one in which it was given once: the contents are the same ones.
struct RepeatedTables {
    private var latest: [String: TableContent] = [:]

    /// The content, or that of the earlier table which equals it.
    mutating func shared(_ content: TableContent) -> TableContent {
        let key = content.repetitionKey
        if let earlier = latest[key], earlier == content { return earlier }
        latest[key] = content
        return content
    }
}

extension TableContent {
    /// What two tables have in common that are of the same thing, at different moments maybe.
    fileprivate var repetitionKey: String {
        switch self {
        case .statistics(let table): "\(command) \(table.scope)"
        case .stacks(let table): "\(command) \(table.threads.count) \(table.threads.first?.osID ?? 0)"
        case .moduleFacts(let facts): "\(command) \(facts.address) \(facts.name)"
        default: command
        }
    }
}
