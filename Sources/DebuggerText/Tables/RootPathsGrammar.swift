import RawMemory

/// Ways from roots to an object: `gcroot`.
package struct RootPaths: Sendable, Equatable {
    /// The address of the object, as the command or the end of the first way names it.
    package var target: UInt64 = 0
    package var ways: [Way: Count] = [:]
    /// `Found 2 unique roots`.
    package var found: UInt64?

    package var listed: UInt64 { ways.values.reduce(0) { $0.saturatingAdd($1.ways) } }

    package struct Way: Hashable, Sendable {
        /// `stack`, `finalizer`, `pinned handle`; empty where the text does not say it.
        package var root = ""
        /// The method of the frame, or the static field; empty without one.
        package var start = ""
        /// Types of the objects, the first from the root. Objects of one type in a row are one of them.
        package var types: [String] = []
    }

    package struct Count: Sendable, Equatable {
        package var ways: UInt64 = 0
        package var objects: UInt64 = 0
    }

    package static let stack = "stack"
    package static let finalizer = "finalizer"
    /// In place of the types in the middle of a long way.
    package static let leftOut = "…"
}

/// In SOS of .NET Framework 4 and later:
///
///     HandleTable:
///         00007f4020db11a8 (strong handle)
///         -> 7f33c3000028     System.Object[]
///         -> 7f33c58108f0     Shop.Basket (static variable: Shop.Baskets.all)
///     Thread 4ac:
///         000000cf9499dd20 00007ffa7d0236bc Shop.Program.Main(System.String[])
///             rbp-20: 000000cf9499dd90
///                 -> 000002b78000d328 Shop.Basket
///     Found 2 unique roots.
///
/// In older SOS `ebx:Root:19011c5c(Shop.Baskets)->`, `2dbe1350(Shop.Basket)`, and `DOMAIN(001593A8):HANDLE(Pinned):a513ec:Root:36d34c8(System.Object[])->`.
struct RootPathsGrammar: TableGrammar {
    private var paths = RootPaths()
    /// The root that the last lines named, for the ways after it.
    private var root = ""
    private var method = ""
    /// The way that is being read.
    private var way = RootPaths.Way()
    private var objects: UInt64 = 0
    /// Whether the last object of a way in older SOS has been read, which nothing follows.
    private var isAtEnd = false

    init?(opening line: TextLine, _ context: TextContext) {
        let isOfCommand = context.command?.name == "gcroot"
        let opens =
            Self.step(line).map { !$0.isLast || $0.root != nil } ?? (isOfCommand && (Self.isHeading(line) || Self.found(line) != nil))
        guard opens else { return nil }
        if isOfCommand, let last = context.command?.arguments.last { paths.target = PrintedNumber.hexadecimal(Array(last.utf8)[...]) ?? 0 }
    }

    var content: TableContent? {
        var whole = self
        whole.finish()
        return whole.paths.ways.isEmpty && whole.paths.found == nil ? nil : .rootPaths(whole.paths)
    }

    /// An object of a way.
    private struct Step {
        var address: UInt64
        /// The type, and what stands behind it.
        var name: ArraySlice<UInt8>
        /// Of the first object in older SOS what stands before it: `ebx:Root`.
        var root: ArraySlice<UInt8>?
        /// Whether older SOS prints it as the last one.
        var isLast = false
    }

    private static func step(_ line: TextLine) -> Step? {
        if line.isWord(0, "->") {
            guard let address = line.address(1, digits: 6), line.words.count >= 3 else { return nil }
            return Step(address: address, name: line.restBytes(from: 2))
        }
        return line.words.count <= 6 ? olderStep(line.restBytes(from: 0)) : nil
    }

    /// `19010b78(DemoApp.FormDemoApp)->`, the last one without `->`.
    private static func olderStep(_ text: ArraySlice<UInt8>) -> Step? {
        let isLast = !text.suffix(2).elementsEqual("->".utf8)
        let step = isLast ? text : text.dropLast(2)
        guard step.last == UInt8(ascii: ")") else { return nil }
        let mark = Array(":Root:".utf8)
        var (start, root) = (step.startIndex, ArraySlice<UInt8>?.none)
        if let place = step.indices.first(where: { step[$0] == UInt8(ascii: ":") && step[$0...].starts(with: mark) }) {
            (start, root) = (place + mark.count, step[..<place])
        }
        guard let open = step[start...].firstIndex(of: UInt8(ascii: "(")), open - start >= 6,
            let address = PrintedNumber.hexadecimal(step[start..<open])
        else { return nil }
        return Step(address: address, name: step[(open + 1)...].dropLast(), root: root, isLast: isLast)
    }

    private static func found(_ line: TextLine) -> UInt64? {
        guard line.isWord(0, "Found"), line.contains("root") else { return nil }
        return line.decimal(1)
    }

    private static let headings: [Phrase] = [
        "HandleTable:", "Thread ", "Finalizer Queue:", "Scan Thread ", "Scan HandleTable", "Caching GC roots", "Subsequent runs of this",
        "Note: Roots found on stacks", "Older Generation:",
    ]

