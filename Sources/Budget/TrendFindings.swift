import Growth
import Snapshot

/// The rule on growth over the whole series.
extension Evaluation {
    func findings(_ rule: TrendRule, minTrust: Trust.Level) -> [Finding] { [] }
}
