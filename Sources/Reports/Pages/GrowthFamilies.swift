import Growth
import SnapshotModel

/// The rows of a table that grew. Instances of one generic type, like `System.EventHandler<…>`, are a family.
struct GrowthFamilies {
    /// The family that grew most comes first; equal ones are in the order of their names.
    let families: [Family]
    /// The sum over the rows that grew.
    let grossGrowth: Int128

    struct Family {
        fileprivate let members: [Member]

        /// A row's name, or the common name of several: `System.EventHandler<StackExchange.Redis.…>`.
        var name: String { GenericName.common(members.map(\.name)) }
        /// The name without what the arguments of several rows have in common; the name itself for one row.
        var open: String { members.count == 1 ? name : members.first?.name.open ?? "" }
        var rows: [Int] { members.map(\.row) }
        var growth: Int128 { members.reduce(0) { $0 + $1.growth } }
    }

    fileprivate struct Member {
        let row: Int
        let name: GenericName
        let growth: Int128
    }

    init(_ table: SectionDiff, _ measure: Int) {
        guard let column = table.aligned.keys.first(where: { $0.info.type == .text }) else {
            (families, grossGrowth) = ([], 0)
            return
        }
        var indexes: [String: Int] = [:]
        var found: [[Member]] = []
        var sum: Int128 = 0
        for row in 0..<table.rowCount {
            guard let delta = table.change(measure, row).delta, delta > 0 else { continue }
            sum += delta
            let member = Member(row: row, name: GenericName(table.aligned.text(column.words[row] ?? .max)), growth: delta)
            if let index = indexes[member.name.open] {
                found[index].append(member)
            } else {
                indexes[member.name.open] = found.count
                found.append([member])
            }
        }
        grossGrowth = sum
        families = Self.ordered(found)
    }

    /// The families with only those rows that `isWanted` accepts.
    func families(where isWanted: (Int) -> Bool) -> [Family] {
        let kept = families.map { family in family.members.filter { isWanted($0.row) } }.filter { !$0.isEmpty }
        // Before they were ordered by their growth, families were in the order of their first rows.
        return Self.ordered(kept.sorted { ($0.first?.row ?? 0) < ($1.first?.row ?? 0) })
    }

    private static func ordered(_ found: [[Member]]) -> [Family] {
        let growth = found.map { members in members.reduce(Int128(0)) { $0 + $1.growth } }
        let order = found.indices.sorted { growth[$0] != growth[$1] ? growth[$0] > growth[$1] : $0 < $1 }
        return order.map { Family(members: found[$0]) }
    }
}

/// A type's name, divided at its outermost `<arguments>`.
struct GenericName {
    /// The texts around the arguments; one more than there are arguments.
    private let literals: [Substring]
    private let arguments: [Substring]

    init(_ name: String) {
        guard name.utf8.firstIndex(of: UInt8(ascii: "<")) != nil else {
            (literals, arguments) = ([name[...]], [])
            return
        }
        var (literals, arguments): ([Substring], [Substring]) = ([], [])
        let bytes = name.utf8
        var start = bytes.startIndex
        var depth = 0
        var last: UInt8?
        // In the names that compilers make, like `Worker+<Run>d__5`, the brackets are not those of arguments.
        var isOfCompiler = false
        for place in bytes.indices {
            let byte = bytes[place]
            if byte == UInt8(ascii: "<") {
                if depth == 0 { isOfCompiler = last == nil || last == UInt8(ascii: "+") || last == UInt8(ascii: ".") }
                depth += 1
                if depth == 1, !isOfCompiler {
                    let next = bytes.index(after: place)
                    literals.append(name[start..<next])
                    start = next
                }
            } else if byte == UInt8(ascii: ">"), depth > 0 {
                depth -= 1
                if depth == 0, !isOfCompiler {
                    arguments.append(name[start..<place])
                    start = place
                }
            }
            last = byte
        }
        // A name that is cut off in its arguments has none.
        self.literals = literals.count == arguments.count ? literals + [name[start...]] : [name[...]]
        self.arguments = literals.count == arguments.count ? arguments : []
    }

    /// The name without its arguments: `System.EventHandler<…>`.
    var open: String { arguments.isEmpty ? String(literals.first ?? "") : joined(arguments.map { _ in "…" }) }

    /// What names of one open name have in common: each argument up to where they differ.
    static func common(_ names: [GenericName]) -> String {
        guard let first = names.first else { return "" }
        guard names.allSatisfy({ $0.arguments.count == first.arguments.count }) else { return first.open }
        return first.joined(
            first.arguments.indices.map { place in
                names.dropFirst().reduce(first.arguments[place]) { commonStart($0, $1.arguments[place]) }
            })
    }

    private func joined(_ arguments: [Substring]) -> String {
        zip(literals.dropFirst(), arguments).reduce(String(literals.first ?? "")) { $0 + $1.1 + $1.0 }
    }

    /// `A.B.` and `…` for `A.B.C` and `A.B.D`. A text that ends in `…` is such a start already.
    private static func commonStart(_ a: Substring, _ b: Substring) -> Substring {
        if a == b { return a }
        let known = a.hasSuffix("…") ? a.dropLast() : a
        let (x, y) = (Array(known.unicodeScalars), Array(b.unicodeScalars))
        var length = zip(x, y).prefix { $0 == $1 }.count
        while length > 0, x[length - 1] != "." { length -= 1 }
        var start = String.UnicodeScalarView()
        start.append(contentsOf: x.prefix(length))
        return Substring(String(start) + "…")
    }
}
