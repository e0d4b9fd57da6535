/// How the places of the runtime's fields become known.
package enum LayoutRoute: String, CaseIterable, Sendable {
    /// A table that was verified on dumps of the same version.
    case table
    /// The contract descriptor that .NET 9 and later carry.
    case descriptor
    /// What the fields look like, on System.Private.CoreLib and the threads of the dump.
    case calibrate
}
