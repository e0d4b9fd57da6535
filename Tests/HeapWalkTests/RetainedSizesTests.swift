import CoreCLR
import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory
import Testing

@testable import HeapWalk

/// What the objects of each type retain, in made-up heaps, against a computation that takes away one object after the other.
@Suite struct RetainedSizesTests {
    private let process = SyntheticProcess()
    private let app: SyntheticModule
    private let types: [SyntheticType]
    private let items: SyntheticType

    /// Three classes with three references each, and an array.
    init() {
        app = process.module("App.dll")
        let (process, app) = (process, app)
        types = ["A", "B", "C"].map { name in
            let type = process.type(name, in: app, baseSize: 40)
            process.references([(8, 3)], of: type)
            return type
        }
        items = process.arrayType(of: types[0])
        process.referencesAsElements(of: items)
    }

    /// An object of a made-up heap: its type's number, 3 for an array, and the numbers of the objects to which it refers.
    private struct Made {
        var type: Int
        var references: [Int]
        var size: UInt64 { type < 3 ? 40 : 24 + UInt64(references.count) * 8 }
    }

    private struct Retained: Equatable {
        var count: UInt64 = 0
        var bytes: UInt64 = 0
    }

    /// What heapdrift finds of objects of which some are roots, by number of the type.
    private func found(
        _ objects: [Made], roots: [Int], stack: [Int] = [], dependents: [(Int, Int)] = [], workers: Int = 1, limit: UInt64 = .max
    ) throws -> (tree: HolderTree, retained: [Retained]?) {
        var addresses: [UInt64] = []
        process.region(.loh) { region in
            for object in objects {
                addresses.append(region.position)
                object.type < 3 ? region.object(types[object.type]) : region.array(items, object.references.count)
            }
        }
        for (place, object) in objects.enumerated() {
            for (index, target) in object.references.enumerated() where target >= 0 {
                process.poke(addresses[target], at: addresses[place] + (object.type < 3 ? 8 : 16) + UInt64(index) * 8)
            }
        }
        let heap = try walkable(ProcessDump(try ELFCore(process.core().bytes().mapped())))
        let trace = try #require(HeapTrace(heap))
        let census = try HeapCensus(heap, workers: workers, WorkProgress(), for: trace)
        let known = types + [items]
        let rows = census.types.map { type in known.firstIndex { $0.handle == type.methodTable.value } ?? known.count }
        let traced = TracedTypes(rows: rows, ranks: Array(0...known.count), joins: [true, true, true, false, false]) { _, step in "\(step)"
        }
        let all = [
            HolderRoot(.staticField, "all", roots.map { Address(addresses[$0]) }),
            HolderRoot(.stack, "Main", stack.map { Address(addresses[$0] + 8) }),
        ]
        let tree = try #require(
            try trace.tree(
                heap, census, traced, all, dependents: dependents.map { (Address(addresses[$0]), Address(addresses[$1])) },
                loader: { _ in nil },
                workers: workers, limit: limit, retains: true, WorkProgress()))
        return (tree, tree.retained.map { $0.prefix(4).map { Retained(count: $0.count, bytes: $0.bytes) } })
    }

    private func reached(_ objects: [Made], _ roots: [Int], _ dependents: [(Int, Int)], without removed: Int? = nil) -> Set<Int> {
        var reached: Set<Int> = []
        var open = roots
        while let object = open.popLast() {
            if object == removed || !reached.insert(object).inserted { continue }
            open += objects[object].references.filter { $0 >= 0 } + dependents.filter { $0.0 == object }.map(\.1)
        }
        return reached
    }

    /// What is no longer reached without one object, for each object of a type.
    private func expected(_ objects: [Made], _ roots: [Int], _ dependents: [(Int, Int)]) -> [Retained] {
        let alive = reached(objects, roots, dependents)
        var retained: [Set<Int>] = Array(repeating: [], count: 4)
        for object in alive {
            retained[objects[object].type].formUnion(alive.subtracting(reached(objects, roots, dependents, without: object)))
        }
        return retained.map { Retained(count: UInt64($0.count), bytes: $0.reduce(0) { $0 + objects[$1].size }) }
    }

    @Test(arguments: 0..<60) func randomGraphsAreAsWithoutEachObject(_ seed: UInt64) throws {
        var random = Random(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
        let count = 2 + random.below(12)
        let objects = (0..<count).map { _ in
            let type = random.below(4)
            let references = (0..<(type < 3 ? 3 : random.below(5))).map { _ in random.below(count + 3) }
            return Made(type: type, references: references.map { $0 < count ? $0 : -1 })
        }
        let roots = (0..<random.below(3)).map { _ in random.below(count) }
        let stack = (0..<random.below(2)).map { _ in random.below(count) }
        let dependents = (0..<random.below(3)).map { _ in (random.below(count), random.below(count)) }
        let found = try found(objects, roots: roots, stack: stack, dependents: dependents, workers: 1 + random.below(3))
        #expect(found.retained == expected(objects, roots + stack, dependents))
    }

    private struct Random {
        var state: UInt64

        mutating func below(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int((state >> 33) % UInt64(max(limit, 1)))
        }
    }

    /// Both ways of a diamond lead to the shared object, so that only what is above both retains it. The list's head retains the list.
    @Test func sharedObjectsBelongToWhatIsAboveAllWays() throws {
        // 0: the owner (A) of two Bs, which share the C; 4 to 6: a list of Bs with the owner 7, a C.
        let objects = [
            Made(type: 0, references: [1, 2, -1]), Made(type: 1, references: [3, -1, -1]), Made(type: 1, references: [3, -1, -1]),
            Made(type: 2, references: [-1, -1, -1]), Made(type: 1, references: [5, -1, -1]), Made(type: 1, references: [6, 4, -1]),
            Made(type: 1, references: [-1, 5, -1]), Made(type: 2, references: [4, -1, -1]),
        ]
        let owned = try found(objects, roots: [0, 7])
        #expect(owned.retained == [4, 5, 5, 0].map { Retained(count: $0, bytes: $0 * 40) })
        // A stack that leads into the middle of the list keeps what follows.
        let kept = try found(objects, roots: [0, 7], stack: [5])
        #expect(kept.retained?[2] == Retained(count: 2, bytes: 80))
        #expect(kept.retained?[1] == Retained(count: 5, bytes: 200))
    }

    /// A long list whose elements are in a second collection at its end takes no stack and no square of the time.
    @Test func longListsAreNotSquared() throws {
        let count = 200_000
        var objects: [Made] = []
        for place in 0..<count {
            objects.append(Made(type: 0, references: [place + 1 < count ? place + 1 : 2 * count, -1, -1]))
        }
        objects += Array(repeating: Made(type: 1, references: [-1, -1, -1]), count: count)
        let elements = Array(count..<2 * count)
        objects += [Made(type: 3, references: elements), Made(type: 3, references: elements)]
        let found = try found(objects, roots: [2 * count + 1, 0], workers: 2)
        let (list, array) = (UInt64(count), 24 + UInt64(count) * 8)
        #expect(
            found.retained == [
                Retained(count: list + 1, bytes: list * 40 + array), Retained(count: list, bytes: list * 40), Retained(),
                Retained(count: 2, bytes: array * 2),
            ])
    }

    /// Only what the sizes take is left out; what is alive is known.
    @Test func withoutMemoryOnlyTheSizesAreLeftOut() throws {
        let objects = (0..<1000).map { Made(type: 0, references: [$0 + 1 < 1000 ? $0 + 1 : -1, -1, -1]) }
        let found = try found(objects, roots: [0], limit: 131_096 + 12_000)
        #expect(found.retained == nil)
        let shortage = try #require(found.tree.retainedShortage)
        #expect(shortage.allowed == 131_096 + 12_000)
        // The map of a chunk takes 131,096 bytes, and an object 36.
        #expect(shortage.needed % 131_096 == 36_000)
        #expect(found.tree.live.reduce(0) { $0 + $1.count } == 1000)
    }
}
