import SnapshotModel

/// `--redact`: which names stay, and where the salt comes from.
struct RedactionChoice: Sendable {
    let keep: NameFilter
    let salt: Salt

    enum Salt: Equatable, Sendable {
        /// What $HEAPDRIFT_REDACT_SALT says.
        case given(String)
        /// Kept in this file, which is made when it is not there.
        case file(String)
    }

    static let saltVariable = "HEAPDRIFT_REDACT_SALT"
    /// Bytes of a salt that cannot be found by trying.
    static let leastSalt = 16
}
