/// What is known of the snapshots of a series besides what they hold.
package struct Circumstances: Sendable {
    /// How often the same work was done in each step, at least once; `nil` when that is unknown.
    package var loops: [Int128]?
    /// Whether the growth began in the last few of many snapshots, and they were chosen for that.
    package var isShort = false

    package init() {}

    /// The suspects as they look under these circumstances, again the most severe first.
    func judged(_ suspects: [Suspect]) -> [Suspect] {
        if loops == nil, !isShort { return suspects }
        let judged = suspects.map { suspect in
            var suspect = suspect
            if let loops { suspect.judge(byLoops: loops) }
            if isShort, suspect.severity > .warning { suspect.lower(.shortGrowth, .warning) }
            return suspect
        }
        return Suspect.Severity.allCases.reversed().flatMap { severity in judged.filter { $0.severity == severity } }
    }
}

extension Suspect {
    mutating func lower(_ doubt: Doubt, _ most: Severity) {
        doubts.append(doubt)
        severity = min(severity, most)
    }

    /// Between two snapshots the same work was done again and again. What every piece of it leaves behind grows by as many objects, or twice as
    /// many. What grows by fewer is no leak of that work. Causes without objects (memory, arrays that become larger) are not judged.
    ///
    /// The idea is that of Shark's growth detector, which runs a scenario several times and looks for as many more objects each time.
    mutating func judge(byLoops loops: [Int128]) {
        let steps = objects.steps
        guard objects.sustained > 0, steps.count == loops.count, (steps + loops).allSatisfy({ (1..<Int128.max / 64).contains($0) }) else {
            return
        }
        guard zip(steps, loops).allSatisfy({ $0 >= $1 }) else { return lower(.fewerThanLoops, .information) }
        // In each step the same number of objects for each loop. What else the process does moves it by a little.
        let each = Set(zip(steps, loops).map { ($0 + $1 / 2) / $1 })
        guard let count = each.first, each.count == 1 else { return }
        let offsets = zip(steps, loops).map { step, loops in (step - count * loops).magnitude * 50 <= loops.magnitude }
        guard offsets.allSatisfy(\.self), let step = steps.first, let first = loops.first else { return }
        let isExact = step == count * first
        evidence.insert(Evidence(.loops, "+\(step) \(isExact ? "=" : "is about") \(count) x \(first) loops"), at: 0)
        confidence = min(0.99, ((confidence + (1 - confidence) / 2) * 100).rounded() / 100)
    }
}
