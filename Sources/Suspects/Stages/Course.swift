/// A number at each stage of a series, oldest first. 128 bits hold every sum of 64-bit numbers.
package struct Course: Hashable, Sendable {
    package let values: [Int128]

    package init(_ values: [Int128]) { self.values = values }

    static func zero(_ stages: Int) -> Course { Course([Int128](repeating: 0, count: stages)) }

    package var first: Int128 { values.first ?? 0 }
    package var last: Int128 { values.last ?? 0 }
    /// What it gained from each stage to the next.
    package var steps: [Int128] { zip(values, values.dropFirst()).map { Course.saturated($1, minus: $0) } }

    /// The smallest step: what it gained in every one. Warm-up, a cache that is full and a burst gain in one step and not in the others.
    package var sustained: Int128 { steps.min() ?? 0 }
    var largestStep: Int128 { steps.max() ?? 0 }
    /// From the first stage to the last.
    var gain: Int128 { Course.saturated(last, minus: first) }

    static func + (a: Course, b: Course) -> Course { Course(zip(a.values, b.values).map { Course.saturated($0, plus: $1) }) }

    static func sum(_ courses: some Sequence<Course>, stages: Int) -> Course { courses.reduce(zero(stages), +) }

    /// Multiplied by a number that is not negative.
    func times(_ factor: Int128) -> Course {
        Course(
            values.map { value in
                let (product, overflow) = value.multipliedReportingOverflow(by: factor)
                return overflow ? .max : product
            })
    }

    /// How even the steps are: the smallest as a share of the largest, from 0 to 1.
    var evenness: Double {
        guard largestStep > 0, sustained > 0 else { return 0 }
        return Double(sustained) / Double(largestStep)
    }

    private static func saturated(_ a: Int128, plus b: Int128) -> Int128 {
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? (b > 0 ? .max : .min) : sum
    }

    private static func saturated(_ a: Int128, minus b: Int128) -> Int128 {
        let (difference, overflow) = a.subtractingReportingOverflow(b)
        return overflow ? (b < 0 ? .max : .min) : difference
    }
}
