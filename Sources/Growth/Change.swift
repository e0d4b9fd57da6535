/// A number before and after. `nil` is unknown. 128 bits hold every sum and every difference of 64-bit numbers.
package struct Change: Equatable, Sendable {
    package var before: Int128?
    package var after: Int128?

    package init(_ before: Int128?, _ after: Int128?) {
        self.before = before
        self.after = after
    }

    /// After minus before; `nil` when one of them is unknown.
    package var delta: Int128? {
        guard let before, let after else { return nil }
        return after - before
    }

    package static func + (a: Change, b: Change) -> Change {
        func sum(_ x: Int128?, _ y: Int128?) -> Int128? { x.flatMap { x in y.map { x + $0 } } }
        return Change(sum(a.before, b.before), sum(a.after, b.after))
    }

    /// The difference as a share of `before`: 1 for +100 %. `nil` when it is unknown or `before` is 0.
    package var share: Double? {
        guard let before, let delta, before != 0 else { return nil }
        return Double(delta) / Double(before)
    }
}
