/// For how many objects one of a sample stands.
package enum SampleWeight {
    /// To the nearest; the largest number for what none can hold. A larger value never gives less.
    package static func scaled(_ value: UInt64, by weight: Double) -> UInt64 {
        UInt64(exactly: (Double(value) * weight).rounded()) ?? .max
    }
}
