/// Why a blob cannot be decoded, or a table not be made into one. Never a trap: a store is as hostile as any file.
enum CodecError: Error, Equatable, Sendable {
    /// Neither a section's blob nor, where names are wanted, one of names.
    case notABlob
    case newerFormat(UInt8)
    /// LZ4's own words, or a checksum that is wrong.
    case badFrame(String)
    case truncated
    /// A number or a word that no section has: what it says.
    case implausible(String)

    /// For people, as the end of "section types of snapshot @42: ".
    var words: String {
        switch self {
        case .notABlob: "the blob does not begin as one"
        case .newerFormat(let version): "written by a newer heapdrift (format \(version)); update heapdrift"
        case .badFrame(let why): "the compressed data is damaged (\(why))"
        case .truncated: "the data ends too early"
        case .implausible(let what): "\(what) cannot be right"
        }
    }
}
