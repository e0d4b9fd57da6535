/// Text of a page: words, and names that a renderer may set apart from them. Both may hold anything that a dump holds.
struct PageText: ExpressibleByStringInterpolation {
    enum Span {
        case words(String)
        case name(String, NameRoom)
    }

    /// The room for a name. Longer names are cut in the middle.
    enum NameRoom {
        case columns(Int)
        case halfALine
        /// A line with some words beside the name.
        case mostOfALine
        case unlimited
    }

    var spans: [Span]

    init(_ words: String) { spans = [.words(words)] }
    init(stringLiteral words: String) { self.init(words) }
    init(stringInterpolation: StringInterpolation) { spans = stringInterpolation.spans }

    struct StringInterpolation: StringInterpolationProtocol {
        var spans: [Span] = []

        init(literalCapacity: Int, interpolationCount: Int) { spans.reserveCapacity(2 * interpolationCount + 1) }

        mutating func appendLiteral(_ literal: String) { if !literal.isEmpty { spans.append(.words(literal)) } }
        mutating func appendInterpolation(_ words: String) { appendLiteral(words) }
        mutating func appendInterpolation(_ number: Int) { appendLiteral(String(number)) }
        mutating func appendInterpolation(name: String, _ room: NameRoom = .unlimited) { spans.append(.name(name, room)) }
        mutating func appendInterpolation(_ text: PageText) { spans += text.spans }
    }
}
