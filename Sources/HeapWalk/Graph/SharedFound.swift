import Synchronization

/// The workers' results, each used by one worker at a time.
struct SharedFound: @unchecked Sendable {
    let of: [FoundReferences]

    init(_ of: [FoundReferences]) { self.of = of }
}

/// Lists that several workers fill, each in its place.
final class FreshWords: Sendable {
    private let lists: Mutex<[[UInt32]]>

    init(_ count: Int) { lists = Mutex(Array(repeating: [], count: count)) }

    func set(_ place: Int, _ words: [UInt32]) { lists.withLock { $0[place] = words } }

    /// Without empty ones, in the order of their places.
    var all: [[UInt32]] { lists.withLock { $0.filter { !$0.isEmpty } } }
}
