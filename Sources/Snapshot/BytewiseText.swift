/// A text that equals another only byte for byte. Swift's `String` calls two spellings of one letter equal (é as one scalar or as two);
/// to the runtime they are two names.
package struct BytewiseText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (a: Self, b: Self) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// The order of names everywhere: by their UTF-8 bytes, the same on every machine and in every locale.
package func bytewise(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
