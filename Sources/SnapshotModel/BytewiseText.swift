import Glibc

/// A text that is equal only to the same bytes. Swift's `String` treats two spellings of one letter as equal (é as one scalar or as two);
/// the runtime treats them as two names.
package struct BytewiseText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (a: Self, b: Self) -> Bool { bytewiseEqual(a.text, b.text) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// Whether `a` comes before `b`. Names are always ordered by their UTF-8 bytes: the order is the same on every machine and in every locale.
package func bytewise(_ a: String, _ b: String) -> Bool {
    unsafe withBytes(a, b) { a, b in
        guard let x = a.baseAddress, let y = b.baseAddress else { return a.count < b.count }
        let order = unsafe memcmp(x, y, min(a.count, b.count))
        return order == 0 ? a.count < b.count : order < 0
    }
}

/// Whether two texts are the same bytes.
package func bytewiseEqual(_ a: String, _ b: String) -> Bool {
    unsafe withBytes(a, b) { a, b in
        guard a.count == b.count else { return false }
        guard let x = a.baseAddress, let y = b.baseAddress else { return true }
        return unsafe x == y || memcmp(x, y, a.count) == 0
    }
}

/// Whether a text has an ASCII letter. The standard library's `contains` looks at each byte of a text by a call of its own.
func hasLetter(_ letter: Unicode.Scalar, _ text: String) -> Bool {
    guard letter.isASCII else { return false }
    func search(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let start = bytes.baseAddress else { return false }
        return unsafe memchr(start, Int32(letter.value), bytes.count) != nil
    }
    if let found = unsafe text.utf8.withContiguousStorageIfAvailable({ unsafe search($0) }) { return found }
    var text = text
    return text.withUTF8 { unsafe search($0) }
}

private func withBytes(_ a: String, _ b: String, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool) -> Bool {
    // Nearly all texts lend their bytes as they are.
    let result = unsafe a.utf8.withContiguousStorageIfAvailable { x in
        unsafe b.utf8.withContiguousStorageIfAvailable { y in unsafe body(UnsafeRawBufferPointer(x), UnsafeRawBufferPointer(y)) }
    }
    if let result = result ?? nil { return result }
    var (a, b) = (a, b)
    return a.withUTF8 { x in b.withUTF8 { y in unsafe body(UnsafeRawBufferPointer(x), UnsafeRawBufferPointer(y)) } }
}
