import Growth
import SnapshotModel

/// A cell of a table: a value of a known kind. Renderers turn it into text, so that one can shorten numbers or names where another need
/// not.
struct PageCell {
    var value: Value
    var role = PageRole.plain

    enum Value {
        case empty
        /// The name of a row, as hostile as the dump.
        case name(PageName)
        /// Other text that stands as it is in a file, a dump or a store: a module, an id, a time.
        case literal(String)
        case words(String)
        /// `nil` is unknown.
        case number(Int128?, Unit)
        /// A number with its sign.
        case difference(Int128?, Unit)
        /// The difference as a percentage.
        case growth(Change)
        /// A part of a whole, between 0 and 1.
        case share(Double)
        /// A slope. `nil` is unknown.
        case rate(Double?, Unit)
        case rates(ClosedRange<Double>, Unit)
        /// A number over time.
        case course(PageCourse)
    }

    init(_ value: Value, _ role: PageRole = .plain) {
        self.value = value
        self.role = role
    }

    static let empty = PageCell(.empty)

    /// An unknown number leaves the cell empty.
    static func number(ifKnown value: Int128?, _ unit: Unit) -> PageCell { value.map { PageCell(.number($0, unit)) } ?? .empty }
    static func difference(ifKnown value: Int128?, _ unit: Unit) -> PageCell {
        value.map { PageCell(.difference($0, unit), PageRole($0)) } ?? .empty
    }
}

/// The name of a row, and what tells it from other rows with that name.
struct PageName {
    var text: String
    /// The other keys of the row, like the module of a type.
    var qualifiers: [String] = []
    /// Whether the qualifiers are needed. `nil` when that depends on the rows that are shown.
    var isAmbiguous: Bool?

    var qualified: String {
        let others = qualifiers.filter { !$0.isEmpty }
        let text = text.isEmpty ? "(no name)" : text
        return qualifiers.isEmpty ? text : "\(text) [\(others.joined(separator: ", "))]"
    }
}

/// A number over time, and what happened before each point.
struct PageCourse {
    var values: [Int128?]
    var events: [Event]

    enum Event {
        case none
        /// Another process than before.
        case restart
        case deployment
        /// Much time without a snapshot.
        case gap

        init(_ point: TrendPoint) {
            self = point.isRestart ? .restart : point.isDeployment ? .deployment : point.isAfterGap ? .gap : .none
        }
    }
}

extension PageCell {
    /// The cell as text. A course has no text of its own, and a name stands without its qualifiers.
    func text(_ numbers: NumberText) -> String {
        switch value {
        case .empty, .course: ""
        case .name(let name): name.text
        case .literal(let text), .words(let text): text
        case .number(let value, let unit): value.map { numbers.value($0, unit) } ?? "?"
        case .difference(let value, let unit): value.map { numbers.signed($0, unit) } ?? "?"
        case .growth(let change): numbers.percent(change)
        case .share(let share): NumberText.percent(share)
        case .rate(let value, let unit): value.map { numbers.rate($0, unit) } ?? "?"
        case .rates(let range, let unit): "\(numbers.rate(range.lowerBound, unit)) to \(numbers.rate(range.upperBound, unit))"
        }
    }
}
