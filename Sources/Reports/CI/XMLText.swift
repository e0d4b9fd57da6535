/// Writes XML 1.0: elements with escaped attributes and text. Characters that XML forbids, and those that would hide or reorder text, are
/// shown as `\u{1b}` (`VisibleText`).
struct XMLText {
    private(set) var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    private var depth = 0

    /// An element with other elements in it.
    mutating func element(
        _ name: String, _ attributes: [(String, String)] = [], text content: String? = nil, _ body: (inout XMLText) -> Void
    ) {
        open(name, attributes)
        text += ">\n"
        depth += 1
        body(&self)
        depth -= 1
        text += String(repeating: "  ", count: depth) + "</\(name)>\n"
    }

    mutating func element(_ name: String, _ attributes: [(String, String)] = [], text content: String? = nil) {
        open(name, attributes)
        text += content.map { ">\(XMLText.escaped($0))</\(name)>\n" } ?? "/>\n"
    }

    private mutating func open(_ name: String, _ attributes: [(String, String)]) {
        text += String(repeating: "  ", count: depth) + "<" + name
        for (key, value) in attributes { text += " \(key)=\"\(XMLText.escaped(value))\"" }
    }

    /// Line breaks stay, because a text may have several lines.
    private static func escaped(_ value: String) -> String {
        var shown = String.UnicodeScalarView()
        for (index, line) in value.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if index > 0 { shown.append("\n") }
            for scalar in VisibleText.visible(String(line)).unicodeScalars {
                switch scalar {
                case "&": shown.append(contentsOf: "&amp;".unicodeScalars)
                case "<": shown.append(contentsOf: "&lt;".unicodeScalars)
                case ">": shown.append(contentsOf: "&gt;".unicodeScalars)
                case "\"": shown.append(contentsOf: "&quot;".unicodeScalars)
                case "'": shown.append(contentsOf: "&#39;".unicodeScalars)
                default: shown.append(scalar)
                }
            }
        }
        return String(shown)
    }
}
