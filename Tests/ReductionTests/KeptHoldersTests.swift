import SnapshotModel
import Testing

@testable import HeapWalk
@testable import Reduction

/// The rows of a tree of holders, whole and within a budget.
@Suite struct KeptHoldersTests {
    /// `path`: places of nodes above.
    private func node(_ parent: Int?, _ step: String, _ row: Int?, _ count: UInt64, _ bytes: UInt64) -> HolderTree.Node {
        var node = HolderTree.Node(parent: parent, kind: parent == nil ? .staticField : nil, step: step, row: row, depth: 0)
        (node.count, node.bytes) = (count, bytes)
        return node
    }

    /// A cache with 10 sessions of 1,000 bytes that hold 20 texts, beside small fields.
    private var tree: HolderTree {
        var tree = HolderTree()
        tree.nodes = [
            node(nil, "Shop.Cache.all", 0, 1, 100), node(0, "[]", 1, 10, 10_000), node(1, "_name", 2, 20, 400), node(1, "_id", 2, 1, 24),
            node(nil, "Shop.Small.one", 2, 1, 30), node(4, "_text", 2, 1, 26),
        ]
        return tree
    }

    private let names = ["Shop.Session[]", "Shop.Session", "System.String"]

    private func lines(_ budget: Int) -> [String] {
        KeptHolders.rows(tree, names: names, budget: budget).map {
            "\($0.root) \($0.holder) \($0.type): \($0.count) \($0.bytes) held \($0.heldCount ?? 0) \($0.heldBytes ?? 0)"
        }.sorted()
    }

    @Test func everyNodeHasItsSubtree() {
        #expect(
            lines(KeptHolders.budget) == [
                "static Shop.Cache.all > [] > _id System.String: 1 24 held 1 24",
                "static Shop.Cache.all > [] > _name System.String: 20 400 held 20 400",
                "static Shop.Cache.all > [] Shop.Session: 10 10000 held 31 10424",
                "static Shop.Cache.all Shop.Session[]: 1 100 held 32 10524",
                "static Shop.Small.one > _text System.String: 1 26 held 1 26",
                "static Shop.Small.one System.String: 1 30 held 2 56",
            ])
    }

    /// What does not fit is one row below its holder, and the sums stay.
    @Test func whatIsLeftOutIsSummedUpBelowItsHolder() {
        #expect(
            lines(140) == [
                "static (other) (other): 2 56 held 2 56",
                "static Shop.Cache.all > [] > (other) (other): 1 24 held 1 24",
                "static Shop.Cache.all > [] > _name System.String: 20 400 held 20 400",
                "static Shop.Cache.all > [] Shop.Session: 10 10000 held 31 10424",
                "static Shop.Cache.all Shop.Session[]: 1 100 held 32 10524",
            ])
        for budget in stride(from: 0, to: 400, by: 7) {
            let rows = KeptHolders.rows(tree, names: names, budget: budget)
            #expect(rows.reduce(0) { $0 + $1.count } == 34, "\(budget)")
            #expect(rows.reduce(0) { $0 + $1.bytes } == 10_580, "\(budget)")
        }
    }

    /// A type counts what hangs on its topmost objects.
    @Test func aTypeHoldsWhatIsBelowItsTopmostObjects() {
        let held = tree.heldByType
        #expect(held[0]?.count == 32 && held[0]?.bytes == 10_524)
        #expect(held[1]?.count == 31 && held[1]?.bytes == 10_424)
        #expect(held[2]?.count == 23 && held[2]?.bytes == 480)
    }

    @Test func namesOfEmittedTypesLoseTheirNumbers() {
        #expect(HolderRow.unnumbered("Proxies.Order12Proxy_7") == "Proxies.Order#Proxy_#")
        #expect(HolderRow.unnumbered("Shop.Order") == "Shop.Order")
    }
}
