import SnapshotModel

/// Rows whose names differ only in numbers and hashes: `r2bjp0`, `r2bjp1`, … are the group `r2bjp#`.
package struct NameGroup: Equatable, Sendable {
    /// The common name with `#` where the members differ. A group of one has the name itself.
    package let pattern: String
    /// In the order of the keys.
    package let rows: [Int]
    /// Growth of the leading count over the group.
    package let count: Int128
    /// Growth of the leading bytes; `nil` when the section has none.
    package let size: Int128?
    /// Flags that are set for every member, like `dynamic`.
    package let flags: [String]
}

extension TableDiff {
    /// Rows whose count grew, grouped by the pattern of their names. The group that grew most comes first; equal groups are in the order of
    /// their patterns.
    ///
    /// A report can then name 1,200 assemblies with similar names, although each of their rows is too small to show.
    package var growingGroups: [NameGroup] {
        guard let column = aligned.keys.firstIndex(where: { $0.info.type == .text }) else { return [] }
        var indexes: [NameSkeleton: Int] = [:]
        var members: [(skeleton: NameSkeleton, rows: [Int], variables: [[Substring]])] = []
        for row in 0..<rowCount where (change(leadingCount, row).delta ?? 0) > 0 {
            let (skeleton, variables) = NameSkeleton.split(aligned.text(aligned.keys[column].words[row] ?? .max))
            if let index = indexes[skeleton] {
                members[index].rows.append(row)
                members[index].variables.append(variables)
            } else {
                indexes[skeleton] = members.count
                members.append((skeleton, [row], [variables]))
            }
        }
        let groups = members.map { member in
            NameGroup(
                pattern: member.skeleton.joined(member.variables), rows: member.rows,
                count: member.rows.reduce(0) { $0 + (change(leadingCount, $1).delta ?? 0) },
                size: leadingSize.map { size in member.rows.reduce(0) { $0 + (change(size, $1).delta ?? 0) } },
                flags: commonFlags(member.rows))
        }
        return groups.sorted { a, b in
            if a.count != b.count { return a.count > b.count }
            if (a.size ?? 0) != (b.size ?? 0) { return (a.size ?? 0) > (b.size ?? 0) }
            return bytewise(a.pattern, b.pattern)
        }
    }

    private func commonFlags(_ rows: [Int]) -> [String] {
        aligned.attributes.filter { column in column.info.type == .flag && rows.allSatisfy { column.words[$0] == 1 } }.map(\.info.name)
    }
}

/// A name divided at its numbers, hashes and GUIDs.
struct NameSkeleton: Hashable {
    /// The texts around the variable parts. There is one more of them than of variable parts.
    let literals: [Substring]

    static func split(_ name: String) -> (NameSkeleton, [Substring]) {
        let bytes = name.utf8
        var literals: [Substring] = []
        var variables: [Substring] = []
        var literalStart = bytes.startIndex
        var position = bytes.startIndex
        while position < bytes.endIndex {
            if let end = standInEnd(bytes[position...]) {
                position = end
                continue
            }
            guard let end = variableEnd(bytes[position...], atWordStart: isWordStart(bytes, position)) else {
                position = bytes.index(after: position)
                continue
            }
            literals.append(name[literalStart..<position])
            variables.append(name[position..<end])
            position = end
            literalStart = end
        }
        literals.append(name[literalStart...])
        return (NameSkeleton(literals: literals), variables)
    }

    /// The pattern of a group. A variable part that is the same in all members is kept.
    func joined(_ variables: [[Substring]]) -> String {
        var text = String(literals.first ?? "")
        for (index, literal) in literals.dropFirst().enumerated() {
            let first = variables.first?[index] ?? ""
            text += variables.allSatisfy { $0[index] == first } ? first : "#"
            text += literal
        }
        return text
    }

    /// The end of a redacted name: `~` and 10 hexadecimal digits. Its digits are not variable, because each stands for one name.
    private static func standInEnd(_ bytes: Substring.UTF8View) -> String.Index? {
        guard bytes.first == UInt8(ascii: "~") else { return nil }
        let digits = bytes.dropFirst().prefix(while: isHex)
        return digits.count == 10 ? digits.endIndex : nil
    }

    private static func isWordStart(_ bytes: String.UTF8View, _ position: String.Index) -> Bool {
        position == bytes.startIndex || !isWord(bytes[bytes.index(before: position)])
    }

    /// The end of a GUID, of a run of 8 or more hexadecimal digits that is a whole word and holds a digit, or of a run of digits.
    private static func variableEnd(_ bytes: Substring.UTF8View, atWordStart: Bool) -> String.Index? {
        if atWordStart {
            if let end = guidEnd(bytes) { return end }
            let run = bytes.prefix(while: isHex)
            let endsWord = bytes[run.endIndex...].first.map { !isWord($0) } ?? true
            if run.count >= 8, endsWord, run.contains(where: isDigit) { return run.endIndex }
        }
        let digits = bytes.prefix(while: isDigit)
        return digits.isEmpty ? nil : digits.endIndex
    }

    private static func guidEnd(_ bytes: Substring.UTF8View) -> String.Index? {
        var rest = bytes
        for (index, length) in [8, 4, 4, 4, 12].enumerated() {
            if index > 0 {
                guard rest.first == UInt8(ascii: "-") else { return nil }
                rest = rest.dropFirst()
            }
            guard rest.prefix(length).count == length, rest.prefix(length).allSatisfy(isHex) else { return nil }
            rest = rest.dropFirst(length)
        }
        return rest.first.map(isWord) ?? false ? nil : rest.startIndex
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isHex(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte >= 0x80
    }
}
