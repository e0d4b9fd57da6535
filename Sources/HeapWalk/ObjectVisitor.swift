package import RawMemory

/// Work done with every object of the heap: counting it, following its references, recording its address.
///
/// Each worker of a scan has a visitor of its own, so a visitor needs no lock. A visitor costs nothing beyond its own work when it lies in
/// this target and its `visit` is `@inline(__always)`: the compiler then makes one loop of the scan and the visitor. In another target it
/// works too, but the scan calls it through its witness table, object by object.
package protocol ObjectVisitor: Sendable {
    /// The visitor's state for each type. The scan holds it beside the type's size, so an object costs one lookup.
    associatedtype TypeState: BitwiseCopyable & Sendable

    /// The first state of a type. The scan asks once for each method table. Words in damaged memory may lead here too, so not every type
    /// that was met has objects.
    mutating func meet(_ methodTable: Address) -> TypeState

    /// Called once for each object, Free objects among them, in order of address inside a region.
    mutating func visit(_ object: borrowing ScannedObject, _ state: inout TypeState)

    /// Called after the last object of a region.
    mutating func leave(_ region: ScannedRegion, _ types: inout TypeTable<TypeState>)
}

/// An object as the scan meets it.
package struct ScannedObject: ~Escapable {
    package let address: Address
    /// Without the mark bits that the GC may have set.
    package let methodTable: Address
    /// Exact size, at least 24, not rounded up to 8.
    package let size: UInt64
    /// The object's first bytes, as many as lie in one piece in the file. Fewer than `size` where the dump ends or goes on elsewhere in the
    /// file, none where the object's header is in two pieces: `AddressSpace` reads what is missing.
    package let contents: RawSpan

    @inline(__always) @_lifetime(copy contents)
    init(address: Address, methodTable: Address, size: UInt64, contents: RawSpan) {
        self.address = address
        self.methodTable = methodTable
        self.size = size
        self.contents = contents
    }
}
