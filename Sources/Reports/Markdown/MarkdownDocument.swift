/// Markdown that grows block by block and never beyond a number of bytes. Tables and lists are cut at a row, and a sentence says how many
/// rows are left out.
struct MarkdownDocument {
    private(set) var text = ""
    private let most: Int
    /// The option that shows everything.
    private let hint: String?

    /// A comment on a pull request may hold 65,536 characters, and a job's summary 1 MiB.
    static let comment = 60_000
    static let summary = 900_000

    init(most: Int, hint: String?) {
        self.most = most
        self.hint = hint
    }

    /// A block of lines with a blank line after it. Only for what is short whatever the names are.
    mutating func block(_ lines: [String]) {
        if !lines.isEmpty { text += lines.joined(separator: "\n") + "\n\n" }
    }

    /// Rows that may be cut.
    struct Rows {
        var head: [String] = []
        var rows: [String]
        /// A plural for the rows.
        var noun: String
        /// Rows that were left out before.
        var hidden = 0
    }

    /// As many rows as `share` of the room left can hold.
    mutating func rows(_ rows: Rows, share: Double) {
        if rows.rows.isEmpty { return }
        let (shown, rest) = fitting(rows, share)
        block(shown)
        block(rest)
    }

    /// The same, closed until a reader opens it.
    mutating func folded(_ title: String, _ rows: Rows, share: Double) {
        if rows.rows.isEmpty { return }
        let (shown, rest) = fitting(rows, share)
        let end = rest.isEmpty ? [] : [""] + rest
        block(["<details><summary>\(title)</summary>", ""] + shown + end + ["", "</details>"])
    }

    private func fitting(_ rows: Rows, _ share: Double) -> (shown: [String], rest: [String]) {
        var room = Int(Double(most - text.utf8.count) * share) - rows.head.reduce(0) { $0 + $1.utf8.count + 1 }
        var count = 0
        while count < rows.rows.count {
            room -= rows.rows[count].utf8.count + 1
            if room < 0 { break }
            count += 1
        }
        let left = rows.rows.count - count + rows.hidden
        let end = hint.map { "; `\($0)` has all." } ?? "."
        let rest = left > 0 ? ["\(NumberText.grouped(Int128(left))) more \(rows.noun) are not shown here\(end)"] : []
        return (count == 0 ? [] : rows.head + rows.rows.prefix(count), rest)
    }

    /// The text with one line break at its end.
    func finished() -> String {
        var end = text.utf8.endIndex
        while end > text.utf8.startIndex, text.utf8[text.utf8.index(before: end)] == UInt8(ascii: "\n") {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end]) + "\n"
    }
}
