/// A way to find the offsets of the runtime's fields.
package enum LayoutRoute: String, CaseIterable, Sendable {
    /// A table in this program, verified on dumps of the same version.
    case table
    /// The contract descriptor that .NET 9 and later carry.
    case descriptor
    /// A search in the dump, from known values of CoreLib's module and of the threads.
    case calibrate
}
