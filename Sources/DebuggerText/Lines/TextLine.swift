/// A line of a text without what its way into the file added (`LineCleaning`), and its words.
package struct TextLine: Sendable {
    package internal(set) var bytes: [UInt8] = []
    /// The words, which spaces and tabs separate: the first 64.
    package private(set) var words: [Range<Int>] = []
    /// The number of the line in its file, from 1 on.
    package internal(set) var number = 0
    /// Whether its end was left out, since it was too long.
    package internal(set) var isShortened = false

    static let mostWords = 64

    package init() {}

    /// For tests: a line as it stands.
    package init(_ text: String, number: Int = 1) {
        bytes = Array(text.utf8)
        self.number = number
        splitWords()
    }

    mutating func splitWords() {
        var found: [Range<Int>] = []
        swap(&found, &words)
        found.removeAll(keepingCapacity: true)
        Self.split(bytes.span, into: &found)
        words = found
    }

    private static func split(_ bytes: Span<UInt8>, into words: inout [Range<Int>]) {
        var start = 0
        while start < bytes.count, words.count < mostWords {
            while start < bytes.count, bytes[start] == .space { start += 1 }
            var end = start
            while end < bytes.count, bytes[end] != .space { end += 1 }
            if end > start { words.append(start..<end) }
            start = end
        }
    }

    package var isBlank: Bool { words.isEmpty }

    /// A word, empty behind the last one.
    package func word(_ place: Int) -> ArraySlice<UInt8> { place >= 0 && place < words.count ? bytes[words[place]] : [] }

    package func text(_ place: Int) -> String { String(decoding: word(place), as: UTF8.self) }

    /// The text from a word to the end, without spaces at its end.
    package func rest(from place: Int) -> String { String(decoding: restBytes(from: place), as: UTF8.self) }

    func restBytes(from place: Int) -> ArraySlice<UInt8> {
        place >= 0 && place < words.count ? PrintedNumber.trimmed(bytes[words[place].lowerBound...]) : []
    }

    package func decimal(_ place: Int) -> UInt64? { PrintedNumber.decimal(word(place)) }
    package func hexadecimal(_ place: Int) -> UInt64? { PrintedNumber.hexadecimal(word(place)) }

    /// The address in a word: a hexadecimal number of at least `digits` digits.
    package func address(_ place: Int, digits: Int = 5) -> UInt64? {
        let text = PrintedNumber.withoutPrefix(word(place))
        return text.count >= digits ? PrintedNumber.hexadecimal(text) : nil
    }

    package func isWord(_ place: Int, _ phrase: Phrase) -> Bool {
        guard place >= 0, place < words.count, words[place].count == phrase.count else { return false }
        return phrase.begins(bytes.span, at: words[place].lowerBound)
    }

    /// Whether the line's first word begins here with the phrase.
    package func begins(_ phrase: Phrase) -> Bool { words.first.map { phrase.begins(bytes.span, at: $0.lowerBound) } ?? false }

    package func contains(_ phrase: Phrase) -> Bool { place(of: phrase) != nil }

    /// Where the phrase first stands at or behind `start`.
    package func place(of phrase: Phrase, from start: Int = 0) -> Int? { phrase.place(in: bytes.span, from: start) }

    /// The decimal number behind the phrase and any colons and spaces.
    package func decimal(behind phrase: Phrase) -> UInt64? {
        guard let found = place(of: phrase) else { return nil }
        var start = found + phrase.count
        while start < bytes.count, bytes[start] == .space || bytes[start] == UInt8(ascii: ":") { start += 1 }
        var end = start
        while end < bytes.count, bytes[end] != .space { end += 1 }
        var text = bytes[start..<end]
        while let last = text.last, last == UInt8(ascii: ",") || last == UInt8(ascii: ".") || last == UInt8(ascii: ";") {
            text = text.dropLast()
        }
        return PrintedNumber.decimal(text)
    }

    /// Whether the line is a rule of dashes or equal signs.
    package var isRule: Bool {
        words.count == 1 && word(0).count > 3 && word(0).allSatisfy { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "=") }
    }

    /// Every size of the form `0xHEX (DECIMAL)`; `nil` when one contradicts itself.
    package var sizes: [UInt64]? { PrintedNumber.sizes(bytes) }

    /// The same of a line with one or several sums. SOS in C# prints a sum of 0 as nothing: `Size:  bytes total`.
    package var sums: [UInt64]? {
        guard let found = sizes else { return nil }
        let unit: Phrase = "bytes"
        var place = 0
        while let next = self.place(of: "Size:", from: place) {
            place = next + 5
            while place < bytes.count, bytes[place] == .space { place += 1 }
            if place > next + 5, unit.begins(bytes.span, at: place) { return [0] + found }
        }
        return found
    }

    /// Whether the line only says that lines were left out: `...`, `…`, `--- many lines of output omitted ---`.
    package var isCut: Bool {
        guard let first = words.first else { return false }
        if bytes[first.lowerBound] == UInt8(ascii: ".") || bytes[first.lowerBound] == 0xE2 {
            let dots = bytes[first.lowerBound...].filter { $0 != .space }
            if dots.count >= 2, dots.allSatisfy({ $0 == UInt8(ascii: ".") || [0xE2, 0x80, 0xA6].contains($0) }) { return true }
        }
        // Almost no line has one: each byte is looked at once, whatever the number of words.
        let text = bytes.span
        let begins = Self.beginsCut
        var before = 0
        for place in text.indices {
            let byte = Int(text[place].lowercased)
            if begins[before << 8 | byte], Self.cuts.contains(where: { $0.begins(text, at: place - 1) }) { return true }
            before = byte
        }
        return false
    }

    /// By two bytes, whether a phrase of `cuts` begins with them.
    private static let beginsCut: [Bool] = {
        var begins = [Bool](repeating: false, count: 1 << 16)
        for cut in cuts { begins[Int(cut.start.0) << 8 | Int(cut.start.1)] = true }
        return begins
    }()

    private static let cuts: [Phrase] = [
        "omitted", "abbreviated", "...removed", "cut to save", "more threads here", "[...]", "[…]", "snip", "(...)",
    ]
}
