import RawMemory

/// Offsets in bytes of the fields of a delegate object, from its address on.
package struct DelegateFields: Sendable {
    /// The object that the method is called on; a delegate to a static method has itself or null.
    package let target: UInt64
    /// The code that is called. For a static method it is a thunk that moves the arguments, and the method's own code is in `auxiliary`.
    package let method: UInt64
    package let auxiliary: UInt64
    /// An Object[] of delegates, for a delegate that calls several, and how many elements of it are in use.
    package let list: UInt64
    package let count: UInt64

    /// The bytes of a delegate object.
    package static let size: UInt64 = 0x38

    init(_ offsets: FieldOffsets) throws(RuntimeField) {
        target = try offsets.known("Delegate", "Target")
        method = try offsets.known("Delegate", "MethodPtr")
        auxiliary = try offsets.known("Delegate", "MethodPtrAux")
        list = try offsets.known("Delegate", "InvocationList")
        count = try offsets.known("Delegate", "InvocationCount")
    }
}
