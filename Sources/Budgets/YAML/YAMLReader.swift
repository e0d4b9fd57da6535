import CYAML

/// Reads a YAML document with libyaml, whose events carry line and column. No other file calls libyaml.
///
/// A budget is a plain tree. Anchors and aliases (a few bytes could expand to many), tags, second documents, keys that are not scalars and
/// duplicate keys are refused with their places.
struct YAMLReader {
    /// The largest file, in bytes. A budget with a thousand rules takes a tenth of it.
    static let byteLimit = 1 << 20
    /// The deepest nesting of values.
    static let depthLimit = 32
    static let nodeLimit = 100_000

    private let source: BudgetSource
    private var nodes = 0

    /// The document; `nil` when the file is empty or holds only comments.
    static func read(_ source: BudgetSource) throws(BudgetError) -> YAMLNode? {
        guard source.bytes.count <= byteLimit else {
            throw BudgetError(RulePlace(source.name), "is larger than 1 MiB, which no budget file is; is it the right file?")
        }
        if source.isUTF16 { throw BudgetError(RulePlace(source.name), "is text in UTF-16; save it as UTF-8") }
        var reader = YAMLReader(source: source)
        return try reader.document()
    }

    private init(source: BudgetSource) { self.source = source }

    private mutating func document() throws(BudgetError) -> YAMLNode? {
        var parser = unsafe yaml_parser_t()
        guard unsafe yaml_parser_initialize(&parser) != 0 else { throw source.error(.init(line: 1, column: 1), "no memory to read it") }
        defer { unsafe yaml_parser_delete(&parser) }
        let bytes = source.bytes
        var result: Result<YAMLNode?, BudgetError> = .success(nil)
        // The parser keeps the address, so it must not be used outside of this closure.
        unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe yaml_parser_set_input_string(&parser, buffer.baseAddress, buffer.count)
            unsafe yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING)
            do throws(BudgetError) { result = .success(try unsafe wholeStream(&parser)) } catch { result = .failure(error) }
        }
        return try result.get()
    }

    private mutating func wholeStream(_ parser: inout yaml_parser_t) throws(BudgetError) -> YAMLNode? {
        var root: YAMLNode?
        while true {
            let event = try unsafe next(&parser)
            switch event.kind {
            case .streamEnd: return root
            case .documentStart:
                if root != nil { throw source.error(event.position, "a second document; a budget file holds one") }
                root = try unsafe node(try unsafe next(&parser), &parser, depth: 0)
            default: break
            }
        }
    }

    private mutating func node(_ event: Event, _ parser: inout yaml_parser_t, depth: Int) throws(BudgetError) -> YAMLNode {
        nodes += 1
        guard nodes <= YAMLReader.nodeLimit else {
            throw source.error(event.position, "more than 100,000 values, which no budget file has")
        }
        guard depth <= YAMLReader.depthLimit else { throw source.error(event.position, "values nested more than 32 deep") }
        if event.hasAnchor {
            throw source.error(event.position, "an anchor (&name); anchors and aliases are not allowed here, write the value out")
        }
        if event.hasTag {
            throw source.error(
                event.position, "a tag (!name), which means nothing here; a name that begins with '!' needs quotes: '!MyApp.**'")
        }
        switch event.kind {
        case .scalar(let text, let isPlain): return YAMLNode(content: .scalar(text, isPlain: isPlain), position: event.position)
        case .alias:
            throw source.error(
                event.position, "an alias (*name), and aliases are not allowed here; a name that begins with '*' needs quotes: '**Cache'")
        case .sequenceStart:
            var elements: [YAMLNode] = []
            while true {
                let element = try unsafe next(&parser)
                if case .sequenceEnd = element.kind { return YAMLNode(content: .sequence(elements), position: event.position) }
                elements.append(try unsafe node(element, &parser, depth: depth + 1))
            }
        case .mappingStart: return YAMLNode(content: .mapping(try unsafe entries(&parser, depth)), position: event.position)
        default: throw source.error(event.position, "no value where one was expected")
        }
    }

    private mutating func entries(_ parser: inout yaml_parser_t, _ depth: Int) throws(BudgetError) -> [YAMLNode.Entry] {
        var entries: [YAMLNode.Entry] = []
        var first: [String: RulePlace.Position] = [:]
        while true {
            let event = try unsafe next(&parser)
            if case .mappingEnd = event.kind { return entries }
            let key = try unsafe node(event, &parser, depth: depth + 1)
            guard case .scalar(let text, _) = key.content else {
                throw source.error(key.position, "a key that is \(key.words); expected a word")
            }
            if let earlier = first.updateValue(key.position, forKey: text) {
                throw source.error(key.position, "the key '\(text.prefix(60))' a second time; the first is in line \(earlier.line)")
            }
            let value = try unsafe node(try unsafe next(&parser), &parser, depth: depth + 1)
            entries.append(YAMLNode.Entry(key: text, place: key.position, value: value))
        }
    }

    // MARK: Events

    private struct Event {
        enum Kind {
            case streamEnd, documentStart, other, alias, sequenceStart, sequenceEnd, mappingStart, mappingEnd
            case scalar(String, isPlain: Bool)
        }

        let kind: Kind
        let position: RulePlace.Position
        var hasAnchor = false
        var hasTag = false
    }

    private func next(_ parser: inout yaml_parser_t) throws(BudgetError) -> Event {
        var event = unsafe yaml_event_t()
        guard unsafe yaml_parser_parse(&parser, &event) != 0 else { throw unsafe failure(parser) }
        defer { unsafe yaml_event_delete(&event) }
        let position = unsafe YAMLReader.position(event.start_mark)
        switch unsafe event.type {
        case YAML_STREAM_END_EVENT: return Event(kind: .streamEnd, position: position)
        case YAML_DOCUMENT_START_EVENT: return Event(kind: .documentStart, position: position)
        case YAML_ALIAS_EVENT: return Event(kind: .alias, position: position)
        case YAML_SCALAR_EVENT:
            let scalar = unsafe event.data.scalar
            let text = unsafe String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return unsafe Event(
                kind: .scalar(text, isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE), position: position, hasAnchor: scalar.anchor != nil,
                hasTag: scalar.tag != nil)
        case YAML_SEQUENCE_START_EVENT:
            let start = unsafe event.data.sequence_start
            return unsafe Event(kind: .sequenceStart, position: position, hasAnchor: start.anchor != nil, hasTag: start.tag != nil)
        case YAML_MAPPING_START_EVENT:
            let start = unsafe event.data.mapping_start
            return unsafe Event(kind: .mappingStart, position: position, hasAnchor: start.anchor != nil, hasTag: start.tag != nil)
        case YAML_SEQUENCE_END_EVENT: return Event(kind: .sequenceEnd, position: position)
        case YAML_MAPPING_END_EVENT: return Event(kind: .mappingEnd, position: position)
        default: return Event(kind: .other, position: position)
        }
    }

    private func failure(_ parser: yaml_parser_t) -> BudgetError {
        let problem = unsafe parser.problem.map { unsafe String(cString: $0) } ?? "not YAML"
        let position: RulePlace.Position
        if unsafe parser.error == YAML_READER_ERROR {
            // For bytes that are not UTF-8 libyaml gives only an offset.
            let offset = min(unsafe Int(clamping: parser.problem_offset), source.bytes.count)
            let before = source.bytes[..<offset]
            let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            position = .init(line: before.count { $0 == UInt8(ascii: "\n") } + 1, column: offset - lineStart + 1)
        } else {
            position = unsafe YAMLReader.position(parser.problem_mark)
        }
        return source.error(position, "not readable as YAML: \(problem)" + quoteHint(position))
    }

    /// A hint for a glob that begins with a character that has a meaning in YAML: `match: **Cache`.
    private func quoteHint(_ position: RulePlace.Position) -> String {
        let lines = source.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard position.line <= lines.count else { return "" }
        let line = lines[position.line - 1]
        let near = line.dropFirst(max(position.column - 2, 0)).prefix(2)
        return near.contains { "*&!%@`".utf8.contains($0) } ? "; a name that begins with '*' or '!' needs quotes: '**Cache'" : ""
    }

    private static func position(_ mark: yaml_mark_t) -> RulePlace.Position {
        .init(line: Int(clamping: mark.line) + 1, column: Int(clamping: mark.column) + 1)
    }
}
