/// Sustained growth: the smallest step from one point to the next.
///
/// Rows are ranked by it, and not by the gain from the first to the last point. A warm-up, a full cache or a burst gains in one step and
/// not in the others, while a leak gains in all of them.
///
/// One bad point (a dump in the middle of a collection) makes a step down and one up. So the worst point of six or more is left out, and
/// one in ten of more than twenty, but only while the smallest step is not a gain and leaving a point out helps. The step over a point left
/// out counts like any other. The first and the last point are never left out.
enum SmallestStep {
    static func of(_ values: [Int128]) -> Int128 {
        var kept = values
        var spare = values.count >= 6 ? max(1, values.count / 10) : 0
        while spare > 0, let (smallest, at) = smallest(kept), smallest <= 0 {
            // One of the two points of the smallest step is the bad one.
            let without = [at, at + 1].filter { $0 > 0 && $0 < kept.count - 1 }.map { place in
                var rest = kept
                rest.remove(at: place)
                return rest
            }
            // If both are equally bad, the earlier one is left out.
            guard var better = without.first else { break }
            for rest in without.dropFirst() where (self.smallest(rest)?.step ?? .min) > (self.smallest(better)?.step ?? .min) {
                better = rest
            }
            guard let next = self.smallest(better),
                next.step > smallest || steps(better, notAbove: smallest) < steps(kept, notAbove: smallest)
            else { break }
            kept = better
            spare -= 1
        }
        return smallest(kept)?.step ?? 0
    }

    private static func smallest(_ values: [Int128]) -> (step: Int128, at: Int)? {
        var best: (step: Int128, at: Int)?
        for place in values.indices.dropLast() {
            let step = step(values, place)
            if best.map({ step < $0.step }) ?? true { best = (step, place) }
        }
        return best
    }

    private static func steps(_ values: [Int128], notAbove limit: Int128) -> Int {
        values.indices.dropLast().count { step(values, $0) <= limit }
    }

    private static func step(_ values: [Int128], _ place: Int) -> Int128 {
        let (step, overflow) = values[place + 1].subtractingReportingOverflow(values[place])
        return overflow ? (values[place + 1] > values[place] ? .max : .min) : step
    }
}
