/// The name of a type of which an input holds only parts. The missing parts are placeholders: `Orders.dll!<0x02000123>` has the module and
/// the row of its metadata, `<module unknown>!0x7f0012345678` not even that. Generic arguments and arrays may have names all the same:
/// `System.Collections.Generic.List<Orders.dll!<0x02000123>>[]`.
package struct UnnamedType: Hashable, Sendable {
    enum Part: Hashable {
        case letters(String)
        /// A placeholder with the generic arguments after it. The module is empty when it is unknown.
        case unknown(module: String)
        /// A name that a redaction replaced. See ``ReplacedName/mayBeginAsKept``.
        case replaced(mayBeginAsKept: Bool)
    }

    let parts: [Part]
    /// The file names of the modules whose metadata would give the missing parts, in the order in which they appear, each once.
    package let modules: [String]
    /// Whether a part is of a module that the input does not say.
    package var hasUnknownModule: Bool { parts.contains(.unknown(module: "")) }
    /// Whether a placeholder is an address, which means nothing in another process. No file would name it. Heap dumps of Windows have one of
    /// them, an array of pointers.
    package let hasAddress: Bool
    /// Whether a redaction replaced a part, or the name of a placeholder's module. No file would name it.
    package let isReplaced: Bool

    /// `module`: that of the row; empty when it is unknown. `nil` when the name has no placeholder.
    package init?(_ name: String, module: String = "") {
        guard hasLetter("!", name) else { return nil }
        var parsing = PlaceholderParsing(Array(name.utf8))
        parsing.parse()
        guard !parsing.modules.isEmpty else { return nil }
        var parts = parsing.parts
        hasAddress = parts.contains(.unknown(module: ""))
        // An array or a pointer is of the module of its element.
        if parts.first == .unknown(module: "") { parts[0] = .unknown(module: module) }
        self.parts = parts
        modules = parsing.modules.filter { !$0.isEmpty }
        isReplaced = false
    }

    /// The same for a name that may have been redacted: a part that was replaced (`System.EventHandler<~0123456789>`) is unknown too. `nil`
    /// when the whole name is known.
    package init?(maybeRedacted name: String, module: String = "") {
        let type = UnnamedType(name, module: module)
        guard hasLetter("~", name) else {
            guard let type else { return nil }
            self = type
            return
        }
        let isOfReplacedModule = type?.modules.contains { !ReplacedName.all(in: Array($0.utf8)).isEmpty } ?? false
        var parts: [Part] = []
        var isReplaced = isOfReplacedModule
        for part in type?.parts ?? [.letters(name)] {
            guard case .letters(let text) = part else {
                parts.append(part)
                continue
            }
            let bytes = Array(text.utf8)
            var done = 0
            for replaced in ReplacedName.all(in: bytes) {
                if replaced.range.lowerBound > done {
                    parts.append(.letters(String(decoding: bytes[done..<replaced.range.lowerBound], as: UTF8.self)))
                }
                // A name right after a placeholder is not whole.
                let isFirst = replaced.range.lowerBound == 0 && !parts.isEmpty
                parts.append(.replaced(mayBeginAsKept: replaced.mayBeginAsKept || isFirst))
                done = replaced.range.upperBound
                isReplaced = true
            }
            if done < bytes.count { parts.append(.letters(String(decoding: bytes[done...], as: UTF8.self))) }
        }
        guard isReplaced || type != nil else { return nil }
        self.parts = parts
        self.isReplaced = isReplaced
        modules = type?.modules ?? []
        hasAddress = !isReplaced && (type?.hasAddress ?? false)
    }

    /// Whether this may be the type of that name: the parts that are known are there, in their order.
    package func mayBe(_ name: String) -> Bool {
        var rest = Array(name.utf8)[...]
        for (place, part) in parts.enumerated() {
            guard case .letters(let text) = part else { continue }
            let letters = Array(text.utf8)
            if place == 0 {
                guard rest.starts(with: letters) else { return false }
                rest = rest.dropFirst(letters.count)
                if parts.count == 1 { return rest.isEmpty }
            } else if place == parts.count - 1 {
                return rest.count >= letters.count && rest.suffix(letters.count).elementsEqual(letters)
            } else {
                guard let found = rest.indices.first(where: { rest[$0...].starts(with: letters) }) else { return false }
                rest = rest[(found + letters.count)...]
            }
        }
        return true
    }

    /// The number of parts that are missing.
    package var unknownParts: Int {
        parts.count { if case .letters = $0 { false } else { true } }
    }

    /// Whether the type may have a name that begins like this module's names do. Assemblies of the platform define types in a few namespaces
    /// only; nothing is known of others.
    static func roots(of module: String) -> [String] { ModuleOwner.isDotNet(module) ? platformRoots : [] }

    /// The beginnings of the names of all types of such assemblies.
    private static let platformRoots = ["System.", "Microsoft.", "Internal.", "Interop", "MS.", "FxResources.", "Windows.", "<"]
}

