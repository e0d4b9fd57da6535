/// The name of a type without the types that declare it, as .gcdump files have it: `System.Collections.Generic.Dictionary<A, B>+Entry[]` is
/// `Entry<A, B>[]`. The arguments of all declaring types stand before its own.
package struct ShortTypeName: Hashable, Sendable {
    /// The last part of the name. With a namespace where no other type declares it.
    package let name: String
    package let arguments: [String]
    /// Brackets of arrays, and stars of pointers.
    package let suffix: String

    /// `nil` for a name whose brackets do not match.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        var end = bytes.count
        while let start = Self.startOfSuffix(bytes[..<end]) { end = start }
        suffix = String(decoding: bytes[end...], as: UTF8.self)
        var parts = [""]
        var found: [String] = []
        var place = 0
        var isAtStart = true
        while place < end {
            let byte = bytes[place]
            if byte == UInt8(ascii: "<"), isAtStart {
                // A name that the compiler made: `<Run>d__1`.
                guard let close = Self.close(bytes[..<end], place) else { return nil }
                parts[parts.count - 1] += String(decoding: bytes[place...close], as: UTF8.self)
                place = close + 1
                isAtStart = false
            } else if byte == UInt8(ascii: "<") {
                guard let close = Self.close(bytes[..<end], place) else { return nil }
                found += Self.list(bytes[(place + 1)..<close])
                place = close + 1
            } else if byte == UInt8(ascii: "+") {
                parts.append("")
                place += 1
                isAtStart = true
            } else {
                let next = bytes[place..<end].firstIndex { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "+") } ?? end
                parts[parts.count - 1] += String(decoding: bytes[place..<next], as: UTF8.self)
                isAtStart = bytes[next - 1] == UInt8(ascii: ".")
                place = next
            }
        }
        guard let last = parts.last else { return nil }
        name = last
        arguments = found
    }

    package var text: String {
        name + (arguments.isEmpty ? "" : "<" + arguments.map { Self.flat($0, 0) }.joined(separator: ", ") + ">") + suffix
    }

    /// Arguments in arguments beyond this stay as they are.
    private static let deepest = 32

    /// An argument keeps the types that declare it, but all arguments in it stand together: `A<B>+C<D>` is `A+C<B, D>`.
    private static func flat(_ text: String, _ depth: Int) -> String {
        guard depth < deepest, text.utf8.contains(UInt8(ascii: "+")) || text.utf8.contains(UInt8(ascii: "<")) else { return text }
        var names: [String] = []
        var all: [String] = []
        var suffix = ""
        for part in parts(text) {
            guard let type = ShortTypeName(part) else { return text }
            names.append(type.name)
            all += type.arguments
            suffix = type.suffix
        }
        return names.joined(separator: "+") + (all.isEmpty ? "" : "<" + all.map { flat($0, depth + 1) }.joined(separator: ", ") + ">")
            + suffix
    }

    /// The parts between the plus signs that are in no brackets.
    private static func parts(_ text: String) -> [String] { divided(Array(text.utf8)[...], UInt8(ascii: "+")) }

    private static func list(_ bytes: ArraySlice<UInt8>) -> [String] {
        divided(bytes, UInt8(ascii: ",")).map { String($0.drop { $0 == " " }) }
    }

    private static func divided(_ bytes: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
        var found: [String] = []
        var depth = 0
        var start = bytes.startIndex
        for place in bytes.indices {
            switch bytes[place] {
            case UInt8(ascii: "<"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ">"), UInt8(ascii: "]"): depth -= 1
            case separator where depth == 0:
                found.append(String(decoding: bytes[start..<place], as: UTF8.self))
                start = place + 1
            default: break
            }
        }
        return found + [String(decoding: bytes[start...], as: UTF8.self)]
    }

    /// The bracket that closes the one at a place.
    private static func close(_ bytes: ArraySlice<UInt8>, _ open: Int) -> Int? {
        var depth = 0
        for place in open..<bytes.endIndex {
            if bytes[place] == UInt8(ascii: "<") { depth += 1 }
            if bytes[place] == UInt8(ascii: ">") { depth -= 1 }
            if depth == 0 { return place }
        }
        return nil
    }

    /// Where the last `[]`, `[,]`, `*` or `&` begins.
    private static func startOfSuffix(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard let last = bytes.last else { return nil }
        if last == UInt8(ascii: "*") || last == UInt8(ascii: "&") { return bytes.endIndex - 1 }
        guard last == UInt8(ascii: "]"), let open = bytes.lastIndex(of: UInt8(ascii: "[")), open > bytes.startIndex,
            bytes[(open + 1)...].dropLast().allSatisfy({ $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "*") })
        else { return nil }
        return open
    }
}
