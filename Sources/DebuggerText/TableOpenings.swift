/// Tells most lines of prose and of lists of objects at once from lines with which a table may begin, so that not every grammar looks at each of them.
enum TableOpenings {
    /// False only for a line with which no table begins: its first word has letters alone, and no heading begins with it, or the line is the row of an
    /// object, two addresses and a size.
    static func mayBegin(_ line: TextLine) -> Bool {
        let word = line.word(0)
        if line.words.count == 3, word.count > 4, line.word(1).count >= 8, line.word(2).first?.isDigit ?? false,
            word.first?.isHexDigit ?? false,
            line.word(1).first?.isHexDigit ?? false
        {
            return false
        }
        guard let first = word.first, let last = word.last, first.isLetter || first >= 128, last != UInt8(ascii: ":") else { return true }
        var hash = StableWord()
        var isHexadecimal = word.count > 4
        for byte in word {
            if byte.isDigit { return true }
            isHexadecimal = isHexadecimal && byte.isHexDigit
            hash.add(byte.lowercased)
        }
        if isHexadecimal || words.contains(hash.value) { return true }
        // A page lost the line's end before it: `sdgeneration 0 starts at`. The kinds of handles are many: `Weak Short Handles: 13`.
        return word.count > 10 && line.word(0).suffix(10).elementsEqual("generation".utf8)
            || (1...3).contains { line.isWord($0, "Handles:") }
    }

    /// The first words of headings.
    private static let words = Set(
        [
            "statistics", "mt", "number", "gc", "heap", "loader", "total", "ready", "syncblocks", "generation", "handle", "start", "os",
            "id",
            "dbg", "lock", "address", "object", "type", "stack", "found", "thread", "scan", "caching", "note", "handletable", "finalizer",
            "index", "using", "cpu", "worker", "workers", "work", "completion", "press", "name", "baseaddress", "baseaddr", "image",
            "loaded", "loading", "windows", "generic", "timestamp,provider,counter",
        ].map { word in
            var hash = StableWord()
            for byte in word.utf8 { hash.add(byte) }
            return hash.value
        })

    /// FNV-1a.
    private struct StableWord {
        private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325
        mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { lowercased >= 97 && lowercased <= 122 }
}