/// Finds the placeholders in a name.
private struct PlaceholderParsing {
    let bytes: [UInt8]
    var parts: [UnnamedType.Part] = []
    /// Of all placeholders, also those inside of the arguments of another, each once; empty for an unknown one.
    var modules: [String] = []
    /// The end of the last part.
    private var done = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func parse() {
        var position = 0
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "!") else {
                position += 1
                continue
            }
            if let end = tokenEnd(position + 1) {
                let start = moduleStart(position)
                take(from: start, module: text(start..<position), upTo: argumentsEnd(end))
            } else if position > done, bytes[position - 1] == UInt8(ascii: ">"), let end = addressEnd(position + 1),
                let start = bytes[done..<position].lastIndex(of: UInt8(ascii: "<"))
            {
                take(from: start, module: "", upTo: end)
            } else {
                position += 1
                continue
            }
            position = done
        }
        if done < bytes.count { parts.append(.letters(text(done..<bytes.count))) }
    }

    private mutating func take(from start: Int, module: String, upTo end: Int) {
        if start > done { parts.append(.letters(text(done..<start))) }
        parts.append(.unknown(module: module))
        note(module)
        var inner = start
        // The arguments of an unnamed type lie inside of its part.
        while inner < end {
            if bytes[inner] == UInt8(ascii: "!"), inner > start, tokenEnd(inner + 1) != nil { note(text(moduleStart(inner)..<inner)) }
            inner += 1
        }
        done = end
    }

    private mutating func note(_ module: String) {
        if !modules.contains(where: { bytewiseEqual($0, module) }) { modules.append(module) }
    }

    /// The end of `<0x02000123>`.
    func tokenEnd(_ start: Int) -> Int? {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "<"), let end = addressEnd(start + 1), end < bytes.count,
            bytes[end] == UInt8(ascii: ">")
        else { return nil }
        return end + 1
    }

    /// The end of `0x7f0012345678`.
    private func addressEnd(_ start: Int) -> Int? {
        guard start + 2 < bytes.count, bytes[start] == UInt8(ascii: "0"), bytes[start + 1] == UInt8(ascii: "x") else { return nil }
        let digits = bytes[(start + 2)...].prefix { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
        }
        return digits.isEmpty ? nil : digits.endIndex
    }

    /// A module's name begins at the beginning or after `<`, or after the comma and the space between two arguments.
    func moduleStart(_ end: Int) -> Int {
        var start = end
        while start > 0 {
            let byte = bytes[start - 1]
            if byte == UInt8(ascii: "<") { break }
            if byte == UInt8(ascii: " "), start > 1, bytes[start - 2] == UInt8(ascii: ",") { break }
            start -= 1
        }
        return max(start, done)
    }

    /// The end of the `<…>` that begins at `start`, or `start` when none does.
    func argumentsEnd(_ start: Int) -> Int {
        guard start < bytes.count, bytes[start] == UInt8(ascii: "<") else { return start }
        var depth = 0
        for position in start..<bytes.count {
            if bytes[position] == UInt8(ascii: "<") { depth += 1 }
            if bytes[position] == UInt8(ascii: ">") {
                depth -= 1
                if depth == 0 { return position + 1 }
            }
        }
        return bytes.count
    }

    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
}

