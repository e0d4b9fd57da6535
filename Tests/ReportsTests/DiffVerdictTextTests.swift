import Growth
import SnapshotModel
import Testing

@testable import Reports

/// The first lines of a comparison.
@Suite struct DiffVerdictTextTests {
    private func lines(_ before: Snapshot, _ after: Snapshot, minChange: String = "1% and 64 kB") -> [String] {
        var options = ReportOptions()
        options.width = 400
        var choice = DiffOptions()
        choice.minChange = (try? MinChange(parsing: minChange)) ?? .standard
        return renderTerminal(Orders.diff(before, after, [], choice), options).split(separator: "\n").map(String.init)
    }

    private static func type(_ name: String, _ module: String, gen0: UInt64 = 0, gen2: UInt64) -> TypeRow {
        var row = Orders.type(name, module, gen0 + gen2, 100)
        (row.gen0, row.gen2) = (.init(count: gen0, bytes: gen0 * 100), .init(count: gen2, bytes: gen2 * 100))
        return row
    }

    @Test func growthOfGeneration0IsSaid() {
        func service(_ gen0: UInt64, _ gen2: UInt64) -> Snapshot {
            Orders.snapshot(types: [Self.type("Orders.Session", "Orders.dll", gen0: gen0, gen2: gen2)])
        }
        #expect(
            lines(service(1_000, 10_000), service(161_000, 10_010)).first
                == "orders is steady outside generation 0: +10 objects (+0.1%), +1.00 kB (+0.1%); generation 0 grew by +160,000 objects, "
                + "+16.0 MB (99.99% of the growth), and no collection has looked at it yet.")
        #expect(
            lines(service(1_000, 10_000), service(3_000, 18_000)).first
                == "orders grew: +10,000 objects (+91%), +1.00 MB (+91%), 200 kB of it (20%) in generation 0.")
        // The bytes grew outside too, and the objects by less than what counts.
        #expect(
            lines(service(1_000, 1_000), service(31_000, 1_080), minChange: "1% and 5 kB").first
                == "orders grew: +30,080 objects (+1,504%), +3.01 MB (+1,504%), 3.00 MB of it (99.73%) in generation 0.")
        #expect(
            lines(service(1_000, 10_000), service(0, 18_000)).first == "orders grew: +7,000 objects (+64%), +700 kB (+64%).")
    }

    @Test func growthOfNativeMemoryIsSaidBesideThatOfTheHeap() {
        func service(_ gen2: UInt64, _ native: UInt64, kind: Capture.DumpKind = .heap) -> Snapshot {
            var snapshot = Orders.snapshot(types: [Self.type("Orders.Session", "Orders.dll", gen2: gen2)])
            var row = LedgerRow()
            (row.kind, row.owner) = ("malloc", LedgerRow.native)
            (row.touched, row.committed, row.present, row.reserved, row.count) = (native, native, native, native, 1)
            snapshot.tables.append(Table([row]))
            snapshot.capture.dumpKind = kind
            return snapshot
        }
        #expect(
            lines(service(1_000, 50_000_000), service(9_000, 90_000_000)).first
                == "orders grew: +8,000 objects (+800%), +800 kB (+800%), +40.0 MB of native memory (+80%).")
        #expect(
            lines(service(1_000, 50_000_000), service(1_000, 90_000_000)).first?.hasPrefix("orders grew: +40.0 MB of native memory (+80%)")
                == true)
        // Less than what moves without a leak: 16 MB and 10 %.
        for after in [65_000_000, 54_000_000] as [UInt64] {
            #expect(lines(service(1_000, 50_000_000), service(1_000, after)).first?.hasPrefix("orders is steady") == true)
        }
        #expect(lines(service(1_000, 500_000_000), service(1_000, 540_000_000)).first?.hasPrefix("orders is steady") == true)
        // Another kind of dump holds other memory, and a snapshot without a ledger says nothing of it.
        #expect(lines(service(1_000, 50_000_000), service(1_000, 90_000_000, kind: .full)).first?.hasPrefix("orders grew") == false)
        let without = Orders.snapshot(types: [Self.type("Orders.Session", "Orders.dll", gen2: 1_000)])
        #expect(lines(without, service(1_000, 90_000_000)).first?.hasPrefix("orders is steady") == true)
    }

    @Test func whatCouldNotBeComparedIsSaid() {
        func mini(_ committed: UInt64, threads: UInt64 = 12) -> Snapshot {
            var snapshot = Orders.snapshot(types: [], threads: threads)
            snapshot.totals = Totals(committed: committed)
            snapshot.tables.removeAll { $0.info.name == "types" }
            return snapshot
        }
        #expect(
            lines(mini(10_000_000), mini(12_800_000)).first
                == "orders grew: +2.80 MB committed (+28%). Not compared: heap not in before and after.")
        #expect(
            lines(mini(10_000_000), mini(10_000_000)).first
                == "No verdict on orders: heap not in before and after. Compared: committed unchanged, threads unchanged, "
                + "stacks unchanged, modules unchanged.")
        #expect(
            lines(Orders.calm, mini(10_000_000)).first?.hasPrefix("No verdict on orders: heap not in after. Compared: ") == true)
    }

    @Test func theLargestPartIsTheOneByBytes() {
        let found = lines(Orders.calm, Orders.grown)
        #expect(
            found[1]
                == "Largest part by bytes: 5 types of System.EventHandler<StackExchange.Redis.…>: +120,000 objects, +7.68 MB (94% of what grew)."
        )
        #expect(found[2] == "Own types that grew: Orders.Session +4,000 objects, +192 kB.")
    }

    @Test func ownTypesAreThoseOfNeitherTheFrameworkNorMicrosoft() {
        func types(_ stage: UInt64) -> [TypeRow] {
            [
                Self.type("System.Byte[]", Orders.core, gen2: 10 + stage * 90_000),
                Self.type("Microsoft.Extensions.Cache.Entry", "Microsoft.Extensions.Cache.dll", gen2: 10 + stage * 5_000),
                Self.type("System.Web.Page", "System.Web.dll", gen2: 10 + stage * 4_000),
                Self.type("Shop.Row<Shop.A.One>", "Shop.dll", gen2: 10 + stage * 300),
                Self.type("Shop.Row<Shop.A.Two>", "Shop.dll", gen2: 10 + stage * 400),
                Self.type("Basket", "Shop.dll", gen2: 10 + stage * 500), Self.type("Cart", "Shop.dll", gen2: 10 + stage * 100),
                Self.type("Item", "Systematic.dll", gen2: 10 + stage * 90), Self.type("Same", "Shop.dll", gen2: 10),
            ]
        }
        let found = lines(Orders.snapshot(types: types(0)), Orders.snapshot(types: types(1)))
        #expect(found[1].hasPrefix("Largest part by bytes: System.Byte[]: +90,000 objects, +9.00 MB ("))
        #expect(
            found[2]
                == "Own types that grew: 2 types of Shop.Row<Shop.A.…> +700 objects, +70.0 kB; Basket +500 objects, +50.0 kB; "
                + "Cart +100 objects, +10.0 kB; 1 more.")
    }

    @Test func theOnlyOwnTypeIsNotNamedTwice() {
        func service(_ count: UInt64) -> Snapshot { Orders.snapshot(types: [Self.type("Orders.Session", "Orders.dll", gen2: count)]) }
        let found = lines(service(1_000), service(9_000))
        #expect(found[1] == "Largest part by bytes: Orders.Session: +8,000 objects, +800 kB (100% of what grew).")
        #expect(!found[2].hasPrefix("Own types"))
    }

    @Test(
        arguments: [
            (["A<X.Y.One>", "A<X.Y.Two>"], "A<X.Y.…>"), (["A<X.One>", "A<Y.Two>"], "A<…>"), (["A<X.One>"], "A<X.One>"),
            (["A<X.B>+C<X.D>", "A<X.B>+C<X.E>"], "A<X.B>+C<X.…>"), (["A<X.Y.One>", "A<X.Y.Two>", "A<X.Zoo>"], "A<X.…>"),
            (["A<X.B>[]", "A<X.C>[]"], "A<X.…>[]"), (["D+<Run>d__5"], "D+<Run>d__5"), (["A<B<X.C>>", "A<B<X.D>>"], "A<B<X.…>"),
            (["cut<off"], "cut<off"), ([""], ""), (["a>b"], "a>b"),
        ])
    func namesHaveInCommonWhatTheyShare(_ names: [String], _ expected: String) {
        #expect(Set(names.map { GenericName($0).open }).count == 1)
        #expect(GenericName.common(names.map { GenericName($0) }) == expected)
    }
}
