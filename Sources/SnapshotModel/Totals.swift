/// The totals of a snapshot. A total is `nil` when it is unknown.
package struct Totals: Hashable, Codable, Sendable {
    /// Objects and their exact bytes, Free excluded: the sums of the `types` section.
    package var objects: UInt64?
    package var bytes: UInt64?
    /// Free objects, with which the garbage collector fills gaps.
    package var freeObjects: UInt64?
    package var freeBytes: UInt64?
    /// Bytes that the regions or segments of the GC heap have committed and reserved.
    package var committed: UInt64?
    package var reserved: UInt64?

    package init(
        objects: UInt64? = nil, bytes: UInt64? = nil, freeObjects: UInt64? = nil, freeBytes: UInt64? = nil, committed: UInt64? = nil,
        reserved: UInt64? = nil
    ) {
        self.objects = objects
        self.bytes = bytes
        self.freeObjects = freeObjects
        self.freeBytes = freeBytes
        self.committed = committed
        self.reserved = reserved
    }

    package enum CodingKeys: String, CodingKey {
        case objects, bytes
        case freeObjects = "free_objects"
        case freeBytes = "free_bytes"
        case committed, reserved
    }
}
