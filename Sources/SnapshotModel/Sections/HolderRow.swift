/// Objects of one type that one holder keeps alive. Every object that is alive is in one row: that of the first holder that reaches it. Static
/// fields and handles come first, then thread statics, stacks, objects whose finalizers are due, and the runtime's own arrays.
package struct HolderRow: SectionRow, Equatable {
    /// The type of the objects; `(other)` for those that lie too deep or whose holders are too small to be kept. Digits in the name of a type that
    /// was emitted at run time are `#`, since programs number such types.
    package var type = ""
    /// The way from the root to the objects, with ` > ` between the steps: `Shop.Sessions.all > _entries > [].value`. The first is the static field,
    /// what the threads of a stack run, or the word for the root. `[]` is an element of an array.
    package var holder = ""
    /// `static`, `thread static`, `stack`, `finalizer`, `runtime`, `frozen`, and for handles their kind: `pinned handle`.
    package var root = ""
    package var count: UInt64 = 0
    /// Exact sizes of these objects alone.
    package var bytes: UInt64 = 0
    /// These objects and all below them in the tree, which are in rows of their own: what would be free without them, as far as the tree says.
    /// What two holders share is below the first of them.
    package var heldCount: UInt64?
    package var heldBytes: UInt64?
    /// `--addresses`: some of these objects, like `0x7f3a10002340, 0x7f3a10002358`, for commands of a debugger.
    package var examples = ""

    package init() {}

    /// Addresses in `examples` at most.
    package static let exampleLimit = 3
    /// Between the steps of a holder.
    package static let separator = " > "
    /// In the place of a type or a holder.
    package static let other = "(other)"
    package static let element = "[]"
    /// The field of a delegate with the array of its targets.
    package static let invocationList = "_invocationList"
    /// The field of a delegate with the object whose method it calls.
    package static let target = "_target"
    package static let dependent = "(dependent)"
    package static let loaderAllocator = "(loader allocator)"
    /// The words for roots, without those for handles.
    package static let staticField = "static"
    package static let threadStatic = "thread static"
    package static let stack = "stack"
    package static let finalizer = "finalizer"
    package static let rootWords = [staticField, threadStatic, stack, finalizer, "runtime", "frozen"]
    package static func handleWord(_ kind: String) -> String { kind + " handle" }
    /// `static Lab.sessions > _entries`. The word for the root stands before what names it, but not twice.
    package static func words(root: String, _ holder: String) -> String {
        root.isEmpty || bytewiseEqual(holder, root) || holder.utf8.starts(with: (root + " ").utf8) ? holder : "\(root) \(holder)"
    }

    /// The same words with another name of what follows the word for the root.
    package static func words(_ words: String, naming name: (String) -> String) -> String {
        guard let root = rootWords.first(where: { words.utf8.starts(with: ($0 + " ").utf8) }) else { return name(words) }
        return "\(root) \(name(String(words.dropFirst(root.count + 1))))"
    }

    /// The name of a type that was emitted at run time, without its numbers: a program emits `Proxy1`, `Proxy2` and so on.
    package static func unnumbered(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            if !("0"..."9").contains(scalar) {
                text.unicodeScalars.append(scalar)
            } else if text.unicodeScalars.last != "#" {
                text.unicodeScalars.append("#")
            }
        }
        return text
    }

    /// `--redact` keeps them: they name nothing of a program.
    static let statements = Set(
        [other, element, dependent, loaderAllocator] + rootWords
            + ["strong", "pinned", "variable", "ref-counted", "async-pinned", "sized-ref", "dependent"].map(handleWord))

    package static let section = Section<HolderRow>(
        "holders", rowUnit: .count(of: "holders"), isInOverview: false,
        answers: .init(
            "who keeps objects alive", otherwise: "the input does not hold the heap, or was read with --no-holders or by an older version"),
        [
            .key("holder", \.holder), .key("type", \.type, importance: .useful), .key("root", \.root, isName: false),
            .measure("count", \.count, .objects), .measure("bytes", \.bytes, .bytes),
            .attribute("held_count", \.heldCount, .objects, heading: "held objects", importance: .spare),
            .attribute("held_bytes", \.heldBytes, .bytes, heading: "held bytes", importance: .useful),
            .attribute("examples", \.examples, isName: false, importance: .useful),
        ])
}
