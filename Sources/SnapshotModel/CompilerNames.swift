/// Names that the C# compiler gives to what it makes itself: classes of closures, state machines, lambdas, local functions, anonymous types.
///
/// They have a number of the method or of the place in it: `Cart+<>c__DisplayClass12_0`, `Cart+<Load>d__5`, `<Load>b__12_1`, `<>9__12_1`,
/// `<Load>g__Retry|12_0`, `<>f__AnonymousType3`. One more method at the beginning of a class gives other numbers to all that follow.
package enum CompilerNames {
    /// The name with `#` in the place of these numbers; `nil` when it has none.
    package static func withoutNumbers(_ name: String) -> String? {
        let bytes = Array(name.utf8)
        var out: [UInt8] = []
        var copied = 0
        var place = 0
        // After the `>` come one letter or digit and two underscores.
        while place + 4 < bytes.count {
            guard bytes[place] == UInt8(ascii: ">"), isWord(bytes[place + 1]), bytes[place + 2] == underscore,
                bytes[place + 3] == underscore
            else {
                place += 1
                continue
            }
            var end = place + 4
            var start = end
            while end < bytes.count, isWord(bytes[end]) || bytes[end] == bar {
                // The name of a local function stands before the bar.
                if bytes[end] == bar { start = end }
                end += 1
            }
            var at = start
            while at < end {
                if isDigit(bytes[at]) {
                    out += bytes[copied..<at] + [UInt8(ascii: "#")]
                    while at < end, isDigit(bytes[at]) { at += 1 }
                    copied = at
                } else {
                    at += 1
                }
            }
            place = end
        }
        return copied == 0 ? nil : String(decoding: out + bytes[copied...], as: UTF8.self)
    }

    private static let underscore = UInt8(ascii: "_")
    private static let bar = UInt8(ascii: "|")
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == underscore || byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