extension UnnamedType {
    /// The name with every placeholder replaced whose definition is known. `definition`: the name of a row of a module's TypeDef table, like
    /// ``System.Collections.Generic.List`1``. `instance` makes the name of a generic type from that and its arguments.
    package static func completed(
        _ name: String, definition: (_ module: String, _ row: UInt32) -> String?, instance: (String, [String]) -> String
    ) -> String {
        PlaceholderParsing(Array(name.utf8)).completed(0..<name.utf8.count, depth: 0, definition, instance)
    }
}

extension PlaceholderParsing {
    /// No real generics nest deeper.
    private static let depthLimit = 64

    fileprivate func completed(
        _ range: Range<Int>, depth: Int, _ definition: (String, UInt32) -> String?, _ instance: (String, [String]) -> String
    ) -> String {
        guard depth < Self.depthLimit else { return text(range) }
        var completed = ""
        var copied = range.lowerBound
        var position = range.lowerBound
        while position < range.upperBound {
            guard bytes[position] == UInt8(ascii: "!"), let end = tokenEnd(position + 1), end <= range.upperBound else {
                position += 1
                continue
            }
            let start = max(moduleStart(position), copied)
            let module = text(start..<position)
            let token = UInt32(text((position + 4)..<(end - 1)), radix: 16)
            let known = token.flatMap { $0 >> 24 == 2 ? definition(module, $0 & 0xFF_FFFF) : nil }
            completed += text(copied..<start)
            let after = argumentsEnd(end)
            if after > end, after <= range.upperBound {
                let arguments = self.arguments((end + 1)..<(after - 1)).map {
                    self.completed($0, depth: depth + 1, definition, instance)
                }
                completed +=
                    known.map { instance($0, arguments) } ?? text(start..<end) + "<" + arguments.joined(separator: ", ") + ">"
                copied = after
            } else {
                completed += known ?? text(start..<end)
                copied = end
            }
            position = copied
        }
        return completed + text(copied..<range.upperBound)
    }

    /// The parts of a list of arguments.
    private func arguments(_ range: Range<Int>) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var (start, depth) = (range.lowerBound, 0)
        for position in range {
            switch bytes[position] {
            case UInt8(ascii: "<"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ">"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: ",") where depth == 0:
                parts.append(start..<position)
                start = position + 1
                if start < range.upperBound, bytes[start] == UInt8(ascii: " ") { start += 1 }
            default: break
            }
        }
        return parts + [min(start, range.upperBound)..<range.upperBound]
    }
}

extension NameFilter {
    /// Whether a filter accepts a type whose name is not known whole.
    package enum Acceptance: Sendable { case yes, no, unknown }

    /// `name` is the text with placeholders. A pattern that has a `!` or a `~` inside is about placeholders or replaced names, and is
    /// matched against this text.
    package func acceptance(of type: UnnamedType, _ name: String) -> Acceptance {
        func matches(_ pattern: NamePattern) -> Acceptance {
            if pattern.isOfStandIns {
                if pattern.matches(name) { return .yes }
                // The pattern may mean the module by its real name.
                return type.isReplaced && pattern.isOfPlaceholders && name.utf8.contains(UInt8(ascii: "!")) ? .unknown : .no
            }
            return pattern.mustMatch(type) ? .yes : pattern.mayMatch(type) ? .unknown : .no
        }
        let wanted = patterns.filter { !$0.isNegated }.map(matches)
        let unwanted = patterns.filter(\.isNegated).map(matches)
        if unwanted.contains(.yes) || (!wanted.isEmpty && wanted.allSatisfy { $0 == .no }) { return .no }
        return (wanted.isEmpty || wanted.contains(.yes)) && !unwanted.contains(.unknown) ? .yes : .unknown
    }
}
