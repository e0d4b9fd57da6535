import FoundationEssentials
import RawMemory

/// A JSON value whose shape comes from a section's declaration and not from a Swift type.
enum JSONValue: Encodable {
    case null
    case flag(Bool)
    /// Exact, also beyond 64 bits: sums of hostile counts stay true.
    case integer(Int128)
    case real(Double)
    case text(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(_ value: UInt64?) { self = value.map { .integer(Int128($0)) } ?? .null }
    init(_ value: Int64?) { self = value.map { .integer(Int128($0)) } ?? .null }
    init(_ value: Int128?) { self = value.map { .integer($0) } ?? .null }
    init(_ value: Int) { self = .integer(Int128(value)) }
    init(_ value: String?) { self = value.map { .text($0) } ?? .null }

    func encode(to encoder: any Encoder) throws {
        switch self {
        case .object(let members):
            var container = encoder.container(keyedBy: Name.self)
            for (name, value) in members { try container.encode(value, forKey: Name(stringValue: name)) }
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .flag(let value): try encode(value, encoder)
        case .integer(let value): try encode(value, encoder)
        case .real(let value): try encode(value, encoder)
        case .text(let value): try encode(value, encoder)
        }
    }

    private func encode(_ value: some Encodable, _ encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    private struct Name: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension JSONValue {
    /// As a file or a terminal gets it: keys sorted, indented, one line break at the end. Characters that would act on a terminal are
    /// escaped, which JSON reads back as the same text.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let encoded = String(decoding: try encoder.encode(self), as: UTF8.self)
        if encoded.utf8.allSatisfy({ $0 < 0x7f }) { return encoded + "\n" }
        var shown = String.UnicodeScalarView()
        for scalar in encoded.unicodeScalars {
            // Outside of strings JSON is ASCII: line breaks of the indentation are left alone.
            if scalar.value < 0x7f || VisibleText.isPlain(scalar) {
                shown.append(scalar)
            } else {
                for unit in UTF16.encode(scalar) ?? .init() { shown.append(contentsOf: JSONValue.escape(unit).unicodeScalars) }
            }
        }
        return String(shown) + "\n"
    }

    private static func escape(_ unit: UInt16) -> String { "\\u" + unit.hexadecimal(digits: 4) }
}
