/// Totals of a snapshot. nil is unknown, 0 is zero.
package struct Totals: Hashable, Codable, Sendable {
    /// Objects and their exact bytes, Free excluded: the sums of the `types` section.
    package var objects: UInt64?
    package var bytes: UInt64?
    /// Gaps that the collector filled with Free objects.
    package var freeObjects: UInt64?
    package var freeBytes: UInt64?
    /// Bytes that the GC heap's regions or segments have committed and reserved.
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
