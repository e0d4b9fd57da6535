import SnapshotModel
import Testing

@testable import Suspects

@Suite struct HolderForestTests {
    private static func forest(_ stages: [[Held]]) throws -> HolderForest {
        try HolderForest(
            Stages(
                snapshots: stages.map {
                    var scene = Scene()
                    scene.holders = $0
                    return scene.snapshot
                }))
    }

    @Test func waysBecomeATree() throws {
        let forest = try Self.forest([
            [held("Shop.all", "Shop.List", 1), held("Shop.all > _items > []", "Shop.Item", 3), held("stack", "Shop.X", 1, root: "stack")],
            [
                held("Shop.all", "Shop.List", 1), held("Shop.all > _items > []", "Shop.Item", 5),
                held("Shop.all > _items > []", "Shop.B", 2),
            ],
        ])
        #expect(forest.nodes.map(\.step) == ["stack", "Shop.all", "_items", "[]"])
        let items = try #require(forest.nodes.indices.first { forest.nodes[$0].step == "[]" })
        #expect(forest.words(items) == "static Shop.all > _items > []")
        #expect(forest.nodes[items].elements.map(\.type) == ["Shop.B", "Shop.Item"])
        #expect(forest.nodes[items].count == Course([3, 7]))
        let root = try #require(forest.nodes.indices.first { forest.nodes[$0].step == "Shop.all" })
        #expect(forest.nodes[root].wholeBytes == Course([400, 800]))
        #expect(forest.total == Course([500, 800]))
    }

    @Test func equalNamesOfDifferentRootsAreTwoRoots() throws {
        let forest = try Self.forest([[held("Shop.all", "A", 1), held("Shop.all", "A", 1, root: "stack")]])
        #expect(forest.roots.count == 2)
        #expect(forest.roots.map { forest.nodes[$0].root } == ["stack", "static"])
    }

    @Test func aWayOfTenThousandStepsEnds() throws {
        let way = (0..<10_000).map { "f\($0)" }.joined(separator: HolderRow.separator)
        let forest = try Self.forest([[held(way, "A", 1)], [held(way, "A", 1_000_000)]])
        #expect(forest.nodes.count == 64)
        #expect(forest.nodes.last?.step == HolderRow.other)
        #expect(forest.nodes.last?.count == Course([1, 1_000_000]))
    }

    @Test func theRestIsNoHolder() throws {
        let forest = try Self.forest([[held(HolderRow.other, HolderRow.other, 7), held("Shop.all", "A", 1)]])
        #expect(forest.nodes.map(\.step) == ["Shop.all"])
    }

    @Test func numbersInNamesOfMadeTypesMeanNothing() throws {
        #expect(HolderForest.folded("Impl12Service345") == "Impl#Service#")
        var scene = Scene()
        scene.holders = [
            held("Shop.all > []", "Made.Impl1", 1), held("Shop.all > []", "Made.Impl22", 1), held("Shop.all > []", "Int32", 1),
        ]
        let forest = try HolderForest(Stages(snapshots: [scene.snapshot])) { $0.hasPrefix("Made.") }
        #expect(forest.nodes.last?.elements.map(\.type) == ["Int32", "Made.Impl#"])
        #expect(forest.nodes.last?.elements.last?.count == Course([2]))
    }

    @Test func withoutHoldersThereIsNoForest() {
        #expect(throws: NotInInput("holders", stage: 0)) { try HolderForest(Stages(snapshots: [Scene().snapshot])) }
    }
}
