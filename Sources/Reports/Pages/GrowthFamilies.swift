import Growth
import SnapshotModel

/// The rows of a table that grew. Instances of one generic type, like `System.EventHandler<…>`, are a family.
struct GrowthFamilies {
    /// The family that grew most comes first; equal ones are in the order of their names.
    let families: [Family]
    /// The sum over the rows that grew.
    let grossGrowth: Int128

    struct Family {
        /// A row's name, or the common name of several: `System.EventHandler<StackExchange.Redis.…>`.
        let name: String
        /// The name without what the arguments of several rows have in common; the name itself for one row.
        let open: String
        let rows: [Int]
        let growth: Int128
    }

    /// Only rows that `isWanted` accepts.
    init(_ table: SectionDiff, _ measure: Int, where isWanted: (Int) -> Bool = { _ in true }) {
        guard let column = table.aligned.keys.first(where: { $0.info.type == .text }) else {
            (families, grossGrowth) = ([], 0)
            return
        }
        var indexes: [String: Int] = [:]
        var found: [(names: [GenericName], rows: [Int], growth: Int128)] = []
        var sum: Int128 = 0
        for row in 0..<table.rowCount {
            guard let delta = table.change(measure, row).delta, delta > 0, isWanted(row) else { continue }
            sum += delta
            let name = GenericName(table.aligned.text(column.words[row] ?? .max))
            if let index = indexes[name.open] {
                found[index].names.append(name)
                found[index].rows.append(row)
                found[index].growth += delta
            } else {
                indexes[name.open] = found.count
                found.append(([name], [row], delta))
            }
        }
        grossGrowth = sum
        let order = found.indices.sorted { found[$0].growth != found[$1].growth ? found[$0].growth > found[$1].growth : $0 < $1 }
        families = order.map { place in
            let (names, rows, growth) = found[place]
            let name = GenericName.common(names)
            return Family(name: name, open: names.count == 1 ? name : names[0].open, rows: rows, growth: growth)
        }
    }
}

/// A type's name, divided at its outermost `<arguments>`.
struct GenericName {
    /// The texts around the arguments; one more than there are arguments.
    private let literals: [String]
    private let arguments: [String]

    init(_ name: String) {
        var (literals, arguments): ([String], [String]) = ([], [])
        var part = String.UnicodeScalarView()
        var depth = 0
        var last: Unicode.Scalar?
        // In the names that compilers make, like `Worker+<Run>d__5`, the brackets are not those of arguments.
        var isOfCompiler = false
        for scalar in name.unicodeScalars {
            if scalar == "<" {
                if depth == 0 { isOfCompiler = last == nil || last == "+" || last == "." }
                depth += 1
                part.append(scalar)
                if depth == 1, !isOfCompiler {
                    literals.append(String(part))
                    part = .init()
                }
            } else {
                if scalar == ">", depth > 0 {
                    depth -= 1
                    if depth == 0, !isOfCompiler {
                        arguments.append(String(part))
                        part = .init()
                    }
                }
                part.append(scalar)
            }
            last = scalar
        }
        // A name that is cut off in its arguments has none.
        self.literals = literals.count == arguments.count ? literals + [String(part)] : [name]
        self.arguments = literals.count == arguments.count ? arguments : []
    }

    /// The name without its arguments: `System.EventHandler<…>`.
    var open: String { joined(arguments.map { _ in "…" }) }

    /// What names of one open name have in common: each argument up to where they differ.
    static func common(_ names: [GenericName]) -> String {
        guard let first = names.first else { return "" }
        guard names.allSatisfy({ $0.arguments.count == first.arguments.count }) else { return first.open }
        return first.joined(
            first.arguments.indices.map { place in
                names.dropFirst().reduce(first.arguments[place]) { commonStart($0, $1.arguments[place]) }
            })
    }

    private func joined(_ arguments: [String]) -> String {
        zip(literals.dropFirst(), arguments).reduce(literals.first ?? "") { $0 + $1.1 + $1.0 }
    }

    /// `A.B.` and `…` for `A.B.C` and `A.B.D`. A text that ends in `…` is such a start already.
    private static func commonStart(_ a: String, _ b: String) -> String {
        if a == b { return a }
        let known = a.hasSuffix("…") ? String(a.dropLast()) : a
        let (x, y) = (Array(known.unicodeScalars), Array(b.unicodeScalars))
        var length = zip(x, y).prefix { $0 == $1 }.count
        while length > 0, x[length - 1] != "." { length -= 1 }
        var start = String.UnicodeScalarView()
        start.append(contentsOf: x.prefix(length))
        return String(start) + "…"
    }
}
