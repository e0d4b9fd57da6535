/// What changed about a stored snapshot beside its content: its series, its labels and its time.
package struct SnapshotChanges: Equatable, Sendable {
    /// The series that it belongs to since then.
    package var joined: String?
    /// The series that it belonged to until then.
    package var left: String?
    /// In the order of their keys.
    package var labels: [Label]
    package var time: Time?

    package struct Label: Equatable, Sendable {
        package let key: String
        /// `nil` when the label is new.
        package let before: String?
        /// `nil` when the label is gone.
        package let after: String?
    }

    /// In seconds since 1970. Both are the same when only the origin of the time is another: a file before, and the user or the dump now.
    package struct Time: Equatable, Sendable {
        package let before: Int64
        package let after: Int64
    }

    package init() { labels = [] }

    /// The changes from one capture to another.
    package init(from before: Capture, to after: Capture) {
        let keys = Set(before.labels.keys).union(after.labels.keys).sorted(by: bytewise)
        labels = keys.compactMap { key in
            let (before, after) = (before.labels[key], after.labels[key])
            return before == after ? nil : Label(key: key, before: before, after: after)
        }
        let isSame = before.time == after.time && before.isTimeCertain == after.isTimeCertain
        time = isSame ? nil : Time(before: before.time, after: after.time)
    }

    package var isEmpty: Bool { self == SnapshotChanges() }
}
