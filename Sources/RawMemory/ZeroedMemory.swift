import Glibc

/// Memory that is zero at first. Pages that nobody writes cost nothing.
@safe
public final class ZeroedMemory: @unchecked Sendable {
    public let start: UnsafeMutableRawPointer

    /// `nil` when the system does not have so many bytes. `isRandom`: it is read here and there, so large pages are asked for.
    public init?(count: Int, size: Int, isRandom: Bool = false) {
        guard count >= 0, size > 0, let memory = unsafe calloc(max(count, 1), size) else { return nil }
        unsafe start = unsafe memory
        let (page, bytes) = (1 << 21, max(count, 1) * size)
        let skipped = (page - Int(bitPattern: memory) & (page - 1)) & (page - 1)
        // Advice that is not taken changes nothing.
        if isRandom, bytes > skipped + page { unsafe madvise(memory + skipped, (bytes - skipped) & ~(page - 1), MADV_HUGEPAGE) }
    }

    deinit { unsafe free(start) }
}
