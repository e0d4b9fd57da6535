import Storage

extension [NewerPart] {
    /// `section timers, column types.weight, unit of types.cost`.
    var listed: String { map(\.words).joined(separator: ", ") }
}

extension NewerPart {
    fileprivate var words: String {
        switch self {
        case .section(let name): "section \(name)"
        case .column(let name, let section): "column \(section).\(name)"
        case .unit(nil, let section): "unit of the rows of \(section)"
        case .unit(let column?, let section): "unit of \(section).\(column)"
        case .comparison(let section): "comparison of the rows of \(section)"
        }
    }
}

extension Session {
    /// Says in one line what this program does not understand of a snapshot. The same line is said once.
    func note(_ newer: [NewerPart]) {
        guard !newer.isEmpty, newer != notedParts else { return }
        notedParts = newer
        messages.note("passed over, because a newer heapdrift wrote it (update heapdrift to see it): \(newer.listed)")
    }
}
