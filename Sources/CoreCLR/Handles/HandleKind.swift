/// What a GC handle does for its object. Raw values are the runtime's types of handles (HNDTYPE in src/coreclr/gc/gcinterface.h of
/// dotnet/runtime).
package enum HandleKind: UInt8, Sendable, CaseIterable {
    /// Does not keep its object alive. It is cleared when the object's finalizer becomes due.
    case weakShort = 0
    /// As `weakShort`, but cleared only when the object is gone.
    case weakLong = 1
    /// Keeps its object alive.
    case strong = 2
    /// Keeps its object alive and in its place.
    case pinned = 3
    /// Obsolete.
    case variable = 4
    /// Keeps its object alive while COM counts references to it.
    case refCounted = 5
    /// Keeps a second object alive as long as its object is.
    case dependent = 6
    /// Pins what an overlapped operation of Windows needs.
    case asyncPinned = 7
    /// As `strong`, and the collector measures what its object alone keeps alive.
    case sizedRef = 8
    /// Weak handles to wrappers of COM objects; up to 3.1 those of WinRT.
    case weakNativeCOM = 9
    /// A weak reference to the middle of an object, from 9 on.
    case weakInterior = 10
    /// A reference from another garbage-collected world, from 10 on.
    case crossReference = 11

    /// The word for the kind in outputs.
    package var name: String {
        switch self {
        case .weakShort: "weak-short"
        case .weakLong: "weak-long"
        case .strong: "strong"
        case .pinned: "pinned"
        case .variable: "variable"
        case .refCounted: "ref-counted"
        case .dependent: "dependent"
        case .asyncPinned: "async-pinned"
        case .sizedRef: "sized-ref"
        case .weakNativeCOM: "weak-native-com"
        case .weakInterior: "weak-interior"
        case .crossReference: "cross-reference"
        }
    }

    /// Whether the collector must not move the object.
    package var pins: Bool { self == .pinned || self == .asyncPinned }
}
