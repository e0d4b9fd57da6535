import FoundationEssentials
import RawMemory

/// A JSON value whose shape comes from a section's declaration and not from a Swift type.
enum JSONValue: Encodable {
    case null
    case flag(Bool)
    /// Exact also beyond 64 bits, which sums of hostile counts can reach.
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
    /// The text of the document: keys sorted, indented, with one line break at the end. Characters that would act on a terminal are escaped,
    /// and JSON reads them back as the same text.
    func text() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        let encoded = String(decoding: try encoder.encode(self), as: UTF8.self)
        if encoded.utf8.allSatisfy({ $0 < 0x7f }) { return encoded + "\n" }
        // As bytes: a view of scalars that texts are appended to is copied each time.
        var shown: [UInt8] = []
        shown.reserveCapacity(encoded.utf8.count)
        for scalar in encoded.unicodeScalars {
            // Only strings have characters beyond ASCII, so the line breaks of the indentation stay.
            if scalar.value < 0x7f || VisibleText.isPlain(scalar) {
                shown.append(contentsOf: UTF8.encode(scalar) ?? .init())
            } else {
                for unit in UTF16.encode(scalar) ?? .init() { shown.append(contentsOf: "\\u\(unit.hexadecimal(digits: 4))".utf8) }
            }
        }
        return String(decoding: shown, as: UTF8.self) + "\n"
    }
}
