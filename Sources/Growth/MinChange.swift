package import SnapshotModel

/// How much a measure must change to be shown and to count for the verdict.
///
/// The standard is `1% and 64 KB`, for objects `1% and 100`, for threads, modules and whatever else is counted `1% and 3`. Percent is
/// of the value before; what was 0 before reaches any percentage. A measure that did not change never reaches a limit, not even 0.
package struct MinChange: Equatable, Sendable {
    /// A percentage, an absolute amount or two of them.
    package struct Limit: Equatable, Sendable {
        /// In millionths: 1 % is 10,000.
        package var millionths: Int128?
        /// Bytes or pieces.
        package var amount: Int128?
        /// Whether both parts must be reached, or one of them.
        package var needsBoth: Bool

        package init(millionths: Int128? = nil, amount: Int128? = nil, needsBoth: Bool = true) {
            self.millionths = millionths
            self.amount = amount
            self.needsBoth = needsBoth
        }

        /// Whether the step from `before` to `after` is large enough.
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
    /// Threads, modules, rows and everything else that is counted.
    package var others: Limit
    /// As the user wrote it, for sentences.
    package var text: String

    package static let standard = MinChange(
        bytes: Limit(millionths: 10_000, amount: 64_000), objects: Limit(millionths: 10_000, amount: 100),
        others: Limit(millionths: 10_000, amount: 3), text: "1% and 64 KB")

    package init(bytes: Limit, objects: Limit, others: Limit, text: String) {
        self.bytes = bytes
        self.objects = objects
        self.others = others
        self.text = text
    }

    package func limit(_ unit: Unit) -> Limit {
        switch unit {
        case .bytes: bytes
        case .objects: objects
        default: others
        }
    }

    package func isReached(_ before: Int128, _ after: Int128, _ unit: Unit) -> Bool { limit(unit).isReached(before, after) }
}

extension MinChange {
    /// Reads `5% and 1 MB`, `10% or 5MB`, `64 KB`, `2%`, `5% and 200`, `0` (everything that changed at all).
    ///
    /// A percentage is for every measure, a size for bytes, a plain number for what is counted. Where an expression says nothing about a
    /// measure the standard holds; where it says only a percentage `and` a limit of the other kind, the standard's amount stays beside
    /// the percentage.
    package init(parsing text: String) throws(UnreadableValue) {
        if trim(text) == "0" {
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
