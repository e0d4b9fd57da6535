package import SnapshotModel

/// A result, for all formats.
package struct Report: Sendable {
    package var tool: Tool
    /// The exit code of the process: 0 done, 1 policy, 2 usage, 3 input, 4 inconclusive, 70 internal, 74 a result not written, 130 interrupted.
    package var exitCode: Int
    package var content: Content
    /// The sections and metrics that reports list, whether or not an input has them.
    package var catalog: Catalog
    /// Options and commands that the sentences of the report recommend.
    package var hints: ReportHints
    /// `nil` outside of a working copy: paths are shown as given.
    package var workingCopy: WorkingCopy?

    package init(
        tool: Tool, exitCode: Int = 0, catalog: Catalog = .standard, hints: ReportHints = ReportHints(), _ content: Content
    ) {
        self.catalog = catalog
        self.hints = hints
        self.tool = tool
        self.exitCode = exitCode
        self.content = content
    }

    package struct Tool: Equatable, Sendable {
        package var name: String
        package var version: String
        package init(name: String, version: String) {
            self.name = name
            self.version = version
        }
    }

    package enum Content: Sendable {
        /// One snapshot.
        case snapshot(SnapshotReport)
        /// Two or more snapshots compared.
        case diff(DiffReport)
        /// Some types of one or two snapshots.
        case explain(ExplainReport)
        /// A budget applied to a snapshot.
        case check(CheckReport)
        /// A series over time.
        case trend(TrendReport)
        /// An input, and the questions that it answers.
        case doctor(DoctorReport)
        /// Inputs taken into the store.
        case snap(SnapReport)
        /// Snapshots of the store.
        case list(ListReport)
        /// Work on the store, like removing snapshots or setting a baseline.
        case maintenance(MaintenanceReport)
        /// A request that could not be met.
        case failure(FailureReport)
        /// A plain table.
        case result(ResultTable)

        /// The word for it in JSON.
        var kind: String {
            switch self {
            case .snapshot: "snapshot"
            case .diff: "diff"
            case .explain: "explain"
            case .check: "check"
            case .trend: "trend"
            case .doctor: "doctor"
            case .snap: "snap"
            case .list: "list"
            case .maintenance: "maintenance"
            case .failure: "error"
            case .result(let table): table.kind.rawValue
            }
        }
    }
}
