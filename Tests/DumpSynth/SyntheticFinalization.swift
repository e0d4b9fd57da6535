extension SyntheticProcess {
    /// The address of CFinalize.
    package var finalization: UInt64 { finalizeQueue }

    /// Fills the finalization queue: objects by generation (frozen objects have no finalizers), those that are ready with critical
    /// finalizers, and those with others. Returns the address of the array.
    @discardableResult
    package func finalization(queued: [HeapGeneration: [UInt64]], critical: [UInt64] = [], ready: [UInt64] = []) -> UInt64 {
        let parts = [HeapGeneration.poh, .loh, .gen2, .gen1, .gen0].map { queued[$0] ?? [] } + [critical, ready]
        let objects = parts.flatMap(\.self)
        let array = allocate((objects.count + 4) * 8)
        for (place, object) in objects.enumerated() { poke(object, at: array + UInt64(place) * 8) }
        var limit = array
        for (number, part) in parts.enumerated() {
            limit += UInt64(part.count) * 8
            poke(limit, at: finalizeQueue + UInt64(number) * 8)
        }
        poke(array, at: finalizeQueue + 7 * 8)
        // There is room for more.
        poke(limit + 32, at: finalizeQueue + 8 * 8)
        return array
    }
}
