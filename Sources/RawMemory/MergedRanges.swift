extension [AddressRange] {
    /// The same addresses in ranges without overlaps, in ascending order. Empty ranges are left out.
    public var merged: [AddressRange] {
        var merged: [AddressRange] = []
        for range in filter({ !$0.isEmpty }).sorted(by: { $0.start < $1.start }) {
            if let last = merged.last, range.start <= last.end {
                merged[merged.count - 1].end = Swift.max(last.end, range.end)
            } else {
                merged.append(range)
            }
        }
        return merged
    }
}
