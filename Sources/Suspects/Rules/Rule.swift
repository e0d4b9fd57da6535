/// A rule looks for one cause. It takes the places that are its own, and adds suspects.
protocol Rule: Sendable {
    /// The word for the rule in outputs: that of its cause, or of the first one.
    var name: String { get }
    /// Throws when a section that it needs is missing.
    func look(_ investigation: inout Investigation) throws(NotInInput) -> [Looked]
}

/// What a rule looked at, and from which growth in every stage on it fires.
package struct Looked: Hashable, Sendable {
    package let kind: Evidence.Kind
    /// A name that it is about; empty when it is about all.
    package let subject: String
    package let course: Course
    /// The smallest growth in every stage that counts.
    package let least: Int128

    init(_ kind: Evidence.Kind, _ subject: String, _ course: Course, least: Int128) {
        self.kind = kind
        self.subject = subject
        self.course = course
        self.least = least
    }
}

/// What became of a rule.
package struct RuleOutcome: Hashable, Sendable {
    package let rule: String
    package let state: State
    /// What it looked at.
    package let looked: [Looked]

    package enum State: Hashable, Sendable {
        /// It found as many suspects.
        case fired(Int)
        case quiet
        case couldNotLook(NotInInput)
    }
}
