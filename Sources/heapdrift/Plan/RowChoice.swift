import Growth
import SnapshotModel

/// Which rows a person wants to see, and how.
struct RowChoice: Sendable {
    /// `--top`; nil: as many as fit a screen.
    let top: Int?
    let all: Bool
    /// Exact numbers instead of kB and MB.
    let exact: Bool
    let sort: RowSort
    /// `--type`, for the `types` section.
    let types: NameFilter?
    let minChange: MinChange

    /// As diff and reports take them: by section.
    var filters: [String: NameFilter] {
        guard let types, let section = Catalog.standard.followed.first else { return [:] }
        return [section.name: types]
    }
}
