/// How to unpack a file that is not unpacked here.
package enum Unpacking: Equatable, Sendable {
    /// Join the parts of a zip archive, the last of which ends in `.zip`.
    case zipOfParts
    /// Write the parts of any file one after another, in the order of their names.
    case parts
    /// Take 7-Zip.
    case sevenZip

    /// The way for a file that has the name of a later part: `core.7z.002`, `core.zst.ab`, `core.z02`. `nil` for other names; `core.4711` may
    /// be a dump.
    init?(laterPart path: String) {
        let words = (path.split(separator: "/").last ?? "").split(separator: ".").map { $0.lowercased() }
        guard words.count >= 3 || (words.count == 2 && words[1].first == "z"), let ending = words.last else { return nil }
        let digits = ending.drop { !$0.isNumber }
        if ending.first == "z", ending.dropFirst() == digits, digits.count == 2 {
            self = .zipOfParts
            return
        }
        guard words.count >= 3, Self.packings.contains(words[words.count - 2]) else { return nil }
        let isNumbered = ending == digits && digits.count == 3
        let isLettered = ending.utf8.count == 2 && ending.utf8.allSatisfy { (0x61...0x7A).contains($0) }
        guard isNumbered || isLettered || (ending.hasPrefix("part") && ending.utf8.count > 4) else { return nil }
        self = .parts
    }

    private static let packings: Set<String> = ["7z", "zip", "zst", "gz", "tgz", "xz", "bz2", "lz4", "tar", "cab", "rar"]
}
