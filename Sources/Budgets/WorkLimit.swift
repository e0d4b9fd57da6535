import Growth
import SnapshotModel

/// `2 B/request`, `0.5/request`: how much a unit of work may add.
struct WorkLimit {
    /// Of the metric's unit, times a million.
    let millionths: Int128
    let unit: String
    let text: String

    init(parsing text: String, _ metricUnit: Unit) throws(UnreadableValue) {
        let expected = metricUnit == .bytes ? "a size a unit of work like '2 B/request'" : "a number a unit of work like '0.5/request'"
        guard let slash = text.lastIndex(of: "/") else { throw UnreadableValue(text, expected: expected, found: "no '/'") }
        let unit = text[text.index(after: slash)...].trimmed
        guard !unit.isEmpty else { throw UnreadableValue(text, expected: expected, found: "no unit of work behind the '/'") }
        let amount = text[..<slash].trimmed
        if let number = DecimalNumber(amount)?.times(1_000_000), metricUnit != .bytes || number == 0 {
            millionths = Int128(clamping: number)
        } else if metricUnit == .bytes {
            do throws(UnreadableValue) {
                // A fraction of a byte a request is worth a rule; a size is whole bytes.
                if amount.hasSuffix("B"), let number = DecimalNumber(amount.dropLast().trimmed)?.times(1_000_000) {
                    millionths = Int128(clamping: number)
                } else {
                    millionths = Int128(try ByteSize.parse(String(amount))) * 1_000_000
                }
            } catch {
                throw UnreadableValue(text, expected: expected, found: error.found)
            }
        } else {
            throw UnreadableValue(text, expected: expected, found: "'\(amount)' before the '/'")
        }
        self.unit = String(unit)
        self.text = text
    }
}
