package import RawMemory
package import Snapshot

/// An input opened, told apart and fingerprinted, but not read yet: the store may know it already.
package struct OpenedInput: Sendable {
    package let path: String
    /// SHA-256 in hexadecimal.
    package let fingerprint: String
    /// Which reader would make the snapshot and with which content-changing options (`Input.reader`).
    package let reader: String
}

/// Opens `path`, unpacks it if it is compressed, recognises what it is. Throws `InputFailure` or `Interrupted`.
package func openInput(_ path: String, _ options: ReductionOptions, _ progress: WorkProgress) throws -> OpenedInput {
    throw InputFailure("not-built", "not built yet")
}

/// Reads the whole input. Same input, same snapshot, whatever `workers` is. Throws `InputFailure` or `Interrupted`.
package func reduce(_ input: OpenedInput, _ options: ReductionOptions, _ progress: WorkProgress) throws -> Snapshot {
    throw InputFailure("not-built", "not built yet")
}
