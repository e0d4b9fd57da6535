import Growth
import SnapshotModel

extension MatchingGap {
    /// The sentence about the rows, with what gives them names.
    func words(_ hints: ReportHints) -> String { words + (hints.namesRemedy.map { " (\($0))" } ?? "") }
}
