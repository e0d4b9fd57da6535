import CoreCLR
import DumpFormats
import DumpSynth
import ProcessMemory
import RawMemory
import Testing

@testable import HeapWalk

/// What is alive, and who holds it, in made-up heaps.
@Suite struct HolderTracingTests {
    private let process = SyntheticProcess()
    private let app: SyntheticModule

    init() { app = process.module("App.dll") }

    /// A class with `count` references after its method table.
    private func node(_ name: String, _ count: UInt64 = 1) -> SyntheticType {
        let type = process.type(name, in: app, baseSize: UInt32(16 + count * 8))
        process.references([(8, count)], of: type)
        return type
    }

    private func array(of type: SyntheticType) -> SyntheticType {
        let array = process.arrayType(of: type)
        process.referencesAsElements(of: array)
        return array
    }

    /// Adds an object whose references are `references`; returns its address.
    private func add(_ type: SyntheticType, _ references: [UInt64], to region: inout RegionContents) -> UInt64 {
        let at = region.position
        for (place, reference) in references.enumerated() where reference != 0 { process.poke(reference, at: at + 8 + UInt64(place) * 8) }
        region.object(type)
        return at
    }

    private struct Traced {
        let tree: HolderTree
        let types: [SyntheticType]
        let live: [UInt64: UInt64]

        func count(_ type: SyntheticType) -> UInt64 { live[type.handle] ?? 0 }
        var all: UInt64 { live.values.reduce(0, +) }

        /// `static root > +0x8 > []: 3`, in the order of the nodes; the type is the number in the list that the test gave.
        var lines: [String] {
            var paths: [String] = []
            return tree.nodes.map { node in
                let path = (node.parent.map { paths[$0] + " > " } ?? "\(node.kind?.word ?? "?") ") + node.step
                paths.append(path)
                return "\(path): \(node.count)"
            }
        }
    }

    /// `types` are in the order of their names.
    private func trace(
        _ types: [SyntheticType], _ roots: [HolderRoot], dependents: [(first: UInt64, second: UInt64)] = [], loader: [UInt64: UInt64] = [:],
        workers: Int = 1
    ) throws -> Traced {
        try #require(try trace(types, roots, dependents: dependents, loader: loader, workers: workers, limit: .max))
    }

    private func trace(
        _ types: [SyntheticType], _ roots: [HolderRoot], dependents: [(first: UInt64, second: UInt64)] = [], loader: [UInt64: UInt64] = [:],
        workers: Int = 1, limit: UInt64
    ) throws -> Traced? {
        let heap = try walkable(ProcessDump(try ELFCore(process.core().bytes().mapped())))
        let trace = try #require(HeapTrace(heap))
        let census = try HeapCensus(heap, workers: workers, WorkProgress(), for: trace)
        let rows = census.types.map { type in types.firstIndex { $0.handle == type.methodTable.value } ?? types.count }
        let isJoined = types.map { $0.componentSize == 0 } + [false]
        let traced = TracedTypes(rows: rows, ranks: Array(0...types.count), joins: isJoined) { _, step in
            switch step {
            case .field(let offset): "+\(offset)"
            case .element: "[]"
            case .elementField(let offset): "[].+\(offset)"
            case .dependent: "(dependent)"
            case .loaderAllocator: "(loader)"
            }
        }
        let found = try trace.tree(
            heap, census, traced, roots, dependents: dependents.map { (Address($0.first), Address($0.second)) },
            loader: { loader[$0.value].map { Address($0) } }, workers: workers, limit: limit, WorkProgress())
        guard let tree = found else { return nil }
        let live = Dictionary(uniqueKeysWithValues: zip(census.types.map(\.methodTable.value), tree.live.map(\.count)))
        // Every object that is alive is in one node.
        #expect(tree.nodes.reduce(0) { $0 + $1.count } == live.values.reduce(0, +))
        #expect(tree.nodes.reduce(0) { $0 + $1.bytes } == tree.live.reduce(0) { $0 + $1.bytes })
        return Traced(tree: tree, types: types, live: live)
    }

