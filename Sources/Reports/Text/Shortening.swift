/// Cuts long names in the middle. The end of a type's name says most (`…<ConnectionFailedEventArgs>`), so it gets two thirds of the room.
enum Shortening {
    /// At most `columns` wide; a cut is one `…`. A generic type loses the namespaces of its arguments first:
    /// `System.EventHandler<…ErrorEventArgs>`. Only for text that `VisibleText.visible` gave.
    static func shortened(_ text: String, to columns: Int) -> String {
        if VisibleText.width(text) <= columns { return text }
        guard text.utf8.contains(UInt8(ascii: "<")) else { return cut(text, columns) }
        let inner = withoutNamespaces(text, fromDepth: 1)
        return VisibleText.width(inner) <= columns ? inner : withoutAnyNamespace(text, columns)
    }

    /// The same for any text of a dump.
    static func visible(_ text: String, to columns: Int) -> String { shortened(VisibleText.brief(text), to: columns) }

    /// A name whose end says all: it loses its first parts, `…SessionServer.OnConnectionFailed`. A last part that is still too long is cut in the middle.
    static func tail(_ text: String, to columns: Int) -> String {
        var rest = text[...]
        while VisibleText.width(rest) + (rest.startIndex == text.startIndex ? 0 : 1) > columns,
            let dot = rest.dropFirst().firstIndex(of: ".")
        {
            rest = rest[rest.index(after: dot)...]
        }
        return cut(rest.startIndex == text.startIndex ? text : "…" + rest, columns)
    }

    /// `…EventHandler<…ErrorEventArgs>`. When that is still too long, the generic type stays and the beginning of its arguments is cut.
    private static func withoutAnyNamespace(_ text: String, _ columns: Int) -> String {
        let bare = withoutNamespaces(text, fromDepth: 0)
        let scalars = bare.unicodeScalars
        guard VisibleText.width(bare) > columns, let open = scalars.firstIndex(of: "<") else { return cut(bare, columns) }
        let head = String(Substring(scalars[...open]))
        let room = columns - VisibleText.width(head) - 1
        guard room >= columns / 2 else { return cut(bare, columns) }
        let end = suffix(scalars[...], room)
        return head + "…" + (end.first == "…" ? String(end.dropFirst()) : end)
    }

    /// `System.EventHandler<A.B.Args>` as `System.EventHandler<…Args>` (depth 1) or `…EventHandler<…Args>` (depth 0).
    private static func withoutNamespaces(_ text: String, fromDepth least: Int) -> String {
        var shown = ""
        var part = String.UnicodeScalarView()
        var depth = 0
        func flush() {
            guard depth >= least, let dot = part.lastIndex(of: "."), part.distance(from: part.startIndex, to: dot) > 0 else {
                shown.unicodeScalars.append(contentsOf: part)
                return
            }
            shown += "…"
            shown.unicodeScalars.append(contentsOf: part[part.index(after: dot)...])
        }
        for scalar in text.unicodeScalars {
            guard ["<", ">", ",", " ", "+", "["].contains(scalar) else {
                part.append(scalar)
                continue
            }
            flush()
            part = .init()
            shown.unicodeScalars.append(scalar)
            if scalar == "<" { depth += 1 }
            if scalar == ">" { depth -= 1 }
        }
        flush()
        return shown
    }

    private static func cut(_ text: String, _ columns: Int) -> String {
        if VisibleText.width(text) <= columns { return text }
        guard columns > 1 else { return columns == 1 ? "…" : "" }
        let scalars = text.unicodeScalars
        let head = (columns - 1) / 3
        let (start, end) = (prefix(scalars[...], head), suffix(scalars[...], columns - 1 - head))
        return (start.last == "…" ? String(start.dropLast()) : start) + "…" + (end.first == "…" ? String(end.dropFirst()) : end)
    }

    /// The same for the names of one table, where two different names must not look alike. When the plain cut makes them alike, the place
    /// where they differ is shown between two cuts. When that is not enough, the later ones are numbered.
    static func shortened(_ texts: [String], to columns: Int) -> [String] {
        // All names look alike: when one generic type must lose its own namespace, all that are shortened lose it.
        let isTight = texts.contains { $0.contains("<") && VisibleText.width(withoutNamespaces($0, fromDepth: 1)) > columns }
        var shown = texts.map { text in
            isTight && text.contains("<") && VisibleText.width(text) > columns
                ? withoutAnyNamespace(text, columns) : shortened(text, to: columns)
        }
        for group in clashes(texts, shown) {
            let start = commonStart(group.map { texts[$0] })
            for index in group { shown[index] = around(start, texts[index], columns) }
        }
        for group in clashes(texts, shown) {
            for (number, index) in group.enumerated().dropFirst() {
                let mark = " #\(number + 1)"
                shown[index] = shortened(texts[index], to: max(1, columns - mark.utf8.count)) + (columns > mark.utf8.count ? mark : "")
            }
        }
        return shown
    }

    /// Groups of indexes whose texts differ and look alike.
    private static func clashes(_ texts: [String], _ shown: [String]) -> [[Int]] {
        var byLook: [String: Int] = [:]
        var groups: [[Int]] = []
        for index in shown.indices {
            if let group = byLook[shown[index]] {
                groups[group].append(index)
            } else {
                byLook[shown[index]] = groups.count
                groups.append([index])
            }
        }
        return groups.filter { group in group.contains { texts[$0] != texts[group[0]] } }
    }

    private static func commonStart(_ texts: [String]) -> Int {
        guard let first = texts.first else { return 0 }
        var length = first.unicodeScalars.count
        for text in texts.dropFirst() {
            length = min(length, zip(first.unicodeScalars, text.unicodeScalars).prefix { $0 == $1 }.count)
        }
        return length
    }

    private static func around(_ start: Int, _ text: String, _ columns: Int) -> String {
        guard columns >= 12 else { return shortened(text, to: columns) }
        let scalars = text.unicodeScalars
        let (head, middle) = (columns / 5, columns / 3)
        let tail = columns - head - middle - 2
        let from = scalars.index(scalars.startIndex, offsetBy: max(0, start - 2), limitedBy: scalars.endIndex) ?? scalars.endIndex
        return prefix(scalars[...], head) + "…" + prefix(scalars[from...], middle) + "…" + suffix(scalars[...], tail)
    }

    private static func prefix(_ scalars: Substring.UnicodeScalarView, _ columns: Int) -> String {
        var (end, used) = (scalars.startIndex, 0)
        while end < scalars.endIndex, used + VisibleText.width(scalars[end]) <= columns {
            used += VisibleText.width(scalars[end])
            end = scalars.index(after: end)
        }
        return String(Substring(scalars[..<end]))
    }

    private static func suffix(_ scalars: Substring.UnicodeScalarView, _ columns: Int) -> String {
        var (start, used) = (scalars.endIndex, 0)
        while start > scalars.startIndex {
            let previous = scalars.index(before: start)
            let width = VisibleText.width(scalars[previous])
            if used + width > columns { break }
            used += width
            start = previous
        }
        return String(Substring(scalars[start...]))
    }
}
