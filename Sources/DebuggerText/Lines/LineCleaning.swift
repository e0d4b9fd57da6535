/// Takes from a line what its way into the file added: carriage returns, colours of terminals, entities and tags of HTML, emphasis and fences of
/// Markdown, signs of quotes, times of logs, numbers of lines, spaces of other widths and dashes of other lengths.
struct LineCleaning {
    private var cleaned: [UInt8] = []
    /// Whether two asterisks are open, which a second pair closes.
    private var isEmphasised = false
    /// Whether backslashes of the line separate folders, and none of them stands before a sign for Markdown.
    private var hasPath = false
    /// Whether the last line was quoted.
    private var isQuoted = false

    /// Cleans `line.bytes` in place and splits them into words.
    mutating func clean(_ line: inout TextLine) {
        if line.bytes.contains(where: Self.isMark) {
            cleaned.removeAll(keepingCapacity: true)
            isEmphasised = false
            hasPath = Self.holdsPath(line.bytes)
            copy(line.bytes)
            swap(&cleaned, &line.bytes)
        }
        let prefix = LogPrefix.length(line.bytes)
        if prefix > 0 { line.bytes.removeSubrange(..<prefix) }
        removeLineNumber(&line.bytes)
        line.splitWords()
        removeQuote(&line)
    }

    /// Removes the `>` that Markdown and mails put before each line. It is the prompt of dotnet-dump where a command follows; in a quote a heading with a
    /// capital letter is none: `> Address   MT   Size`.
    private mutating func removeQuote(_ line: inout TextLine) {
        guard line.word(0).first == Self.sign else {
            if !line.isBlank { isQuoted = false }
            return
        }
        for _ in 0..<Self.deepest {
            guard let first = line.words.first, line.bytes[first.lowerBound] == Self.sign else { return }
            let next = line.bytes[(first.lowerBound + 1)...].first { $0 != .space }
            let isCapital = next.map { $0 >= 65 && $0 <= 90 } ?? false
            if !(isQuoted && isCapital), DebuggerCommand.find(line) != nil { return }
            line.bytes[first.lowerBound] = .space
            line.splitWords()
            isQuoted = true
        }
    }

    private static let sign = UInt8(ascii: ">")
    /// Quotes inside of each other.
    private static let deepest = 8