    private func root(_ name: String, _ objects: UInt64...) -> HolderRoot {
        HolderRoot(.staticField, name, objects.map { Address($0) })
    }

    /// What nothing leads to is garbage, also when it leads to itself or to what is alive.
    @Test func whatNothingReachesIsGarbage() throws {
        let (order, line) = (node("Order", 2), node("Line"))
        var orders: [UInt64] = []
        process.region(.gen2) { region in
            let shared = add(line, [], to: &region)
            orders.append(add(order, [shared, 0], to: &region))
            // A cycle that leads to what is alive.
            let other = region.position + 40
            _ = add(order, [other, shared], to: &region)
            let next = region.position
            _ = add(order, [next - 32, 0], to: &region)
        }
        let found = try trace([line, order], [root("all", orders[0])])
        #expect(found.count(order) == 1)
        #expect(found.count(line) == 1)
        #expect(found.tree.strays == 0)
        #expect(found.lines == ["static all: 1", "static all > +8: 1"])
    }

    /// The first in the order of roots and steps holds what two of them reach.
    @Test func anObjectHasOneHolder() throws {
        let (holder, item) = (node("Holder"), node("Item"))
        var objects: [UInt64] = []
        process.region(.gen2) { region in
            let shared = add(item, [], to: &region)
            objects = [add(holder, [shared], to: &region), add(holder, [shared], to: &region), shared]
        }
        let found = try trace(
            [holder, item], [root("b", objects[0]), root("a", objects[1]), HolderRoot(.handle, "pinned", [Address(objects[2])])])
        #expect(found.lines == ["static a: 1", "static b: 1", "handle pinned: 1"])
        // A stack comes after all static fields, though it leads to the object itself.
        let later = try trace([holder, item], [root("a", objects[0]), HolderRoot(.stack, "Main", [Address(objects[2] + 8)])])
        #expect(later.lines == ["static a: 1", "static a > +8: 1"])
    }

    /// Objects of one type that lead to each other are one list, however long. Following it takes no stack.
    @Test func aLongListIsOneHolder() throws {
        let (list, item) = (node("Entry", 2), node("Item"))
        let count: UInt64 = 200_000
        var first: UInt64 = 0
        process.region(.loh) { region in
            first = region.position
            for index in 0..<count {
                let at = region.position
                _ = add(list, [index + 1 < count ? at + 56 : 0, at + 32], to: &region)
                region.object(item)
            }
        }
        for workers in [1, 2] {
            let found = try trace([list, item], [root("head", first)], workers: workers)
            #expect(found.lines == ["static head: \(count)", "static head > +16: \(count)"])
        }
    }

    /// Objects of two types in turn are folded into two holders.
    @Test func aChainOfTwoTypesIsFolded() throws {
        let (one, other) = (node("One"), node("Other"))
        let count = 20_000
        var first: UInt64 = 0
        process.region(.loh) { region in
            first = region.position
            for index in 0..<count {
                _ = add(index % 2 == 0 ? one : other, [index + 1 < count ? region.position + 24 : 0], to: &region)
            }
        }
        let found = try trace([one, other], [root("head", first)])
        #expect(found.all == UInt64(count))
        #expect(found.lines == ["static head: 1", "static head > +8: \(count / 2)", "static head > +8 > +8: \(count / 2 - 1)"])
    }

    /// A chain of more types than a tree may be deep ends in a node for all that follows.
    @Test func whatLiesTooDeepIsCounted() throws {
        let types = (0..<50).map { node("Type\($0 < 10 ? "0" : "")\($0)") }
        var first: UInt64 = 0
        process.region(.gen2) { region in
            first = region.position
            for (place, type) in types.enumerated() {
                _ = add(type, [place + 1 < types.count ? region.position + 24 : 0], to: &region)
            }
        }
        let found = try trace(types, [root("head", first)])
        #expect(found.all == 50)
        #expect(found.tree.nodes.count == 33)
        #expect(found.tree.nodes.last?.step == HolderTree.other)
        #expect(found.tree.nodes.last?.row == nil)
        #expect(found.tree.nodes.last?.count == 18)
    }

