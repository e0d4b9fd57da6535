package import Growth
package import SnapshotModel

/// The most that a number may be.
package struct ValueLimit: Equatable, Sendable {
    /// In the unit; percentages and ratios are in millionths.
    package let value: Int128
    /// As written in the budget.
    package let text: String

    /// `unit` decides which form is expected: a size, a whole number, a percentage or a decimal number.
    package init(parsing text: String, _ unit: Unit) throws(UnreadableValue) {
        self.text = text
        switch unit {
        case .bytes:
            value = text == "0" ? 0 : Int128(try ByteSize.parse(text))
        case .percent:
            let expected = "a percentage like 30%"
            guard text.hasSuffix("%") else { throw UnreadableValue(text, expected: expected, found: "no % at its end") }
            guard let number = DecimalNumber(text.dropLast().trimmed)?.times(10_000) else {
                throw UnreadableValue(text, expected: expected, found: "no number before the %")
            }
            value = Int128(clamping: number)
        case .ratio:
            guard let number = DecimalNumber(text[...])?.times(1_000_000) else {
                throw UnreadableValue(text, expected: "a number like 1.05", found: "no such number")
            }
            value = Int128(clamping: number)
        case .count, .none:
            guard let number = UInt64(text) else {
                throw UnreadableValue(text, expected: "a whole number like 200", found: "no such number")
            }
            value = Int128(number)
        }
    }

    package func isExceeded(by value: Int128) -> Bool { value > self.value }
}

/// The most that a number may grow from one snapshot to another. A number that shrinks or stays the same never exceeds it.
package struct GrowthLimit: Equatable, Sendable {
    package let change: ChangeExpression

    package init(parsing text: String, _ unit: Unit) throws(UnreadableValue) {
        let amount =
            switch unit {
            case .bytes: "'5% and 20 MB', '10%', '5 MB', '10% or 1 GB' or 0"
            case .percent, .ratio: "'10%'"
            default: "'5% and 200', '10%', '50' or 0"
            }
        let expected = "a growth like \(amount)"
        let change = try ChangeExpression(parsing: text, expected: expected)
        let isZero = change.pieces == 0 && change.millionths == nil
        switch unit {
        case .bytes where change.pieces != nil && !isZero:
            throw UnreadableValue(text, expected: expected, found: "a number without a unit")
        case .percent, .ratio:
            if change.pieces != nil || change.bytes != nil { throw UnreadableValue(text, expected: expected, found: "an amount") }
        case .count, .none:
            if change.bytes != nil { throw UnreadableValue(text, expected: expected, found: "a size, where things are counted") }
        case .bytes: break
        }
        self.change = change
    }

    package var text: String { change.text }

    /// A percentage is relative to the value before. Growth from 0 exceeds every percentage.
    package func isExceeded(from before: Int128, to after: Int128) -> Bool {
        guard after > before else { return false }
        let (growth, overflow) = after.subtractingReportingOverflow(before)
        let byAmount = (change.bytes ?? change.pieces).map { overflow || growth > $0 }
        let byPercent = change.millionths.map { millionths in
            if before <= 0 || overflow { return true }
            let (allowed, tooMuch) = before.multipliedReportingOverflow(by: millionths)
            let (given, enough) = growth.multipliedReportingOverflow(by: 1_000_000)
            return enough || (!tooMuch && given > allowed)
        }
        switch (byPercent, byAmount) {
        case (let percent?, let amount?): return change.needsBoth ? percent && amount : percent || amount
        case (let one?, nil), (nil, let one?): return one
        case (nil, nil): return true
        }
    }
}
