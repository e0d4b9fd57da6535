import HeapWalk
import RawMemory

/// How much memory details may take that can be left out.
package struct MemoryLimit: Sendable {
    /// In bytes.
    package let bytes: UInt64

    /// `given`: `--max-memory`. Without it, the limit is what this process can have at the moment.
    package init(given: UInt64?) { bytes = given ?? AvailableMemory.bytes() ?? .max }

    func shortage(_ needed: UInt64) -> MemoryShortage? { needed > bytes ? MemoryShortage(needed: needed, allowed: bytes) : nil }
}
