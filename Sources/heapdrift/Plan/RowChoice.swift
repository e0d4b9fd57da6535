import Growth
import SnapshotModel

/// The options that choose rows and their order.
struct RowChoice: Sendable {
    /// `--top`; `nil` for as many rows as fit a screen.
    let top: Int?
    let all: Bool
    /// Exact numbers instead of kB and MB.
    let exact: Bool
    let sort: RowSort
    /// `--type`, for the types and for those who hold them.
    let types: NameFilter?
    let minChange: MinChange

    /// The filters by section, as `diff` and reports take them.
    var filters: [String: NameFilter] {
        guard let types, let section = Catalog.standard.followed.first else { return [:] }
        return [section.name: types, HolderRow.section.info.name: types]
    }
}