    private static func isHeading(_ line: TextLine) -> Bool { headings.contains { line.begins($0) } }

    mutating func take(_ line: TextLine, _ context: inout TextContext) -> LineUse {
        if let count = Self.found(line) {
            finish()
            paths.found = count
            return .last
        }
        if let step = Self.step(line) {
            // Without `->` it is the end of a way, or no line of the table.
            if step.isLast, step.root == nil, way.types.isEmpty { return .foreign }
            add(step, context.names)
            return .taken
        }
        if Self.isHeading(line) {
            finish()
            (root, method) = ("", "")
            if line.begins("Thread ") || line.begins("Scan Thread ") { root = RootPaths.stack }
            if line.begins("Finalizer Queue:") { root = RootPaths.finalizer }
            return .taken
        }
        return takeRoot(line, context.names)
    }

    /// `000002b7f8a81198 (strong handle)`, the frame of a stack, `rbp-78: 00007f44724de9c8`, `esi:`, or an address alone.
    private mutating func takeRoot(_ line: TextLine, _ names: CanonicalNames) -> LineUse {
        if line.address(0, digits: 6) != nil {
            if line.word(1).first == UInt8(ascii: "("), line.bytes.last(where: { $0 != .space }) == UInt8(ascii: ")") {
                finish()
                let printed = String(decoding: line.restBytes(from: 1).dropFirst().dropLast(), as: UTF8.self)
                root = printed.hasPrefix(RootPaths.finalizer) ? RootPaths.finalizer : printed
                method = ""
                return .taken
            }
            if line.address(1, digits: 6) != nil, line.words.count <= 3 || line.contains("(") {
                finish()
                (root, method) = (RootPaths.stack, line.words.count > 2 ? Self.method(line.restBytes(from: 2), names) : "")
                return .taken
            }
            if line.words.count == 1 || line.word(1).first == UInt8(ascii: "[") {
                finish()
                if line.words.count > 1 { (root, method) = (RootPaths.stack, "") }
                return .taken
            }
            return .foreign
        }
        guard line.word(0).last == UInt8(ascii: ":"), line.words.count <= 3,
            line.words.count == 1 || line.address(1, digits: 6) != nil || line.isWord(1, "(interior)")
        else { return .foreign }
        finish()
        return .taken
    }

    private mutating func add(_ step: Step, _ names: CanonicalNames) {
        if let printed = step.root {
            finish()
            (root, method) = (Self.root(printed), "")
        }
        if way.types.isEmpty { (way.root, way.start) = (root, method) }
        var name = step.name
        // Notes stand behind the type: the static field that refers to the object, or `(dependent handle)`.
        if let place = name.indices.first(where: { name[$0...].starts(with: Array(" (".utf8)) }) {
            let note = name[(place + 2)...].prefix { $0 != UInt8(ascii: ")") }
            name = name[..<place]
            let words = Array("static variable: ".utf8)
            // The first one is what the root refers to, or the array of a type's static fields does.
            if note.starts(with: words), way.start.isEmpty, way.types.count <= 1 {
                (way.root, way.start) = ("static", String(decoding: note.dropFirst(words.count), as: UTF8.self))
                way.types = []
            }
        }
        let type = names.name(PrintedNumber.trimmed(name))
        objects = objects.saturatingAdd(1)
        if way.types.last != type { way.types.append(type) }
        if way.types.count > Self.mostTypes {
            way.types.replaceSubrange(Self.mostTypes / 2..<way.types.count - Self.mostTypes / 2 + 1, with: [RootPaths.leftOut])
        }
        if paths.target == 0, step.isLast { paths.target = step.address }
        lastAddress = step.address
        if step.isLast { finish() }
    }

    /// Types of a way that are kept.
    private static let mostTypes = 64
    private var lastAddress: UInt64 = 0

    private mutating func finish() {
        guard !way.types.isEmpty else { return }
        if paths.target == 0 { paths.target = lastAddress }
        var count = paths.ways[way] ?? .init()
        (count.ways, count.objects) = (count.ways.saturatingAdd(1), count.objects.saturatingAdd(objects))
        paths.ways[way] = count
        (way, objects) = (.init(), 0)
    }

    /// The word for what older SOS prints before the first object: `ESP:12f3c8`, `ebx`, `DOMAIN(001593A8):HANDLE(Pinned):a513ec`.
    private static func root(_ printed: ArraySlice<UInt8>) -> String {
        let mark = Array("HANDLE(".utf8)
        guard let open = printed.indices.first(where: { printed[$0] == mark[0] && printed[$0...].starts(with: mark) }) else {
            return RootPaths.stack
        }
        return String(decoding: printed[(open + mark.count)...].prefix { $0 != UInt8(ascii: ")") }, as: UTF8.self).lowercased() + " handle"
    }

    /// The name in `Shop.Program.Main(System.String[]) [/src/Program.cs @ 70]`; empty for a frame of the runtime.
    private static func method(_ text: ArraySlice<UInt8>, _ names: CanonicalNames) -> String {
        if text.first == UInt8(ascii: "[") { return "" }
        return PrintedMethodName.name(text, names)
    }
}
