import RawMemory

/// Makes text of a dump safe for a terminal or a spreadsheet: nothing in it acts, hides or moves the text beside it.
package enum VisibleText {
    /// Every scalar without a plain glyph of its own becomes text like `\u{1b}`: control characters and line breaks, format characters (bidi
    /// marks, zero-width ones), combining marks, private and unassigned ones, and letters written from right to left, which would reorder
    /// the numbers after them. `width` knows the width of all others.
    package static func visible(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) { return text }
        var shown = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if isPlain(scalar) {
                shown.append(scalar)
            } else {
                shown.append(contentsOf: (PathText.shown(scalar) ?? "\\u{\(scalar.value.hexadecimal())}").unicodeScalars)
            }
        }
        return String(shown)
    }

    /// The same for a terminal, which shows a few hundred columns: a text of many kilobytes is cut to its two ends.
    static func brief(_ text: String) -> String {
        let most = 1_024
        guard text.utf8.count > 8 * most else { return visible(text) }
        let scalars = text.unicodeScalars
        return visible(String(Substring(scalars.prefix(most)))) + "…" + visible(String(Substring(scalars.suffix(2 * most))))
    }

    /// The text with spaces after it, so that it takes so many columns. A longer text is cut.
    static func padded(_ text: String, to columns: Int) -> String {
        (text + String(repeating: " ", count: columns)).prefix(columns).description
    }

    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7f).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .nonspacingMark, .enclosingMark:
            return false
        default:
            return !joining.contains { $0.contains(scalar.value) } && !rightToLeft.contains { $0.contains(scalar.value) }
        }
    }

    /// Columns that a text takes in a terminal. Only for text that went through `visible`.
    static func width(_ text: some StringProtocol) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.unicodeScalars.reduce(0) { $0 + width($1) }
    }

    static func width(_ scalar: Unicode.Scalar) -> Int {
        let place = wide.partitioningIndex { $0.upperBound >= scalar.value }
        return place < wide.endIndex && wide[place].contains(scalar.value) ? 2 : 1
    }

    /// Scalars that join with the one before or are blank: conjoining Hangul, skin tones, fillers.
    private static let joining: [ClosedRange<UInt32>] = [
        0x115F...0x11FF, 0x3164...0x3164, 0xD7B0...0xD7FF, 0xFFA0...0xFFA0, 0x1F3FB...0x1F3FF,
    ]

    private static let rightToLeft: [ClosedRange<UInt32>] = [
        0x0590...0x08FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF,
    ]

    /// East Asian wide and fullwidth scalars, and emoji shown as pictures, in ascending order.
    static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115E, 0x231A...0x231B, 0x2329...0x232A, 0x23E9...0x23EC, 0x23F0...0x23F0, 0x23F3...0x23F3, 0x25FD...0x25FE,
        0x2614...0x2615, 0x2648...0x2653, 0x267F...0x267F, 0x2693...0x2693, 0x26A1...0x26A1, 0x26AA...0x26AB, 0x26BD...0x26BE,
        0x26C4...0x26C5, 0x26CE...0x26CE, 0x26D4...0x26D4, 0x26EA...0x26EA, 0x26F2...0x26F3, 0x26F5...0x26F5, 0x26FA...0x26FA,
        0x26FD...0x26FD, 0x2705...0x2705, 0x270A...0x270B, 0x2728...0x2728, 0x274C...0x274C, 0x274E...0x274E, 0x2753...0x2755,
        0x2757...0x2757, 0x2795...0x2797, 0x27B0...0x27B0, 0x27BF...0x27BF, 0x2B1B...0x2B1C, 0x2B50...0x2B50, 0x2B55...0x2B55,
        0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
        0x1D300...0x1D376, 0x1F004...0x1F004, 0x1F0CF...0x1F0CF, 0x1F18E...0x1F18E, 0x1F191...0x1F19A, 0x1F200...0x1F320,
        0x1F32D...0x1F335, 0x1F337...0x1F37C, 0x1F37E...0x1F393, 0x1F3A0...0x1F3CA, 0x1F3CF...0x1F3D3, 0x1F3E0...0x1F3F0,
        0x1F3F4...0x1F3F4, 0x1F3F8...0x1F43E, 0x1F440...0x1F440, 0x1F442...0x1F4FC, 0x1F4FF...0x1F53D, 0x1F54B...0x1F54E,
        0x1F550...0x1F567, 0x1F57A...0x1F57A, 0x1F595...0x1F596, 0x1F5A4...0x1F5A4, 0x1F5FB...0x1F64F, 0x1F680...0x1F6C5,
        0x1F6CC...0x1F6CC, 0x1F6D0...0x1F6D2, 0x1F6D5...0x1F6D7, 0x1F6DC...0x1F6DF, 0x1F6EB...0x1F6EC, 0x1F6F4...0x1F6FC,
        0x1F7E0...0x1F7EB, 0x1F7F0...0x1F7F0, 0x1F90C...0x1F93A, 0x1F93C...0x1F945, 0x1F947...0x1F9FF, 0x1FA70...0x1FAFF,
        0x20000...0x3FFFD,
    ]
}
