/// Type names as debuggers print them, in the form of snapshots: `Namespace.Outer<Arg>+Inner<Arg>[]`.
///
/// | Printed by | Form |
/// |---|---|
/// | SOS in C++ | `Dictionary`2+Entry[[System.Int32, mscorlib],[System.Object, mscorlib]][]` |
/// | SOS of .NET Framework 1.1 | `System.Collections.Hashtable/bucket[]` |
/// | SOS in C# | `Dictionary<System.Int32, System.Object>+Entry[]` |
/// | pages that lost some signs | `EventSource OverrideEventProvider`, `WeakReference`1[[System.Object System.Private.CoreLib]]` |
package enum PrintedTypeName {
    private static let deepest = 48
    /// Longer names stay as they are printed.
    private static let longest = 1 << 14

    package static func canonical(_ printed: String) -> String {
        guard printed.utf8.count <= longest else { return printed }
        let bytes = Array(printed.utf8)
        let name = bytes.contains(.space) ? NameEnds.withoutRemark(bytes[...]) : bytes[...]
        if name.count < bytes.count { return canonical(String(decoding: name, as: UTF8.self)) }
        // A name without any of these is one already.
        guard bytes.contains(where: { [UInt8(ascii: "`"), UInt8(ascii: "/"), .space].contains($0) }) else { return printed }
        if printed.hasPrefix("<") { return printed }
        guard bytes.contains(UInt8(ascii: "`")) else { return String(decoding: nested(bytes), as: UTF8.self) }
        var parser = Parser(bytes: nested(bytes))
        guard let name = parser.type(0), parser.place == parser.bytes.count else { return printed }
        return name
    }

    /// A slash between names is a plus. So is the only space between them, which stands where a page lost the sign: a nested type begins with a
    /// capital letter.
    private static func nested(_ bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        var depth = 0
        let hasOneSpace = spaces(bytes) == 1
        for place in bytes.indices {
            switch bytes[place] {
            case UInt8(ascii: "["), UInt8(ascii: "<"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: ">"): depth -= 1
            case UInt8(ascii: "/") where depth == 0: bytes[place] = UInt8(ascii: "+")
            case .space where hasOneSpace && depth == 0 && isLostPlus(bytes, place):
                bytes[place] = UInt8(ascii: "+")
            default: break
            }
        }
        return bytes
    }

    /// The spaces outside of brackets.
    private static func spaces(_ bytes: [UInt8]) -> Int {
        var (depth, found) = (0, 0)
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "["), UInt8(ascii: "<"): depth += 1
            case UInt8(ascii: "]"), UInt8(ascii: ">"): depth -= 1
            case .space where depth == 0: found += 1
            default: break
            }
        }
        return found
    }

    private static func isLostPlus(_ bytes: [UInt8], _ place: Int) -> Bool {
        guard place > 0, place + 1 < bytes.count, bytes[place - 1].isOfName, !bytes.contains(UInt8(ascii: "@")) else { return false }
        let next = bytes[place + 1]
        return next >= 65 && next <= 90 || next == UInt8(ascii: "_") || next >= 128
    }

    private struct Parser {
        let bytes: [UInt8]
        var place = 0

        private var here: UInt8? { place < bytes.count ? bytes[place] : nil }
        private func at(_ offset: Int) -> UInt8? { place + offset < bytes.count ? bytes[place + offset] : nil }

        /// A type up to a comma, a closing bracket, or the end.
        mutating func type(_ depth: Int) -> String? {
            guard depth < deepest else { return nil }
            // The names of nested types, with the number of arguments that each declares.
            var parts: [(name: String, arity: Int)] = []
            while true {
                let start = place
                while let byte = here, !Self.ends.contains(byte) { place += 1 }
                let name = String(decoding: bytes[start..<place], as: UTF8.self)
                var arity = 0
                if here == UInt8(ascii: "`") {
                    place += 1
                    while let byte = here, byte.isDigit, arity < 1000 {
                        arity = arity * 10 + Int(byte - 48)
                        place += 1
                    }
                }
                var arguments: [String]?
                // `List`1<System.String>` is also printed.
                if here == UInt8(ascii: "<"), arity > 0 {
                    guard let found = list(depth, closing: UInt8(ascii: ">")) else { return nil }
                    arguments = found
                }
                parts.append((name + (arguments.map { "<\($0.joined(separator: ", "))>" } ?? ""), arguments == nil ? arity : 0))
                guard here == UInt8(ascii: "+") else { break }
                place += 1
            }
            guard parts.contains(where: { !$0.name.isEmpty }) else { return nil }
            var arguments: [String] = []
            if here == UInt8(ascii: "["), parts.contains(where: { $0.arity > 0 }), at(1) != UInt8(ascii: "]"), at(1) != UInt8(ascii: ",") {
                guard let found = list(depth, closing: UInt8(ascii: "]")) else { return nil }
                arguments = found
            }
            var left = arguments[...]
            let names = parts.map { part in
                let own = left.prefix(part.arity)
                left = left.dropFirst(part.arity)
                return own.isEmpty ? part.name : "\(part.name)<\(own.joined(separator: ", "))>"
            }
            guard left.isEmpty else { return nil }
            return names.joined(separator: "+") + suffix()
        }

        private static let ends: [UInt8] = Array("`+[],".utf8)

        /// The arguments in brackets, each maybe in brackets of its own with its assembly behind a comma.
        private mutating func list(_ depth: Int, closing: UInt8) -> [String]? {
            place += 1
            var found: [String] = []
            while true {
                while here == .space { place += 1 }
                let isBracketed = here == UInt8(ascii: "[")
                if isBracketed { place += 1 }
                guard let argument = argument(depth + 1) else { return nil }
                found.append(argument)
                if isBracketed { skipAssembly() }
                if isBracketed {
                    guard here == UInt8(ascii: "]") else { return nil }
                    place += 1
                }
                while here == .space { place += 1 }
                switch here {
                case UInt8(ascii: ","): place += 1
                case closing:
                    place += 1
                    return found
                // A page lost the comma between two arguments.
                case UInt8(ascii: "["): break
                default: return nil
                }
            }
        }

        private mutating func argument(_ depth: Int) -> String? {
            let start = place
            var level = 0
            var end = place
            // The end of the type: a comma or a space outside of brackets, or the bracket that closes the list.
            while end < bytes.count {
                let byte = bytes[end]
                if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "<") { level += 1 }
                if byte == UInt8(ascii: "]") || byte == UInt8(ascii: ">") {
                    if level == 0 { break }
                    level -= 1
                }
                if level == 0, byte == UInt8(ascii: ",") || byte == .space && !isNestedName(end) { break }
                end += 1
            }
            var inner = Parser(bytes: nested(Array(bytes[start..<end])))
            guard let name = inner.type(depth), inner.place == inner.bytes.count else { return nil }
            place = end
            return name
        }

        /// Whether the space at `place` stands for a lost plus: what follows is a generic name or ends with the brackets of arguments, so it is no
        /// assembly.
        private func isNestedName(_ place: Int) -> Bool {
            var next = place + 1
            while next < bytes.count, bytes[next].isOfName || bytes[next] == UInt8(ascii: ".") { next += 1 }
            return next > place + 1 && next < bytes.count && (bytes[next] == UInt8(ascii: "[") && bytes[next - 1] != UInt8(ascii: "]"))
        }

        private mutating func skipAssembly() {
            while let byte = here, byte != UInt8(ascii: "]") { place += 1 }
        }

        /// Brackets of arrays, pointers and references.
        private mutating func suffix() -> String {
            let start = place
            while let byte = here {
                if byte == UInt8(ascii: "*") || byte == UInt8(ascii: "&") {
                    place += 1
                    continue
                }
                guard byte == UInt8(ascii: "[") else { break }
                var end = place + 1
                while end < bytes.count, bytes[end] == UInt8(ascii: ",") || bytes[end] == UInt8(ascii: "*") { end += 1 }
                guard end < bytes.count, bytes[end] == UInt8(ascii: "]") else { break }
                place = end + 1
            }
            return String(decoding: bytes[start..<place], as: UTF8.self)
        }
    }
}
