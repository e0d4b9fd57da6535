package import SnapshotModel

/// What a verb found, whatever it will be written as.
package struct Report: Sendable {
    package var tool: Tool
    /// What the process will end with (0 done, 1 policy, 2 usage, 3 input, 4 inconclusive, 70 internal, 130 interrupted).
    package var exitCode: Int
    package var content: Content
    /// The sections and metrics that reports list, whether or not an input has them.
    package var catalog: Catalog

    package init(tool: Tool, exitCode: Int = 0, catalog: Catalog = .standard, _ content: Content) {
        self.catalog = catalog
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
        /// `show`.
        case snapshot(SnapshotReport)
        /// `diff`.
        case diff(DiffReport)
        /// `check`.
        case check(CheckReport)
        /// `trend`.
        case trend(TrendReport)
        /// `doctor`.
        case doctor(DoctorReport)
        /// `snap`.
        case snap(SnapReport)
        /// `store ls`.
        case list(ListReport)
        /// Work on the store: `baseline`, `store gc`, `store verify` and the like.
        case maintenance(MaintenanceReport)
        /// Whatever could not be done.
        case failure(FailureReport)
        /// `store sql`, `check --metrics` and `check --dry-run`.
        case result(ResultTable)

        /// The word for it in JSON.
        var kind: String {
            switch self {
            case .snapshot: "snapshot"
            case .diff: "diff"
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
