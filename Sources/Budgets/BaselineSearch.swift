/// A series, as far as the search for a baseline needs it.
package protocol BaselineSeries {
    associatedtype Failure: Error
    /// Ids and labels of the snapshots before the latest, oldest first.
    var earlier: [(id: Int64, labels: [String: String])] { get }
    /// The snapshot that is marked with this name.
    func marked(_ name: String) throws(Failure) -> Int64?
    /// The newest snapshot before the latest whose check passed.
    func newestPassed() throws(Failure) -> Int64?
}

/// The result of the search for a baseline: the snapshots and how they were chosen, or why there are none.
package enum FoundBaseline: Equatable, Sendable {
    case one(Int64, Origin)
    /// Several snapshots, oldest first. Their median is the earlier end of the comparison.
    case median([Int64])
    case none(Absence)

    package enum Origin: Equatable, Sendable {
        case marked(String)
        case newestPassed
        case label(key: String, value: String)
    }

    /// Why there is no baseline.
    package enum Absence: Equatable, Sendable {
        case notMarked(String)
        case nonePassed
        /// A median of `wanted` snapshots needs at least `least`, and the series has `found`.
        case tooFew(wanted: Int, least: Int, found: Int)
        case noneWithLabel(key: String, value: String)
        /// No choice was given, no snapshot is marked with the standard name, and none has passed.
        case neitherMarkedNorPassed
    }
}

extension BaselineSeries {
    /// The baseline by `choice`. Without a choice it is the one marked `standard`, or else the newest snapshot that passed.
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
