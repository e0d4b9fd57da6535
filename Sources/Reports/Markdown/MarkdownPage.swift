/// A page that grows block by block and never beyond a number of bytes. Tables and lists are cut at a row, and say how many are left out.
struct MarkdownPage {
    private(set) var text = ""
    private let most: Int

    /// What a comment on a pull request may hold is 65,536 characters; a job's summary 1 MiB.
    static let comment = 60_000
    static let summary = 900_000

    init(most: Int) { self.most = most }

    /// A block of lines with a blank line after it. Only for what is short whatever the names are.
    mutating func block(_ lines: [String]) {
        if !lines.isEmpty { text += lines.joined(separator: "\n") + "\n\n" }
    }

    /// Rows below their headings, as many as `share` of the page has room for. `total`: how many there are, when the caller has cut them
    /// already; the difference is said below them.
    mutating func rows(_ head: [String], _ rows: [String], of total: Int? = nil, _ what: String, share: Double) {
        if rows.isEmpty { return }
        let (shown, rest) = fitting(head, rows, of: total, what, share: share)
        if !shown.isEmpty { block(head + shown) }
        block(rest)
    }

    /// The same, closed until somebody opens it.
    mutating func details(
        _ title: String, head: [String] = [], _ rows: [String], of total: Int? = nil, _ what: String, share: Double
    ) {
        if rows.isEmpty { return }
        let (shown, rest) = fitting(head, rows, of: total, what, share: share)
        let end = rest.isEmpty ? [] : [""] + rest
        block(["<details><summary>\(title)</summary>", ""] + (shown.isEmpty ? [] : head + shown) + end + ["", "</details>"])
    }

    private func fitting(_ head: [String], _ rows: [String], of total: Int?, _ what: String, share: Double) -> (
        shown: [String], rest: [String]
    ) {
        var room = Int(Double(most) * share) - text.utf8.count - head.reduce(0) { $0 + $1.utf8.count + 1 }
        var count = 0
        while count < rows.count {
            room -= rows[count].utf8.count + 1
            if room < 0 { break }
            count += 1
        }
        let left = (total ?? rows.count) - count
        let rest = left > 0 ? ["\(NumberText.grouped(Int128(left))) more \(what) are not shown here; `--json` has all."] : []
        return (Array(rows.prefix(count)), rest)
    }

    /// The page, with one line break at its end.
    func finished() -> String {
        var end = text.utf8.endIndex
        while end > text.utf8.startIndex, text.utf8[text.utf8.index(before: end)] == UInt8(ascii: "\n") {
            end = text.utf8.index(before: end)
        }
        return String(text[..<end]) + "\n"
    }
}
