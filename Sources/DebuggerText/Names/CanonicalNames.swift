/// Type names of a text in the form of snapshots. A name that is printed again is not parsed again, and takes no memory of its own.
final class CanonicalNames {
    private var known: [UInt64: (printed: [UInt8], canonical: String)] = [:]

    /// Processes have some ten thousand types.
    private static let most = 1 << 17

    /// `PrintedTypeName.canonical` of the printed name.
    func name(_ printed: ArraySlice<UInt8>) -> String {
        let hash = Self.hash(printed)
        if let found = known[hash], found.printed.elementsEqual(printed) { return found.canonical }
        let canonical = PrintedTypeName.canonical(String(decoding: printed, as: UTF8.self))
        if known.count < Self.most { known[hash] = (Array(printed), canonical) }
        return canonical
    }

    /// FNV-1a. Names with the same hash take each other's place, and both are right.
    private static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return hash
    }
}
