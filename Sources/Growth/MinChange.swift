package import SnapshotModel

/// The smallest change of a measure that is shown and counts for the verdict.
///
/// The standard is `1% and 64 kB` for bytes, `1% and 100` for objects and what is counted by the object (delegates, tasks, GC handles), and `1% and 3` for everything else that is counted. A percentage is
/// relative to the value before. A change from 0 reaches every percentage. A measure that did not change reaches no limit, not even 0.
package struct MinChange: Equatable, Sendable {
    /// A percentage, an absolute amount or two of them.
    package struct Limit: Equatable, Sendable {
        /// In millionths: 1 % is 10,000.
        package var millionths: Int128?
        /// In bytes, or a count.
        package var amount: Int128?
        /// Whether both parts must be reached, and not only one.
        package var needsBoth: Bool

        package init(millionths: Int128? = nil, amount: Int128? = nil, needsBoth: Bool = true) {
            self.millionths = millionths
            self.amount = amount
            self.needsBoth = needsBoth
        }

        /// Whether the change from `before` to `after` is large enough.
        package func isReached(_ before: Int128, _ after: Int128) -> Bool {
            let (difference, overflow) = after.subtractingReportingOverflow(before)
            if difference == 0 { return false }
            let size = overflow ? Int128.max : Int128(clamping: difference.magnitude)
            let byAmount = amount.map { size >= $0 }
            let byPercent = millionths.map { Limit.isShare(size, of: before, atLeast: $0) }
            switch (byPercent, byAmount) {
            case (let percent?, let amount?): return needsBoth ? percent && amount : percent || amount
            case (let one?, nil), (nil, let one?): return one
            case (nil, nil): return true
            }
        }

        private static func isShare(_ size: Int128, of before: Int128, atLeast millionths: Int128) -> Bool {
            if before <= 0 { return true }
            let (wanted, tooMuch) = before.multipliedReportingOverflow(by: millionths)
            let (given, enough) = size.multipliedReportingOverflow(by: 1_000_000)
            return enough || (!tooMuch && given >= wanted)
        }
    }

    package var bytes: Limit
    package var objects: Limit
    /// For threads, modules, rows and everything else that is counted.
    package var others: Limit
    /// As the user wrote it, for messages.
    package var text: String

    package static let standard = MinChange(
        bytes: Limit(millionths: 10_000, amount: 64_000), objects: Limit(millionths: 10_000, amount: 100),
        others: Limit(millionths: 10_000, amount: 3), text: "1% and 64 kB")

    package init(bytes: Limit, objects: Limit, others: Limit, text: String) {
        self.bytes = bytes
        self.objects = objects
        self.others = others
        self.text = text
    }

    package func limit(_ unit: Unit) -> Limit {
        switch unit {
        case .bytes: bytes
        case .count(let noun) where Unit.countedByTheObject.contains(noun): objects
        default: others
        }
    }

    package func isReached(_ before: Int128, _ after: Int128, _ unit: Unit) -> Bool { limit(unit).isReached(before, after) }
}

extension MinChange {
    /// Parses `5% and 1 MB`, `10% or 5MB`, `64 kB`, `2%`, `5% and 200`, or `0` for every change.
    ///
    /// A percentage applies to every measure, a size to bytes, and a plain number to counts. A measure for which the expression gives no
    /// limit has the standard one. If the expression joins a percentage and an amount of another kind by `and`, the measure's limit is that
    /// percentage and the standard's amount.
    package init(parsing text: String) throws(UnreadableValue) {
        if text.trimmed == "0" {
            let any = Limit(amount: 0)
            self.init(bytes: any, objects: any, others: any, text: "0")
            return
        }
        let change = try ChangeExpression(
            parsing: text, expected: "a change like '5% and 1 MB', '10% or 5 MB', '2%', '64 kB' or '5% and 200'")
        func limit(_ amount: Int128?, _ standard: Limit) -> Limit {
            switch (change.millionths, amount) {
            case (nil, nil): standard
            case (let percent?, nil) where change.isPair && change.needsBoth: Limit(millionths: percent, amount: standard.amount)
            default: Limit(millionths: change.millionths, amount: amount, needsBoth: change.needsBoth)
            }
        }
        let standard = MinChange.standard
        self.init(
            bytes: limit(change.bytes, standard.bytes), objects: limit(change.pieces, standard.objects),
            others: limit(change.pieces, standard.others), text: change.text)
    }
}
