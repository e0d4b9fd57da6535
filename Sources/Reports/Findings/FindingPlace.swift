import Budgets
import RawMemory

/// The place of a finding in the files that CI systems show.
extension RulePlace {
    /// The same place, with the path from the root of the working copy.
    func inRepository(_ workingCopy: WorkingCopy?) -> RulePlace {
        guard position != nil, let workingCopy else { return self }
        return RulePlace(workingCopy.path(of: source), position)
    }

    /// The budget file as a path in the repository: without `./`, `a/../` and a leading slash. A source that is not a file stays as it is,
    /// and formats that demand a path show it as text.
    var relativePath: String {
        guard position != nil else { return source }
        var parts: [Substring] = []
        for part in source.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        if source.isEmpty { return "unnamed" }
        return parts.isEmpty ? source : parts.joined(separator: "/")
    }

    /// The same as a URI reference (RFC 3986); an absolute path is a `file:` one.
    var uri: String {
        let isAbsolute = source.hasPrefix("/")
        var text = String.UnicodeScalarView(isAbsolute ? "file:///".unicodeScalars : "".unicodeScalars)
        // The longest path that the system takes.
        for byte in relativePath.utf8.prefix(4096) {
            let scalar = Unicode.Scalar(byte)
            if RulePlace.unreserved.contains(scalar) {
                text.append(scalar)
            } else {
                text.append("%")
                text.append(contentsOf: byte.hexadecimal(digits: 2).uppercased().unicodeScalars)
            }
        }
        return String(text)
    }

    private static let unreserved = Set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".unicodeScalars)
}
