extension Redaction {
    /// A name of any kind, redacted; its structure stays.
    ///
    /// Of a type's name each full name in it is looked at on its own: `System.EventHandler<MyApp.PriceChanged>[]` becomes
    /// `System.EventHandler<~0123456789>[]`. A nested type belongs to the one around it: `MyApp.Cache+Entry` becomes `~…+~…`, and
    /// `System.Collections.Generic.Dictionary<System.String,MyApp.Order>+Entry` keeps its `Entry`. Of a path the folder is one name and the
    /// file another. Time grows with the length alone.
    package func name(_ text: String) -> String {
        if text.isEmpty { return "" }
        let bytes = Array(text.utf8)
        let isAngle = bytes.firstIndex(of: UInt8(ascii: "<")) ?? bytes.count
        guard let slash = bytes[..<isAngle].lastIndex(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }) else {
            return typeName(bytes[...])
        }
        let folder = slash == 0 ? "" : standIn(String(decoding: bytes[..<slash], as: UTF8.self))
        return folder + String(decoding: bytes[slash...slash], as: UTF8.self) + typeName(bytes[(slash + 1)...])
    }

    /// `bytes` are UTF-8, cut at ASCII signs alone.
    private func typeName(_ bytes: ArraySlice<UInt8>) -> String {
        var redacted = ""
        // The full name so far at each depth of '<', to put before the name of a nested type.
        var around: [String] = []
        var current = ""
        var position = bytes.startIndex
        var isAtStart = true
        while position < bytes.endIndex {
            let sign = bytes[position]
            guard TypeNameSign.all.contains(sign), !(isAtStart && sign == TypeNameSign.open) else {
                let end = endOfPiece(bytes, position, isAtStart: isAtStart)
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
            case UInt8(ascii: ","):
                current = ""
                isAtStart = true
            case UInt8(ascii: "+"): isAtStart = true
            case UInt8(ascii: " "): break
            default: isAtStart = false
            }
            redacted.unicodeScalars.append(Unicode.Scalar(sign))
            position += 1
        }
        return redacted
    }

    /// Where the piece that begins at `start` ends: before the next sign. Names that compilers make begin with angle brackets that belong to
    /// them: `<RunAsync>d__5`, `<>c`.
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

/// The signs that make types of types. All are ASCII, so a cut at one never splits a letter.
private enum TypeNameSign {
    static let open = UInt8(ascii: "<")
    static let close = UInt8(ascii: ">")
    static let all = Array("<>,[]*&+ ".utf8)
}
