/// Numbers of which some are wanted by rank: what stands where if they were sorted, without sorting all of them.
struct Selection {
    private(set) var values: [Double]
    /// Ranks that are found: what stands before is not larger, what stands after not smaller. Ascending, with the ends.
    private var found: [Int]

    /// None of them may be NaN.
    init(_ values: [Double]) {
        self.values = values
        found = [-1, values.count]
    }

    /// The value of rank `rank`, from 0.
    mutating func value(_ rank: Int) -> Double {
        let place = found.firstIndex { $0 >= rank } ?? 0
        if found[place] != rank {
            find(rank, found[place - 1] + 1, found[place] - 1)
            found.insert(rank, at: place)
        }
        return values[rank]
    }

    /// Brings the value of rank `rank` to its place, which is between `first` and `last`.
    private mutating func find(_ rank: Int, _ first: Int, _ last: Int) {
        var (first, last) = (first, last)
        // A pivot that halves nothing again and again is what a hostile series would have; sorting ends that.
        var tries = 4 * (Int.bitWidth - (last - first + 1).leadingZeroBitCount)
        while last - first > 16, tries > 0 {
            tries -= 1
            let pivot = Selection.median(values[first], values[first + (last - first) / 2], values[last])
            var (low, high) = (first, last)
            while low <= high {
                while values[low] < pivot { low += 1 }
                while pivot < values[high] { high -= 1 }
                if low <= high {
                    values.swapAt(low, high)
                    low += 1
                    high -= 1
                }
            }
            // Between `high` and `low` there is at most one, which equals the pivot.
            if rank <= high { last = high } else if rank >= low { first = low } else { return }
        }
        values[first...last].sort()
    }

    private static func median(_ a: Double, _ b: Double, _ c: Double) -> Double { max(min(a, b), min(max(a, b), c)) }
}
