/// A type that a row's field may have. Its values fit a 64-bit word; a text is an index into the table's texts.
package protocol ColumnValue: Sendable {
    static var columnType: ColumnType { get }
    func word(_ texts: inout TextPool) -> UInt64
    /// An invalid word (a text index past the end) gives the type's empty value.
    init(word: UInt64, _ texts: [String])
}

extension UInt64: ColumnValue {
    package static var columnType: ColumnType { .integer }
    package func word(_ texts: inout TextPool) -> UInt64 { self }
    package init(word: UInt64, _ texts: [String]) { self = word }
}

extension Bool: ColumnValue {
    package static var columnType: ColumnType { .flag }
    package func word(_ texts: inout TextPool) -> UInt64 { self ? 1 : 0 }
    package init(word: UInt64, _ texts: [String]) { self = word != 0 }
}

extension String: ColumnValue {
    package static var columnType: ColumnType { .text }
    package func word(_ texts: inout TextPool) -> UInt64 { UInt64(texts.intern(self)) }
    package init(word: UInt64, _ texts: [String]) { self = word < UInt64(texts.count) ? texts[Int(word)] : "" }
}

extension Optional: ColumnValue where Wrapped == UInt64 {
    package static var columnType: ColumnType { .optionalInteger }
    // `UInt64.max` has no word of its own and becomes `nil`. No count reaches it.
    package func word(_ texts: inout TextPool) -> UInt64 { map { $0 == .max ? 0 : $0 + 1 } ?? 0 }
    package init(word: UInt64, _ texts: [String]) { self = word == 0 ? nil : word - 1 }
}

/// The texts of a table while it is filled: each text once, in the order of arrival. `Table` sorts them.
package struct TextPool: Sendable {
    package private(set) var texts: [String] = []
    private var indexes: [BytewiseText: Int] = [:]

    package init() {}

    package mutating func intern(_ text: String) -> Int {
        let key = BytewiseText(text)
        if let known = indexes[key] { return known }
        indexes[key] = texts.count
        texts.append(text)
        return texts.count - 1
    }
}