    /// Whether the byte may be one that is changed or left out.
    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case 0..<32, 127..., UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: "*"), UInt8(ascii: "`"), UInt8(ascii: "\\"): true
        default: false
        }
    }

    private mutating func copy(_ bytes: [UInt8]) {
        var place = 0
        let isFence = bytes.drop { $0 == .space }.starts(with: Array("```".utf8))
        if isFence { return }
        while place < bytes.count {
            let byte = bytes[place]
            switch byte {
            case 27: place = behindColour(bytes, place)
            case 9:
                cleaned.append(.space)
                place += 1
            case 0..<32, 127: place += 1
            case UInt8(ascii: "&"): place = entity(bytes, place)
            case UInt8(ascii: "<"): place = tag(bytes, place)
            case UInt8(ascii: "*") where isEmphasis(bytes, place):
                isEmphasised.toggle()
                place += 2
            // Markdown writes `\-` for a minus and `\_` for an underscore.
            case UInt8(ascii: "\\") where !hasPath && place + 1 < bytes.count && Self.escaped.contains(bytes[place + 1]): place += 1
            case 128...: place = wide(bytes, place)
            default:
                var end = place + 1
                while end < bytes.count, !Self.isMark(bytes[end]) { end += 1 }
                cleaned.append(contentsOf: bytes[place..<end])
                place = end
            }
        }
    }

    private static let escaped: [UInt8] = Array("-_*`".utf8)

    /// Whether the two asterisks at `place` are emphasis of Markdown. Those behind a name are pointers, unless others before them are open.
    private func isEmphasis(_ bytes: [UInt8], _ place: Int) -> Bool {
        guard place + 1 < bytes.count, bytes[place + 1] == bytes[place] else { return false }
        return isEmphasised || place == 0 || !(bytes[place - 1].isOfName || Self.endsOfNames.contains(bytes[place - 1]))
    }

    private static let endsOfNames: [UInt8] = Array("*>])".utf8)

    /// Whether a backslash stands behind the letter of a drive, before the name of a computer, or before a letter.
    private static func holdsPath(_ bytes: [UInt8]) -> Bool {
        bytes.indices.dropLast().contains { place in
            guard bytes[place] == UInt8(ascii: "\\") else { return false }
            let next = bytes[place + 1]
            return place > 0 && bytes[place - 1] == UInt8(ascii: ":") || next != UInt8(ascii: "_") && next.isOfName
        }
    }

    /// Behind an escape sequence of a terminal: ESC [ … letter, or ESC and one character.
    private func behindColour(_ bytes: [UInt8], _ start: Int) -> Int {
        guard start + 1 < bytes.count, bytes[start + 1] == UInt8(ascii: "[") else { return start + 2 }
        var place = start + 2
        while place < bytes.count, bytes[place] < 64 { place += 1 }
        return place + 1
    }

    private mutating func entity(_ bytes: [UInt8], _ start: Int) -> Int {
        for (name, byte) in Self.entities where bytes[start...].starts(with: name) {
            cleaned.append(byte)
            return start + name.count
        }
        cleaned.append(bytes[start])
        return start + 1
    }

    private static let entities: [([UInt8], UInt8)] = [
        ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&nbsp;", " "), ("&quot;", "\""), ("&#39;", "'"), ("&#43;", "+"), ("&#x27;", "'"),
        ("&#96;", "`"), ("&#60;", "<"), ("&#62;", ">"),
    ].map { (Array($0.0.utf8), Array($0.1.utf8)[0]) }

    /// Tags that blogs put around and into what a debugger printed. A name in angle brackets behind a letter is an argument of a type.
    private mutating func tag(_ bytes: [UInt8], _ start: Int) -> Int {
        let isArgument = start > 0 && (bytes[start - 1].isOfName || bytes[start - 1] == UInt8(ascii: "+"))
        var place = start + 1
        if place < bytes.count, bytes[place] == UInt8(ascii: "/") { place += 1 }
        let name = place
        while place < bytes.count, place - name <= Self.longestTag, bytes[place].isOfName { place += 1 }
        let isTag = Self.tags.contains(bytes[name..<place].map(\.lowercased))
        guard isTag, !isArgument || name == start + 2, place < bytes.count,
            let end = bytes[place..<min(bytes.count, place + Self.longestAttributes)].firstIndex(of: UInt8(ascii: ">"))
        else {
            cleaned.append(bytes[start])
            return start + 1
        }
        return end + 1
    }

    /// Bytes of the longest name of a tag, and of the attributes behind it that are looked at.
    private static let (longestTag, longestAttributes) = (6, 1024)

    private static let tags: Set<[UInt8]> = Set(
        ["pre", "code", "br", "span", "div", "p", "strong", "em", "font", "td", "tr", "li", "ul", "ol"].map { Array($0.utf8) })

    /// Spaces of other widths are spaces; between two digits they separate groups. Dashes are minus signs.
    private mutating func wide(_ bytes: [UInt8], _ start: Int) -> Int {
        func follows(_ sequence: [UInt8]) -> Bool { bytes[start...].starts(with: sequence) }
        for space in Self.spaces where follows(space) {
            let next = start + space.count
            let separates = cleaned.last?.isDigit ?? false && next < bytes.count && bytes[next].isDigit
            cleaned.append(separates ? .apostrophe : .space)
            return next
        }
        for dash in Self.dashes where follows(dash) {
            cleaned.append(UInt8(ascii: "-"))
            return start + dash.count
        }
        if follows(Self.mark) { return start + Self.mark.count }
        if follows(Self.quote) {
            cleaned.append(.apostrophe)
            return start + Self.quote.count
        }
        cleaned.append(bytes[start])
        return start + 1
    }

    /// U+00A0, U+202F, U+2009, U+2007, U+3000.
    private static let spaces: [[UInt8]] = [
        [0xC2, 0xA0], [0xE2, 0x80, 0xAF], [0xE2, 0x80, 0x89], [0xE2, 0x80, 0x87], [0xE3, 0x80, 0x80],
    ]
    /// U+2010 to U+2015, U+2212.
    private static let dashes: [[UInt8]] = (0x90...0x95).map { [0xE2, 0x80, $0] } + [[0xE2, 0x88, 0x92]]
    /// The byte-order mark.
    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    /// U+2019.
    private static let quote: [UInt8] = [0xE2, 0x80, 0x99]

    /// Removes the number of a line that a blog printed before it: `12: `, `12. `, `12| `. A prompt has no space behind its colon.
    private func removeLineNumber(_ bytes: inout [UInt8]) {
        guard let start = bytes.firstIndex(where: { $0 != .space }), bytes[start].isDigit else { return }
        var place = start
        while place < bytes.count, bytes[place].isDigit { place += 1 }
        guard place - start <= 5, place + 1 < bytes.count, Array(":.|)".utf8).contains(bytes[place]), bytes[place + 1] == .space else {
            return
        }
        for index in start...place { bytes[index] = .space }
    }
}
