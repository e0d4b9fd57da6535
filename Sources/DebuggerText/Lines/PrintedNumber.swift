/// Numbers as debuggers print them. `nil` means that the text is no such number, or one that does not fit in 64 bits.
package enum PrintedNumber {
    /// A decimal number, also with separators of groups: `1,234`, `1.234`, `1'234`. The last group has three digits, the others two or three
    /// (as in India). A number has one kind of separator.
    package static func decimal(_ text: ArraySlice<UInt8>) -> UInt64? {
        guard let first = text.first, first.isDigit, let last = text.last, last.isDigit else { return nil }
        var value: UInt64 = 0
        var separator: UInt8?
        var group = 0
        for byte in text {
            guard !byte.isDigit else {
                let (product, overflow) = value.multipliedReportingOverflow(by: 10)
                let (sum, carry) = product.addingReportingOverflow(UInt64(byte - 48))
                if overflow || carry { return nil }
                value = sum
                group += 1
                continue
            }
            guard separators.contains(byte), separator == nil || separator == byte else { return nil }
            guard group > 0, group <= 3, separator == nil || group >= 2 else { return nil }
            separator = byte
            group = 0
        }
        return separator == nil || group == 3 ? value : nil
    }

    private static let separators: [UInt8] = [UInt8(ascii: ","), UInt8(ascii: "."), .apostrophe, UInt8(ascii: "_")]

    /// A hexadecimal number, with or without `0x`, also with a backtick after the upper half: ``7ffc`f0900000``.
    package static func hexadecimal(_ text: ArraySlice<UInt8>) -> UInt64? {
        let digits = withoutPrefix(text)
        guard !digits.isEmpty else { return nil }
        var value: UInt64 = 0
        var (count, backticks) = (0, 0)
        for byte in digits {
            if byte == UInt8(ascii: "`") {
                backticks += 1
                guard backticks == 1, count > 0 else { return nil }
                continue
            }
            guard byte.isHexDigit else { return nil }
            count += 1
            value = value << 4 | UInt64(byte.isDigit ? byte - 48 : byte.lowercased - 87)
        }
        return count > 0 && count <= 16 ? value : nil
    }

    static func withoutPrefix(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.count > 2 && text.first == 48 && text[text.startIndex + 1].lowercased == UInt8(ascii: "x") ? text.dropFirst(2) : text
    }

    /// A size in hexadecimal with the same in decimal behind it, as `eeheap` prints it: `0x3ff3508(67056904)`, `0xd95c000 (227,917,824)`.
    /// `place` is moved behind it. `nil` also when the two numbers differ.
    package static func size(_ text: [UInt8], _ place: inout Int) -> UInt64? {
        let start = place
        while place < text.count, text[place].isOfName { place += 1 }
        guard let value = hexadecimal(text[start..<place]) else { return nil }
        var next = place
        while next < text.count, text[next] == .space { next += 1 }
        guard next < text.count, text[next] == UInt8(ascii: "(") else { return nil }
        next += 1
        let inner = next
        while next < text.count, text[next] != UInt8(ascii: ")") { next += 1 }
        guard next < text.count, decimal(trimmed(text[inner..<next])) == value else { return nil }
        place = next + 1
        return value
    }

    /// Every size of the form `0xHEX (DECIMAL)` in a line, in order. `nil` when one of them contradicts itself.
    package static func sizes(_ text: [UInt8], from start: Int = 0) -> [UInt64]? {
        var found: [UInt64] = []
        var place = start
        while place + 2 < text.count {
            guard text[place] == 48, text[place + 1].lowercased == UInt8(ascii: "x"), place == 0 || !text[place - 1].isOfName else {
                place += 1
                continue
            }
            guard let value = size(text, &place) else { return nil }
            found.append(value)
        }
        return found
    }

    static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while let first = text.first, first == .space { text = text.dropFirst() }
        while let last = text.last, last == .space { text = text.dropLast() }
        return text
    }
}
