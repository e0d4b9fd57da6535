/// What is asked of a series to find what its latest snapshot is compared with.
package protocol BaselineSeries {
    associatedtype Failure: Error
    /// The snapshots before the latest, the oldest first: their ids and labels.
    var earlier: [(id: Int64, labels: [String: String])] { get }
    /// The snapshot that somebody marked with this name.
    func marked(_ name: String) throws(Failure) -> Int64?
    /// The newest snapshot before the latest whose check passed.
    func newestPassed() throws(Failure) -> Int64?
}

/// The earlier end of a comparison within a series, and where it comes from.
package enum FoundBaseline: Equatable, Sendable {
    case one(Int64, Origin)
    /// Several, oldest first, whose median stands for the earlier end.
    case median([Int64])
    case none(Absence)

    package enum Origin: Equatable, Sendable {
        case marked(String)
        case newestPassed
        case label(key: String, value: String)
    }

    /// Why there is nothing to compare with.
    package enum Absence: Equatable, Sendable {
        case notMarked(String)
        case nonePassed
        /// The median of `wanted` snapshots needs `least` at least, and the series has `found`.
        case tooFew(wanted: Int, least: Int, found: Int)
        case noneWithLabel(key: String, value: String)
        /// Without a choice: nothing is marked with the standard name, and none has passed.
        case neitherMarkedNorPassed
    }
}

extension BaselineSeries {
    /// What `choice` finds. Without one: the baseline named `standard`, else the newest that passed.
    package func baseline(_ choice: BaselineChoice?, standard: String) throws(Failure) -> FoundBaseline {
        switch choice {
        case .named(let name): return try marked(name).map { .one($0, .marked(name)) } ?? .none(.notMarked(name))
        case .latestGreen: return try newestPassed().map { .one($0, .newestPassed) } ?? .none(.nonePassed)
        case .rolling(let count):
            let ids = earlier.suffix(count).map(\.id)
            let least = max((count + 1) / 2, 2)
            return ids.count >= least ? .median(ids) : .none(.tooFew(wanted: count, least: least, found: ids.count))
        case .label(let key, let value):
            let found = earlier.last { $0.labels[key] == value }
            return found.map { .one($0.id, .label(key: key, value: value)) } ?? .none(.noneWithLabel(key: key, value: value))
        case nil:
            if let id = try marked(standard) { return .one(id, .marked(standard)) }
            return try newestPassed().map { .one($0, .newestPassed) } ?? .none(.neitherMarkedNorPassed)
        }
    }
}
