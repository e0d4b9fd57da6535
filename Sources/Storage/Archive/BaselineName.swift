/// The rule for names of baselines: `series@NAME` must mean a baseline and nothing else.
package enum BaselineName {
    /// The name that is meant when none is given.
    package static let standard = "baseline"

    /// Completes "a name ...".
    package static let rule = "of at most 100 letters, digits, '.', '_' and '-' that is neither 'latest' nor begins like a date"

    /// ASCII letters and digits, `.`, `_`, `-`; not `latest`, and not four digits and a dash, which begin a date.
    package static func isValid(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard (1...100).contains(bytes.count), name != "latest" else { return false }
        let isWord = bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        let beginsLikeADate = bytes.count > 4 && bytes[4] == UInt8(ascii: "-") && bytes[..<4].allSatisfy { (48...57).contains($0) }
        return isWord && !beginsLikeADate
    }
}
