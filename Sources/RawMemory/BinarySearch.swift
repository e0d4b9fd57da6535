extension RandomAccessCollection {
    /// The index of the first element for which `isInSecondPart` is true; `endIndex` when it is true for none. The collection must be
    /// partitioned: all elements for which it is false come first. Takes about log2(count) calls.
    @inlinable @inline(__always)
    public func partitioningIndex(where isInSecondPart: (Element) throws -> Bool) rethrows -> Index {
        var low = startIndex
        var left = count
        while left > 0 {
            let half = left / 2
            let middle = index(low, offsetBy: half)
            if try isInSecondPart(self[middle]) {
                left = half
            } else {
                low = index(after: middle)
                left -= half + 1
            }
        }
        return low
    }
}
