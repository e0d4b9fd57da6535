import GCDump
import HeapWalk
import SnapshotModel

/// The roots of a .gcdump file: the children of the vertices that are no objects.
struct GCDumpRoots {
    private(set) var all: [ObjectGraphRoot] = []
    private var places: [Key: Int] = [:]

    private struct Key: Hashable {
        let kind: HolderRoot.Kind
        let name: BytewiseText
    }

    /// What a vertex stands for.
    private struct Place {
        var kind: HolderRoot.Kind
        var name: String
        var isLast = false
        /// Of a static field: the type that is written before its name.
        var type: String?

        /// The name of the root with an object of this type.
        func name(holding object: String) -> String {
            guard let type else { return name }
            // The nested types of the platform have their declaring types by now.
            let isOfObject = bytewiseEqual(type, object) || ShortTypeName(object).map { bytewiseEqual(type, $0.text) } ?? false
            return type + (isOfObject ? " " : ".") + name
        }
    }

    init(_ dump: GCDumpFile, _ graph: ObjectGraph, _ types: GCDumpTypes) {
        let isArray = types.rows.map { $0.name == "System.Object[]" }
        var isSeen: Set<UInt32> = [dump.root]
        var open = [(node: dump.root, place: Place(kind: .runtime, name: ""))]
        while let (node, place) = open.popLast() {
            for reference in graph.references(of: Int(node)) {
                let child = graph.references[reference]
                let type = Int(graph.types[Int(child)])
                guard type < dump.types.count else { continue }
                if let row = types.places[type] {
                    // Arrays of references with strong and pinned handles are those in which the runtime keeps static fields.
                    let isOfRuntime = place.kind == .handle && isArray[row] && [Self.strong, Self.pinned].contains(place.name)
                    add(child, isOfRuntime ? Place(kind: .runtime, name: "") : place, types.rows[row].name)
                } else if dump.types[type].role == .pseudo, isSeen.insert(child).inserted {
                    open.append((child, Self.place(dump.types[type].name) ?? place))
                }
            }
        }
        // A root that is an object: all else is below it.
        if let row = Int(exactly: graph.types[Int(dump.root)]).flatMap({ $0 < types.places.count ? types.places[$0] : nil }), row >= 0 {
            add(dump.root, Place(kind: .runtime, name: ""), "")
        }
    }

    /// `type`: of the object.
    private mutating func add(_ node: UInt32, _ place: Place, _ type: String) {
        let name = place.name(holding: type)
        let key = Key(kind: place.kind, name: BytewiseText(name))
        if let known = places[key] {
            all[known].nodes.append(node)
        } else {
            places[key] = all.count
            all.append(ObjectGraphRoot(place.kind, name, [node], isLast: place.isLast))
        }
    }

    // MARK: Names

    private static let strong = "strong"
    private static let pinned = "pinned"
    private static let staticField = "[static var "
    private static let threadStatic = "[thread static var "

    /// By the name of a vertex; `nil` for one that says nothing, like `[other roots]`.
    private static func place(_ name: String) -> Place? {
        if name.hasPrefix(staticField) { return field(.staticField, name.dropFirst(staticField.count).dropLast()) }
        if name.hasPrefix(threadStatic) { return field(.threadStatic, name.dropFirst(threadStatic.count).dropLast()) }
        switch name.lowercased() {
        case "[static vars]": return Place(kind: .staticField, name: "")
        case "[thread static vars]": return Place(kind: .threadStatic, name: "")
        case "[local vars]": return Place(kind: .stack, name: "")
        case "[finalizer handles]": return Place(kind: .finalizer, name: "")
        case "[strong handles]": return Place(kind: .handle, name: strong)
        case "[pinning handles]", "[pinned handles]": return Place(kind: .handle, name: pinned)
        case "[com/winrt objects]": return Place(kind: .handle, name: "ref-counted")
        // Both objects of a dependent handle: it keeps the second one, and the first one only seems to be held by it.
        case "[dependent handles]": return Place(kind: .handle, name: "dependent", isLast: true)
        default: return nil
        }
    }

    /// A static field, which files have as `Namespace.Type.field`. In those of .NET the type is that of the object in the field, so the field is written
    /// as its declaration without the class, `Shop.Catalogue current`; in those of Mono it is the class that declares it.
    private static func field(_ kind: HolderRoot.Kind, _ text: Substring) -> Place {
        var depth = 0
        for place in text.indices.reversed() {
            switch text[place] {
            case ">": depth += 1
            case "<": depth -= 1
            case "." where depth == 0:
                return Place(
                    kind: kind, name: ObjectNames.event(String(text[text.index(after: place)...])),
                    type: TypeNameText.canonical(String(text[..<place])))
            default: break
            }
        }
        return Place(kind: kind, name: String(text))
    }
}
