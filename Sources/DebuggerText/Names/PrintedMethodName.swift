/// Names of methods as debuggers print them, in the form of snapshots: `Shop.Queue<System.__Canon>.Take`. Arguments of a generic type belong to the
/// name; parameters, and arguments of a generic method, do not.
enum PrintedMethodName {
    private static let (open, close) = (UInt8(ascii: "["), UInt8(ascii: "]"))

    /// The name at the beginning of ``Shop.Queue`1[[System.__Canon, System.Private.CoreLib]].Take(Int32)``; empty without one.
    static func name(_ text: ArraySlice<UInt8>, _ names: CanonicalNames) -> String {
        guard let end = end(text) else {
            // A list of arguments that does not end.
            return String(decoding: text.prefix { !ends.contains($0) && $0 != open }, as: UTF8.self)
        }
        let whole = text[..<end]
        guard whole.contains(open) else { return String(decoding: whole, as: UTF8.self) }
        // The type ends with the last list of arguments that a dot follows.
        let type = whole.indices.last { place in
            whole[place] == close && place + 1 < end && whole[place + 1] == UInt8(ascii: ".")
        }
        let method = whole[(type.map { $0 + 1 } ?? whole.startIndex)...].prefix { $0 != open }
        return (type.map { names.name(whole[...$0]) } ?? "") + String(decoding: method, as: UTF8.self)
    }

    private static let ends: [UInt8] = [UInt8(ascii: "("), UInt8(ascii: ")"), .space]

    /// Where the parameters begin, outside of brackets; `nil` when a bracket is not closed.
    private static func end(_ text: ArraySlice<UInt8>) -> Int? {
        var depth = 0
        for place in text.indices {
            let byte = text[place]
            if depth == 0, ends.contains(byte) { return place }
            if byte == open { depth += 1 }
            if byte == close { depth -= 1 }
            if depth < 0 { return place }
        }
        return depth == 0 ? text.endIndex : nil
    }
}