    /// Workers share the elements of a long array. The tree does not depend on their number.
    @Test(arguments: [1, 2, 3, 16]) func aLongArrayIsShared(_ workers: Int) throws {
        let item = node("Item")
        let items = array(of: item)
        let count = 150_000
        var at: UInt64 = 0
        process.region(.loh) { region in
            at = region.position
            region.array(items, count)
            let first = region.position
            for index in 0..<UInt64(count) {
                // Every second element, the last of them first.
                if index % 2 == 0 { process.poke(first + index * 24, at: at + 16 + (UInt64(count) - 1 - index) * 8) }
            }
            region.object(item, count: count)
        }
        let found = try trace([item, items], [root("all", at)], workers: workers)
        #expect(found.lines == ["static all: 1", "static all > []: \(count / 2)"])
    }

    /// A long array and short ones of the same batch are one holder, in the order of names with what a dependent handle adds.
    @Test(arguments: [1, 2, 3]) func longAndShortArraysAreOneHolder(_ workers: Int) throws {
        let (item, other) = (node("Item"), node("Other"))
        let items = array(of: item)
        var at: [UInt64] = []
        // Two rounds would need a larger heap than a made-up process has: these are the parts of one.
        let long: UInt64 = 150_000
        process.region(.loh) { region in
            let first = region.position
            region.object(item, count: 3)
            let others = region.position
            region.object(other, count: 2)
            let short = region.position
            process.poke(first + 24, at: short + 16)
            region.array(items, 1)
            let array = region.position
            // Many references to two objects, and one to another type near the end.
            process.poke(first, at: array + 16)
            process.poke(first + 48, at: array + 16 + (long - 1) * 8)
            process.poke(others, at: array + 16 + (long - 2) * 8)
            for index in 1..<UInt64(1000) { process.poke(first, at: array + 16 + index * 149 * 8) }
            region.array(items, Int(long))
            at = [others + 24, array, short]
        }
        let found = try trace([item, other, items], [root("all", at[1], at[2])], dependents: [(at[1], at[0])], workers: workers)
        #expect(found.count(item) == 3)
        #expect(found.count(other) == 2)
        #expect(
            found.lines == ["static all: 2", "static all > (dependent): 1", "static all > []: 3", "static all > []: 1"])
    }

    /// Where the lists take more memory than is allowed, nothing is said.
    @Test(arguments: [1, 2]) func whatTakesTooMuchMemoryIsNotSaid(_ workers: Int) throws {
        let item = node("Item")
        let count: UInt64 = 60_000
        let holder = array(of: item)
        var at: UInt64 = 0
        process.region(.loh) { region in
            let first = region.position
            region.object(item, count: Int(count))
            at = region.position
            for index in 0..<count { process.poke(first + index * 24, at: at + 16 + index * 8) }
            region.array(holder, Int(count))
        }
        let heap = try walkable(ProcessDump(try ELFCore(process.core().bytes().mapped())))
        let needed = HeapTrace.memory(heap, objects: count + 1)
        #expect(try trace([holder, item], [root("all", at)], workers: workers, limit: needed / 2) == nil)
        #expect(try trace([holder, item], [root("all", at)], workers: workers, limit: needed + 262_144)?.all == count + 1)
    }

    @Test func structuresInArraysHoldReferences() throws {
        let item = node("Item")
        let pair = process.valueType("Pair", in: app, size: 32)
        let pairs = process.arrayType(of: pair)
        // A number, a reference, a number, a reference.
        process.referencesInElements([(1, 8), (1, 8)], from: 24, of: pairs)
        var at: UInt64 = 0
        process.region(.gen2) { region in
            let items = (0..<6).map { _ in add(item, [], to: &region) }
            at = region.position
            region.array(pairs, 3)
            for element in 0..<3 {
                process.poke(0x1234_5678_9ABC as UInt64, at: at + 16 + UInt64(element) * 32)
                process.poke(items[element], at: at + 24 + UInt64(element) * 32)
                if element == 1 { process.poke(items[3 + element], at: at + 40 + UInt64(element) * 32) }
            }
        }
        let found = try trace([item, pairs], [root("all", at)])
        #expect(found.lines == ["static all: 1", "static all > [].+24: 1", "static all > [].+8: 3"])
    }

    /// References that lead to no object are counted and not followed.
    @Test func damagedReferencesAreCounted() throws {
        let (order, item) = (node("Order", 4), node("Item"))
        var at: UInt64 = 0
        process.region(.gen2) { region in
            let first = add(item, [], to: &region)
            let free = region.position
            region.free(64)
            at = region.position
            // Inside of an object, between words, at a gap, outside of the heap.
            _ = add(order, [first + 8, first + 1, free, 0x1234_5678_9000], to: &region)
        }
        let found = try trace([item, order], [root("all", at), root("nothing", at + 8)])
        #expect(found.all == 1)
        #expect(found.tree.strays == 3)
    }

    /// A word on a stack keeps the object alive that it leads into, wherever.
    @Test func stacksAreConservative() throws {
        let item = node("Item")
        let items = array(of: item)
        var (at, large, last) = (0 as UInt64, 0 as UInt64, 0 as UInt64)
        process.region(.gen2) { region in
            at = add(item, [], to: &region)
            last = add(item, [], to: &region)
        }
        process.region(.loh) { region in
            large = region.position
            region.array(items, 1_000_000)
            process.poke(last, at: large + 16)
        }
        let inside = HolderRoot(.stack, "Main", [Address(at + 12), Address(large + 7_900_000), Address(large + 9_000_000), Address(5)])
        let found = try trace([item, items], [inside])
        #expect(found.lines == ["stack Main: 1", "stack Main: 1", "stack Main > []: 1"])
        #expect(found.tree.strays == 0)
    }

    /// The second object of a dependent handle lives as long as the first, also when that is found late.
    @Test func dependentHandlesAndLoadersAreEdges() throws {
        let (key, value, loader) = (node("Key"), node("Value"), node("Loader"))
        var objects: [UInt64] = []
        process.region(.gen2) { region in
            for type in [key, key, value, value, loader] { objects.append(add(type, [], to: &region)) }
        }
        // The first value keeps the second one alive; that of a dead key is garbage.
        let found = try trace(
            [key, loader, value], [root("key", objects[0])],
            dependents: [(objects[0], objects[2]), (objects[2], objects[3]), (objects[1], objects[4])], loader: [value.handle: objects[4]])
        #expect(found.count(key) == 1)
        #expect(found.count(value) == 2)
        #expect(found.count(loader) == 1)
        #expect(found.lines == ["static key: 1", "static key > (dependent): 2", "static key > (dependent) > (loader): 1"])
    }

    /// Objects in frozen segments are alive, and come last.
    @Test func frozenObjectsAreAlive() throws {
        let item = node("Item")
        var at: UInt64 = 0
        process.region(.frozen) { region in
            at = add(item, [], to: &region)
            region.object(item, count: 2)
        }
        let found = try trace([item], [root("one", at)])
        #expect(found.lines == ["static one: 1", "frozen : 2"])
    }

    /// A description of references that cannot be is not followed, and said.
    @Test func impossibleDescriptionsAreSaid() throws {
        let (order, item) = (node("Order", 2), node("Item"))
        process.poke(0x7FFF_FFFF_FFFF as UInt64, at: order.handle - 8)
        var at: UInt64 = 0
        process.region(.gen2) { region in
            let held = add(item, [], to: &region)
            at = add(order, [held, 0], to: &region)
        }
        let found = try trace([item, order], [root("all", at)])
        #expect(found.tree.unreadableTypes == 1)
        #expect(found.count(item) == 0)
    }
}
