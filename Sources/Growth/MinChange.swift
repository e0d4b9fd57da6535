package import Snapshot

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
        case .threads, .modules, .types, .rows, .none, .percent, .ratio: others
        }
    }

    package func isReached(_ before: Int128, _ after: Int128, _ unit: Unit) -> Bool { limit(unit).isReached(before, after) }
}

extension MinChange {
    private enum Part {
        case percent(Int128)
        case bytes(Int128)
        case pieces(Int128)
    }

    /// Reads `5% and 1 MB`, `10% or 5MB`, `64 KB`, `2%`, `5% and 200`, `0` (everything that changed at all).
    ///
    /// A percentage is for every measure, a size for bytes, a plain number for what is counted. Where an expression says nothing about a
    /// measure the standard holds; where it says only a percentage `and` a limit of the other kind, the standard's amount stays beside
    /// the percentage.
    package init(parsing text: String) throws(UnreadableValue) {
        let expected = "a change like '5% and 1 MB', '10% or 5 MB', '2%', '64 kB' or '5% and 200'"
        if trim(text) == "0" {
            let any = Limit(amount: 0)
            self.init(bytes: any, objects: any, others: any, text: "0")
            return
        }
        let words = text.split { $0 == " " || $0 == "\t" }.map(String.init)
        let joints = words.indices.filter { ["and", "or"].contains(words[$0].lowercased()) }
        guard joints.count <= 1 else { throw UnreadableValue(text, expected: expected, found: "more than two parts") }
        let halves = joints.first.map { [words[..<$0], words[($0 + 1)...]] } ?? [words[...]]
        let needsBoth = joints.first.map { words[$0].lowercased() == "and" } ?? true
        var percent: Int128?
        var size: Int128?
        var pieces: Int128?
        for half in halves {
            switch try MinChange.part(half.joined(separator: " "), of: text, expected) {
            case .percent(let value) where percent == nil: percent = value
            case .bytes(let value) where size == nil: size = value
            case .pieces(let value) where pieces == nil: pieces = value
            default: throw UnreadableValue(text, expected: expected, found: "the same kind of limit twice")
            }
        }
        let isPair = halves.count == 2
        func limit(_ amount: Int128?, _ standard: Limit) -> Limit {
            switch (percent, amount) {
            case (nil, nil): standard
            case (let percent?, nil) where isPair && needsBoth: Limit(millionths: percent, amount: standard.amount)
            default: Limit(millionths: percent, amount: amount, needsBoth: needsBoth)
            }
        }
        let standard = MinChange.standard
        self.init(
            bytes: limit(size, standard.bytes), objects: limit(pieces, standard.objects), others: limit(pieces, standard.others),
            text: words.joined(separator: " "))
    }

    private static func part(_ part: String, of text: String, _ expected: String) throws(UnreadableValue) -> Part {
        let part = trim(part)
        if part.hasSuffix("%") {
            guard let millionths = DecimalNumber(trim(part.dropLast())[...])?.times(10_000) else {
                throw UnreadableValue(text, expected: expected, found: "'\(part)'")
            }
            return .percent(Int128(clamping: millionths))
        }
        if let pieces = UInt64(part) { return .pieces(Int128(pieces)) }
        do {
            return .bytes(Int128(try ByteSize.parse(part)))
        } catch {
            throw UnreadableValue(text, expected: expected, found: part.isEmpty ? "nothing" : "'\(part)': \(error.found)")
        }
    }
}
