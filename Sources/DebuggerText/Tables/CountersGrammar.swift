import RawMemory

/// Numbers that a process or its runtime publishes: `dotnet-counters`, `threadpool`.
package struct CountersTable: Sendable, Equatable {
    package var source: Source
    package var counters: [Counter] = []

    package enum Source: String, Sendable {
        case counters = "dotnet-counters"
        case threadPool = "threadpool"
    }

    package struct Counter: Sendable, Equatable {
        package var provider: String
        /// With its unit and its tags: `dotnet.gc.collections ({collection}) [gc.heap.generation=gen2]`.
        package var name: String
        /// As it is printed: `1,655,208`, `0.245`.
        package var printed: String
    }

    /// The whole part of a number, and its text with a point where it has decimals. `nil` when it is no number.
    package func value(_ counter: Counter) -> (whole: UInt64, decimals: String)? {
        let sign = decimalSign
        let parts = Array(counter.printed.utf8).split(separator: sign ?? 0, maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ PrintedNumber.decimal(Array($0)[...]) }) else { return nil }
        guard parts.count == 2 else { return (whole, "") }
        guard !parts[1].isEmpty, parts[1].allSatisfy(\.isDigit) else { return nil }
        return (whole, "\(whole)." + String(decoding: parts[1], as: UTF8.self))
    }

    /// The sign before decimals. `10.425` may be ten or ten thousand, by the culture of the terminal: a number of bytes has no decimals, the sign behind a
    /// zero or before other than three digits is one of decimals, and so is the sign in a percentage.
    private var decimalSign: UInt8? {
        var (groups, decimals): (Set<UInt8>, Set<UInt8>) = ([], [])
        for counter in counters {
            let text = Array(counter.printed.utf8)
            let signs = text.filter { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }
            guard let last = signs.last, let place = text.lastIndex(of: last) else { continue }
            if Set(signs).count > 1 { return last }
            let isWhole = ["(B)", "(By)", "(MB)", "(KB)", "Bytes", "(B /", "(Count", "({"].contains { counter.name.contains($0) }
            if signs.count > 1 || isWhole {
                groups.insert(last)
            } else if text.first == 48 || text.count - place != 4 || counter.name.contains("%") {
                decimals.insert(last)
            }
        }
        if let sign = decimals.subtracting(groups).min() { return sign }
        return groups.contains(UInt8(ascii: ".")) ? UInt8(ascii: ",") : UInt8(ascii: ".")
    }
}

/// A screen of `dotnet-counters monitor`: `[System.Runtime]` (`System.Runtime:` in 3.0) and lines `    GC Heap Size (MB)    65`. Since version 9 a
/// counter may have several values, each behind a tag:
///
///     Name                                            Current Value
///     [System.Runtime]
///         dotnet.gc.collections ({collection})
///             gc.heap.generation
///             gen0                                       12
struct CountersGrammar: TableGrammar {
    private var table = CountersTable(source: .counters)
    private var provider = ""
    /// Where the provider's name begins: its counters stand further right.
    private var indentation = 0
    /// A counter whose values stand in the lines after it, the column in which it begins, and the names of its tags.
    private var group: (name: String, column: Int, tag: String)?
    /// Whether a second number stands behind the values: by how much they changed.
    private var hasLastDelta = false

    /// A file of settings may have a heading in brackets too.
    init?(opening line: TextLine, _ context: TextContext) {
        if let name = Self.provider(line), ["System.", "Microsoft.", "Microsoft-"].contains(where: { name.hasPrefix($0) }) { return }
        if !line.begins(Self.top) { return nil }
    }

    var content: TableContent? { table.counters.isEmpty ? nil : .counters(table) }

    private static let top: Phrase = "Press p to pause, r to resume"

    /// The name in `[System.Runtime]` or `System.Runtime:`.
    private static func provider(_ line: TextLine) -> String? {
        guard line.words.count == 1, line.word(0).count > 3 else { return nil }
        let word = line.word(0)
        let isBracketed = word.first == UInt8(ascii: "[") && word.last == UInt8(ascii: "]")
        guard isBracketed || line.isWord(0, "System.Runtime:") || line.isWord(0, "Microsoft.AspNetCore.Hosting:") else { return nil }
        let name = isBracketed ? word.dropFirst().dropLast() : word.dropLast()
        guard name.first.map({ $0.isOfName && !$0.isDigit }) ?? false,
            name.allSatisfy({ $0.isOfName || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") })
        else { return nil }
        return String(decoding: name, as: UTF8.self)
    }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if line.begins(Self.top) { return table.counters.isEmpty ? .taken : .foreign }
        if line.begins("Status: ") { return .taken }
        if line.isWord(0, "Name"), line.contains("Current Value") {
            hasLastDelta = line.contains("Last Delta")
            return .taken
        }
        if let name = Self.provider(line) {
            // The first one again is another screen.
            if name == table.counters.first?.provider { return .foreign }
            (provider, group, indentation) = (name, nil, line.words[0].lowerBound)
            return .taken
        }
        guard !provider.isEmpty, let first = line.words.first, first.lowerBound > indentation else { return .foreign }
        // Dashes stand below the names of tags.
        if line.words.allSatisfy({ line.bytes[$0].allSatisfy { $0 == UInt8(ascii: "-") } }) { return group == nil ? .foreign : .taken }
        let column = first.lowerBound
        if let known = group, column <= known.column { group = nil }
        guard let count = values(line) else {
            // The name of a counter, and then of its tags, has no number.
            guard line.words.count <= 8, line.bytes[line.words.last ?? first].last.map({ $0.isOfName || $0 == UInt8(ascii: ")") }) ?? false
            else { return .foreign }
            let text = line.rest(from: 0)
            if group == nil {
                guard text.contains("(") else { return .foreign }
                group = (text, column, "")
            } else {
                group?.tag = line.words.indices.map { line.text($0) }.joined(separator: ",")
            }
            return .taken
        }
        let end = line.words.count - count
        var name = Self.text(line, 0..<end)
        if let group {
            let tags = group.tag.split(separator: ",").map(String.init)
            let values = line.words.indices[..<end].map { line.text($0) }
            let pairs = tags.count == values.count ? zip(tags, values).map { "\($0)=\($1)" } : [name]
            name = "\(group.name) [\(pairs.joined(separator: ","))]"
        }
        table.counters.append(.init(provider: provider, name: name, printed: line.text(end)))
        return .taken
    }

    /// The number of words at the end that are values; `nil` for none.
    private func values(_ line: TextLine) -> Int? {
        func isValue(_ place: Int) -> Bool {
            let word = line.word(place)
            guard place > 0, let first = word.first, first.isDigit else { return false }
            return word.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") }
        }
        let last = line.words.count - 1
        guard isValue(last) else { return nil }
        return hasLastDelta && isValue(last - 1) ? 2 : 1
    }

    private static func text(_ line: TextLine, _ words: Range<Int>) -> String {
        guard let first = words.first, let last = words.last else { return "" }
        return String(decoding: line.bytes[line.words[first].lowerBound..<line.words[last].upperBound], as: UTF8.self)
    }
}
