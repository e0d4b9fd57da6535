import Growth
import SnapshotModel

/// The growth allowed for each unit of work: `2 B/request`, `0.5/request`.
struct WorkLimit {
    /// In millionths of the metric's unit.
    let millionths: Int128
    let unit: String
    let text: String

    init(parsing text: String, _ metricUnit: Unit) throws(UnreadableValue) {
        let expected =
            metricUnit == .bytes ? "a size for each unit of work like '2 B/request'" : "a number for each unit of work like '0.5/request'"
        guard let slash = text.lastIndex(of: "/") else { throw UnreadableValue(text, expected: expected, found: "no '/'") }
        let unit = text[text.index(after: slash)...].trimmed
        guard !unit.isEmpty else { throw UnreadableValue(text, expected: expected, found: "no unit of work after the '/'") }
        let amount = text[..<slash].trimmed
        if let number = DecimalNumber(amount)?.times(1_000_000), metricUnit != .bytes || number == 0 {
            millionths = Int128(clamping: number)
        } else if metricUnit == .bytes {
            do throws(UnreadableValue) {
                // A limit of a fraction of a byte for each request makes sense, but `ByteSize` rounds to whole bytes.
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
