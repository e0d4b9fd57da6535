package import Growth

extension Finding {
    /// The limit that a rule sets.
    package struct Limit: Equatable, Sendable {
        package let kind: Kind
        /// As written, like `5% and 20 MB`.
        package let text: String
        package let value: Value

        /// The key of the budget file under which the limit is written.
        package enum Kind: String, CaseIterable, Sendable {
            case max
            case warnMax = "warn_max"
            case maxGrowth = "max_growth"
            case warnGrowth = "warn_growth"
            /// No object is allowed.
            case never
            /// Growth for each unit of work.
            case perWork = "per_work"
            /// The smallest growth that a trend rule reports.
            case trend
            /// How many suspects there may be.
            case suspects
            /// A budget must hold a rule.
            case rules

            /// Whether the limit is one of growth from one snapshot to another.
            package var isGrowth: Bool { self == .maxGrowth || self == .warnGrowth }
        }

        package enum Value: Equatable, Sendable {
            /// In the finding's unit.
            case most(Int128)
            case growth(ChangeExpression)
            /// Millionths of the finding's unit for each unit of work.
            case perWork(millionths: Int128, unit: String)
            case trend(MinChange)
            /// At least one.
            case rules
        }

        package init(_ kind: Kind, _ text: String, _ value: Value) {
            self.kind = kind
            self.text = text
            self.value = value
        }
    }
}
