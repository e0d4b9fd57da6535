package import Growth
package import Suspects

/// What leaks in a series, found in some of its snapshots that were loaded whole.
package struct SeriesSuspects: Sendable {
    package let report: SuspectReport
    package let stages: StageChoice
    /// By suspect: the course of its subject over the whole series; `nil` when no row or metric of the series has it.
    package let courses: [TrendRow?]

    package init(_ report: SuspectReport, _ stages: StageChoice, courses: [TrendRow?]) {
        self.report = report
        self.stages = stages
        self.courses = courses
    }

    /// The point at which a suspect's growth began: where its subject began to grow, or else where the heap did. `nil` for growth from the
    /// beginning on, and when it is unknown.
    func began(_ suspect: Int) -> Int? {
        guard let course = courses[suspect], course.shape == .growing, let began = course.began else { return stages.began }
        // It grew in every snapshot that was looked at, so not only since a later one.
        return stages.points.first.map { began <= $0 } ?? true ? began : stages.began
    }
}
