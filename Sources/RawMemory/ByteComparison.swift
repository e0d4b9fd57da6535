import Glibc

extension RawSpan {
    /// Whether `bytes` are at `offset`. Also false when they do not all lie inside.
    public func contains(_ bytes: [UInt8], at offset: Int) -> Bool {
        guard let found = slice(offset, bytes.count) else { return false }
        return unsafe found.withUnsafeBytes { found in
            unsafe bytes.withUnsafeBytes { wanted in
                guard let a = found.baseAddress, let b = wanted.baseAddress else { return true }
                return unsafe memcmp(a, b, wanted.count) == 0
            }
        }
    }

    /// Whether all bytes are zero.
    public var isZero: Bool {
        unsafe withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress, bytes.count > 0 else { return true }
            // All bytes are equal to the first one if each is equal to the next.
            return unsafe base.load(as: UInt8.self) == 0 && memcmp(base, base + 1, bytes.count - 1) == 0
        }
    }
}
