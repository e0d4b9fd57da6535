/// A text that equals another only byte for byte. Swift's `String` calls two spellings of one letter equal (é as one scalar or as two);
/// to the runtime they are two names.
package struct BytewiseText: Hashable, Sendable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static func == (a: Self, b: Self) -> Bool { bytewiseEqual(a.text, b.text) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { unsafe hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

/// The order of names everywhere: by their UTF-8 bytes, the same on every machine and in every locale.
package func bytewise(_ a: String, _ b: String) -> Bool {
    unsafe withBytes(a, b) { a, b in
        let common = min(a.count, b.count)
        var place = 0
        // Eight bytes at a time: names of one namespace share their first forty.
        while place + 8 <= common {
            let x = unsafe a.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            let y = unsafe b.loadUnaligned(fromByteOffset: place, as: UInt64.self)
            if x != y { return x.bigEndian < y.bigEndian }
            place += 8
        }
        while place < common {
            if unsafe a[place] != b[place] { return unsafe a[place] < b[place] }
            place += 1
        }
        return a.count < b.count
    }
}

/// Whether two texts are the same bytes.
package func bytewiseEqual(_ a: String, _ b: String) -> Bool {
    unsafe withBytes(a, b) { a, b in
        guard a.count == b.count else { return false }
        var place = 0
        while place + 8 <= a.count {
            if unsafe a.loadUnaligned(fromByteOffset: place, as: UInt64.self) != b.loadUnaligned(fromByteOffset: place, as: UInt64.self) {
                return false
            }
            place += 8
        }
        while place < a.count {
            if unsafe a[place] != b[place] { return false }
            place += 1
        }
        return true
    }
}

private func withBytes(_ a: String, _ b: String, _ body: (UnsafeRawBufferPointer, UnsafeRawBufferPointer) -> Bool) -> Bool {
    var (a, b) = (a, b)
    return a.withUTF8 { x in b.withUTF8 { y in unsafe body(UnsafeRawBufferPointer(x), UnsafeRawBufferPointer(y)) } }
}
