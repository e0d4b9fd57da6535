import SnapshotModel
import Testing

@testable import Suspects

@Suite struct AccumulationTests {
    private static func points(_ stages: Int = 3, _ rows: (UInt64) -> [Held]) throws -> [(words: String, point: AccumulationPoint)] {
        let forest = try HolderForest(
            Stages(
                snapshots: (0..<UInt64(stages)).map {
                    var scene = Scene()
                    scene.holders = rows($0)
                    return scene.snapshot
                }))
        return AccumulationSearch.points(forest).map { (forest.words($0.node) + " " + $0.type, $0) }
    }

    @Test func whatIsBelowAPointIsDraggedAlong() throws {
        let points = try Self.points { stage in
            [
                held("Shop.all", "Shop.List", 1), held("Shop.all > []", "Shop.Session", 1000 * stage),
                held("Shop.all > [] > Trail", "System.String", 5000 * stage, size: 40),
            ]
        }
        #expect(points.map(\.words) == ["static Shop.all > [] Shop.Session"])
        #expect(points[0].point.bytes == Course([0, 300_000, 600_000]))
        #expect(points[0].point.count == Course([0, 1000, 2000]))
        #expect(points[0].point.multiplies)
    }

    @Test func warmUpAndPlateausAreNoGrowth() throws {
        for counts in [[0, 5000, 5000], [5000, 0, 5000], [0, 0, 5000]] as [[UInt64]] {
            #expect(try Self.points { [held("Shop.all > []", "Shop.Session", counts[Int($0)])] }.isEmpty)
        }
    }

    /// 185 objects, of which one gets 3,000 listeners in each stage: the objects are not what grows.
    @Test func growthInsideOfOneOfManyIsFoundThere() throws {
        let points = try Self.points { stage in
            [
                held("Shop.sites > []", "Shop.Site", 175 + 10 * stage),
                held("Shop.sites > [] > Changed > _invocationList > []", "System.EventHandler", 3000 * (stage + 1)),
            ]
        }
        #expect(points.map(\.words) == ["static Shop.sites > [] > Changed > _invocationList > [] System.EventHandler"])
    }

    @Test func twoTypesOfOneListAreTwoPoints() throws {
        let points = try Self.points { stage in
            [
                held("Shop.keep > []", "System.Byte[]", 400 * stage), held("Shop.keep > []", "Shop.A", 700 * stage),
                held("Shop.keep > []", "Shop.B", 400 * stage), held("Shop.keep > [] > a", "Shop.OfA", 700 * stage),
                held("Shop.keep > [] > b", "Shop.OfB", 400 * stage),
            ]
        }
        #expect(points.map(\.words) == ["Shop.A", "Shop.B", "System.Byte[]"].map { "static Shop.keep > [] " + $0 })
        // What is below belongs to the objects of equal number that can refer to it.
        #expect(points.map(\.point.bytes.last) == [280_000, 160_000, 80_000])
    }

    @Test func arraysThatGrowAreAPoint() throws {
        let points = try Self.points { stage in
            [
                held("Shop.log", "System.Text.StringBuilder", 1),
                held("Shop.log > m_ChunkChars", "System.Char[]", 1, size: 100_000 * (stage + 1)),
            ]
        }
        #expect(points.map(\.words) == ["static Shop.log > m_ChunkChars System.Char[]"])
        #expect(!points[0].point.multiplies)
    }

    @Test func littleGrowthIsNotLookedAt() throws {
        #expect(try Self.points { [held("Shop.all > []", "Shop.Session", 10 * $0)] }.isEmpty)
        // Two stages show less than three, so fewer than 20 objects are chance.
        #expect(try Self.points(2) { [held("Shop.all > []", "Shop.Session", 12 * $0, size: 500)] }.isEmpty)
    }
}
