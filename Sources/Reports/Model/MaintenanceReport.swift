/// The outcome of work on a store: baselines, removal, export, import, merging, verification.
package struct MaintenanceReport: Sendable {
    /// Like `gc` or `baseline-set`.
    package var action: String
    /// The outcome for people, a paragraph each, the most important first.
    package var sentences: [String]
    /// The outcome for scripts: members of the JSON document, and records of CSV in this order.
    package var facts: [(name: String, value: Value)]
    /// The snapshots that the outcome is about.
    package var snapshots: [ListedSnapshot]

    package init(_ action: String, sentences: [String], facts: [(name: String, value: Value)], snapshots: [ListedSnapshot] = []) {
        self.action = action
        self.sentences = sentences
        self.facts = facts
        self.snapshots = snapshots
    }

    package enum Value: Sendable {
        case unknown
        case flag(Bool)
        case integer(Int64)
        case text(String)
        /// Seconds since 1970, UTC.
        case time(Int64)
        case list([Value])
        case members([(name: String, value: Value)])

        package init(_ value: Int64?) { self = value.map { .integer($0) } ?? .unknown }
        package init(_ value: Int) { self = .integer(Int64(value)) }
        package init(_ value: String?) { self = value.map { .text($0) } ?? .unknown }
    }
}
