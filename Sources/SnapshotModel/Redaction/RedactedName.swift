extension Redaction {
    /// Redacts a name of any kind and keeps its structure.
    ///
    /// A placeholder like `Orders.dll!<0x02000123>` becomes `~0123456789!<0x02000123>`: the row of the metadata says nothing about a name.
    /// Each full name in a type's name is redacted on its own: `System.EventHandler<MyApp.PriceChanged>[]` becomes
    /// `System.EventHandler<~0123456789>[]`. A nested type belongs to the type around it: `MyApp.Cache+Entry` becomes `~…+~…`, and
    /// `System.Collections.Generic.Dictionary<System.String,MyApp.Order>+Entry` keeps its `Entry`. The folder of a path is one name, the
    /// file another. Time is proportional to the length of the text.
    ///
    /// Several names with line breaks, ` < ` or ` > ` between them, like the frames of a stack and the steps of a holder, are redacted one by one.
    package func name(_ text: String) -> String {
        if text.isEmpty || Redaction.statements.contains(text) { return text }
        for separator in ["\n", HolderRow.separator, ThreadGroupRow.separator] where text.contains(separator) {
            return parts(of: text, separator).map(name).joined(separator: separator)
        }
        let bytes = Array(text.utf8)
        let isAngle = bytes.firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        guard let slash = bytes[..<isAngle].lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) else {
            return typeName(bytes[...])
        }
        let folder = slash == 0 ? "" : standIn(String(decoding: bytes[..<slash], as: UTF8.self))
        return folder + String(decoding: bytes[slash...slash], as: UTF8.self) + typeName(bytes[(slash + 1)...])
    }

    /// What stands in the place of names and is none.
    private static let statements = HolderRow.statements.union([
        ThreadGroupRow.native, ThreadGroupRow.finalizer, ThreadGroupRow.withoutFrames,
    ])

    private func parts(of text: String, _ separator: String) -> [String] {
        let (bytes, mark) = (Array(text.utf8), Array(separator.utf8))
        var parts: [String] = []
        var start = 0
        var place = 0
        while place + mark.count <= bytes.count {
            guard bytes[place..<(place + mark.count)].elementsEqual(mark) else {
                place += 1
                continue
            }
            parts.append(String(decoding: bytes[start..<place], as: UTF8.self))
            place += mark.count
            start = place
        }
        return parts + [String(decoding: bytes[start...], as: UTF8.self)]
    }

    /// `bytes` are UTF-8. They were only ever cut at ASCII characters.
    private func typeName(_ bytes: ArraySlice<UInt8>) -> String {
        var redacted = ""
        // The full name so far at each depth of '<'. It is put before the name of a nested type.
        var around: [String] = []
        var current = ""
        var position = bytes.startIndex
        var isAtStart = true
        while position < bytes.endIndex {
            let sign = bytes[position]
            guard TypeNameSign.all.contains(sign), !(isAtStart && sign == TypeNameSign.open) else {
                let end = endOfPiece(bytes, position, isAtStart: isAtStart)
                if let token = PlaceholderToken(bytes, after: end) {
                    let module = String(decoding: bytes[position..<(end - 1)], as: UTF8.self)
                    redacted += (keep.accepts(module) ? module : standIn(module)) + token.text
                    current = module + token.text
                    position = token.end
                    isAtStart = false
                    continue
                }
                let piece = String(decoding: bytes[position..<end], as: UTF8.self)
                let full = current.isEmpty ? piece : current + "+" + piece
                redacted += keep.accepts(full) ? piece : standIn(full)
                current = full
                position = end
                isAtStart = false
                continue
            }
            switch sign {
            case TypeNameSign.open:
                around.append(current)
                current = ""
                isAtStart = true
            case TypeNameSign.close:
                current = around.popLast() ?? ""
                isAtStart = false
            case UInt8(ascii: ","), UInt8(ascii: "|"):
                current = ""
                isAtStart = true
            case UInt8(ascii: "+"): isAtStart = true
            case UInt8(ascii: " "):
                // Texts with spaces are no names of types: each word stands for itself.
                current = ""
                isAtStart = true
            default: isAtStart = false
            }
            redacted.unicodeScalars.append(Unicode.Scalar(sign))
            position += 1
        }
        return redacted
    }

    /// The end of the piece that begins at `start`: the index of the next sign. Names made by compilers begin with angle brackets that are
    /// part of the name: `<RunAsync>d__5`, `<>c`.
    private func endOfPiece(_ bytes: ArraySlice<UInt8>, _ start: Int, isAtStart: Bool) -> Int {
        var end = start
        if isAtStart, bytes[start] == TypeNameSign.open {
            var depth = 0
            repeat {
                if bytes[end] == TypeNameSign.open { depth += 1 }
                if bytes[end] == TypeNameSign.close { depth -= 1 }
                end += 1
            } while end < bytes.endIndex && depth > 0
        }
        while end < bytes.endIndex, !TypeNameSign.all.contains(bytes[end]) { end += 1 }
        return end
    }
}

/// The part of a placeholder after the module's name: `!<0x02000123>`.
private struct PlaceholderToken {
    let text: String
    let end: Int

    /// `end` is the end of a piece, which has the `!` at its end.
    init?(_ bytes: ArraySlice<UInt8>, after end: Int) {
        guard end - 1 > bytes.startIndex, bytes[end - 1] == UInt8(ascii: "!"), bytes[end...].starts(with: "<0x".utf8) else { return nil }
        let digits = bytes[(end + 3)...].prefix { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        guard (1...16).contains(digits.count), digits.endIndex < bytes.endIndex, bytes[digits.endIndex] == TypeNameSign.close else {
            return nil
        }
        self.end = digits.endIndex + 1
        text = String(decoding: bytes[(end - 1)..<self.end], as: UTF8.self)
    }
}

/// The characters that combine names into generic, array, pointer and nested types. All are ASCII, so a cut at one never splits a letter.
enum TypeNameSign {
    static let open = UInt8(ascii: "<")
    static let close = UInt8(ascii: ">")
    static let all = Array("<>,[]*&+| ".utf8)
}
