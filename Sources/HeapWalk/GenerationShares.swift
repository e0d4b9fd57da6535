package import CoreCLR
import RawMemory

/// Objects and bytes of one type (or of Free) in each generation.
package struct GenerationShares: Equatable, Sendable {
    package struct Share: Equatable, Sendable {
        package var count: UInt64 = 0
        /// Exact sizes, not rounded up to 8.
        package var bytes: UInt64 = 0

        mutating func add(count: UInt64, bytes: UInt64) {
            self.count = self.count.saturatingAdd(count)
            self.bytes = self.bytes.saturatingAdd(bytes)
        }
    }

    private var shares: InlineArray<6, Share> = InlineArray(repeating: Share())

    package init() {}

    package static func == (a: Self, b: Self) -> Bool { Generation.allCases.allSatisfy { a[$0] == b[$0] } }

    package subscript(_ generation: Generation) -> Share {
        get { shares[generation.rawValue] }
        set { shares[generation.rawValue] = newValue }
    }

    mutating func add(_ other: GenerationShares) {
        for generation in Generation.allCases { self[generation].add(count: other[generation].count, bytes: other[generation].bytes) }
    }

    package var count: UInt64 { Generation.allCases.reduce(0) { $0.saturatingAdd(self[$1].count) } }
    package var bytes: UInt64 { Generation.allCases.reduce(0) { $0.saturatingAdd(self[$1].bytes) } }
}
