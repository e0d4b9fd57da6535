package import SnapshotModel
package import Suspects

/// A rule on what leaks, so that a gate says "no new leak" without the name of a type.
package struct SuspectRule: Sendable {
    package let place: RulePlace
    /// So many suspects may be there.
    package var most = 0
    /// In hundredths, from 0 to 100. Suspects of which less is sure are passed over.
    package var leastConfidence = 70
    /// Those that count; `nil` for all.
    package var causes: Set<Cause>?
    package var severity = Finding.Severity.error
    package var minTrust = Trust.Level.good
    package var message: String?

    package init(place: RulePlace) { self.place = place }

    static let name = "suspects"

    var limit: Finding.Limit {
        Finding.Limit(.suspects, (most == 0 ? "none" : "\(most)") + " from \(leastConfidence)% on", .most(Int128(most)))
    }
}
