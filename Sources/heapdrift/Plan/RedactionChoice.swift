import SnapshotModel

/// The options of `--redact`: the names that stay, and the source of the salt.
struct RedactionChoice: Sendable {
    let keep: NameFilter
    let salt: Salt

    enum Salt: Equatable, Sendable {
        /// The value of $HEAPDRIFT_REDACT_SALT.
        case given(String)
        /// The content of this file, which is created when it does not exist.
        case file(String)
        /// A new one for this run, which is not kept.
        case once
    }

    /// Beside the store.
    static let saltFile = "redact.salt"
    static let saltVariable = "HEAPDRIFT_REDACT_SALT"
    /// The fewest bytes of a salt. A shorter one could be guessed.
    static let leastSalt = 16
}
