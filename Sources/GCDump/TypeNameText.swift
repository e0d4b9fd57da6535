/// Names of types as .gcdump files have them, and in the canonical form of all inputs: `Namespace.Outer<Arg>+Inner<Arg>[]`.
///
/// Their writers take `Name[Arg,Arg]` of the runtime and replace brackets by angle brackets, and then `<>` by `[]`. So `<>c` becomes `[]c`, `T[,]` becomes
/// `T<,>`, and arguments have no space between them. Objects of 1 KB and more are types of their own: ` (Bytes > 1K)`.
package enum TypeNameText {
    package static func canonical(_ name: String) -> String {
        let bytes = withoutContents(Array(withoutBucket(name).utf8))
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count + 8)
        var place = 0
        while place < bytes.count {
            let byte = bytes[place]
            let next = place + 1 < bytes.count ? bytes[place + 1] : 0
            if byte == UInt8(ascii: "["), next == UInt8(ascii: "]"), place + 2 < bytes.count, isWord(bytes[place + 2]) {
                text += Array("<>".utf8)
                place += 2
            } else if byte == UInt8(ascii: "<"), next == UInt8(ascii: ","), let end = endOfCommas(bytes, place + 1) {
                // The rank of an array.
                text.append(UInt8(ascii: "["))
                text += bytes[(place + 1)..<end]
                text.append(UInt8(ascii: "]"))
                place = end + 1
            } else if byte == UInt8(ascii: ","), next != UInt8(ascii: " "), next != UInt8(ascii: ","), next != UInt8(ascii: "]") {
                text += Array(", ".utf8)
                place += 1
            } else {
                text.append(byte)
                place += 1
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The file name of a module's path, of Linux or of Windows.
    package static func moduleName(_ path: String) -> String {
        let bytes = Array(path.utf8)
        let slash = bytes.lastIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
        return slash.map { String(decoding: bytes[($0 + 1)...], as: UTF8.self) } ?? path
    }

    /// `System.Byte[] (Bytes > 10K)` is `System.Byte[]`.
    private static func withoutBucket(_ name: String) -> Substring {
        guard name.utf8.last == UInt8(ascii: ")"), let start = name.ranges(of: " (Bytes > ").last else { return name[...] }
        let size = name[start.upperBound...].dropLast()
        guard let unit = size.last, "KMG".contains(unit), size.count > 1, size.dropLast().allSatisfy({ "0123456789".contains($0) }) else {
            return name[...]
        }
        return name[..<start.lowerBound]
    }

    /// Objects of scripts have some of their contents in their names: `(Type  Window <|window location:…|>)` is `(Type  Window)`.
    private static func withoutContents(_ bytes: [UInt8]) -> [UInt8] {
        let mark = Array(" <|".utf8)
        guard bytes.count > mark.count, let start = bytes.indices.dropLast(mark.count - 1).first(where: { bytes[$0...].starts(with: mark) })
        else {
            return bytes
        }
        return Array(bytes[..<start]) + (bytes.last == UInt8(ascii: ")") ? [UInt8(ascii: ")")] : [])
    }

    private static func endOfCommas(_ bytes: [UInt8], _ start: Int) -> Int? {
        guard let end = bytes[start...].firstIndex(where: { $0 != UInt8(ascii: ",") }), bytes[end] == UInt8(ascii: ">") else { return nil }
        return end
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}
