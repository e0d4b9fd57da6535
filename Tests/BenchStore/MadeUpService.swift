import SnapshotModel

/// A service with as many types as a large one has, and a snapshot for each day. Most of its types never change, some vary with the load, a
/// few grow, and a few appear and disappear. The numbers are the same in every run.
///
/// Names are as long as real ones (generic types over types of the application, nested ones, arrays), because names and their look-up are
/// part of the measurement.
struct MadeUpService {
    private let kinds: [Kind]
    private let modules: [ModuleRow]
    private let sections: MadeUpSections?
    private let holders: MadeUpHolders?

    private struct Kind {
        let name: String
        let module: String
        let token: String
        let size: UInt64
        let level: UInt64
        let behaviour: Behaviour
    }

    private enum Behaviour: Equatable {
        case constant
        /// Varies by this many percent around its level.
        case breathing(UInt64)
        /// Grows by this many a day from that day on.
        case growing(UInt64, from: Int)
        /// Exists on one of this many days.
        case rare(UInt64)
    }

    /// A deployment: another process, counters as on the first day.
    static let lifetime = 120

    /// What its snapshots hold.
    enum Contents: String, CaseIterable {
        case all
        case withoutHolders = "no-holders"
        case typesAndHolders = "types,holders"
    }

    init(types: Int, _ contents: Contents = .all) {
        var dice = Dice(state: 20_260_801)
        let kinds = (0..<types).map { MadeUpService.kind($0, &dice) }
        self.kinds = kinds
        sections = contents == .typesAndHolders ? nil : MadeUpSections(.standard, types: kinds.map { ($0.name, $0.module) })
        holders = contents == .withoutHolders ? nil : MadeUpHolders(types: kinds.map(\.name))
        modules = (0..<250).map { index in
            var row = ModuleRow()
            row.name = "Acme.Commerce.\(MadeUpService.areas[index % MadeUpService.areas.count]).Part\(index).dll"
            row.path = "/app/" + row.name
            row.count = 1
            row.size = 40_960 + dice.roll(2_000_000)
            return row
        }
    }

    private static let areas = [
        "Ordering", "Billing", "Catalogue", "Shipping", "Identity", "Inventory", "Pricing", "Search", "Returns", "Loyalty", "Reporting",
        "Messaging",
    ]
    private static let things = [
        "Order", "Invoice", "Basket", "Line", "Customer", "Address", "Voucher", "Shipment", "Price", "Session", "Rule",
    ]
    private static let roles = [
        "Handler", "Validator", "Repository", "Projection", "Command", "Options", "Policy", "Entry", "Context", "Snapshot",
    ]

    private static func kind(_ index: Int, _ dice: inout Dice) -> Kind {
        let area = areas[index % areas.count]
        let thing = things[index / areas.count % things.count]
        let own = "Acme.Commerce.\(area).Domain.\(thing)\(roles[index / 132 % roles.count])\(index / 1320)"
        let name: String
        switch index % 12 {
        case 0: name = "System.Collections.Generic.Dictionary<System.String, \(own)>+Entry[]"
        case 1: name = "System.Collections.Generic.List<\(own)>"
        case 2: name = "System.Func<\(own), System.Threading.Tasks.Task<System.Boolean>>"
        case 3: name = "\(own)+<HandleAsync>d__\(index % 40)"
        case 4: name = "System.Runtime.CompilerServices.AsyncTaskMethodBuilder<\(own)>+AsyncStateMachineBox<\(own)+<LoadAsync>d__7>"
        case 5: name = "\(own)[]"
        case 6: name = "System.EventHandler<\(own)ChangedEventArgs>"
        case 7: name = "Microsoft.Extensions.Options.OptionsMonitor<\(own)>"
        default: name = own
        }
        let module = index % 12 < 3 ? "System.Private.CoreLib.dll" : "Acme.Commerce.\(area).Part\(index % 250).dll"
        // A few types have most of the objects, and most types have a few.
        let level = 1 + dice.roll(index % 50 == 0 ? 40_000 : index % 5 == 0 ? 900 : 12)
        let behaviour: Behaviour =
            switch dice.roll(100) {
            case 0: .growing(1 + dice.roll(200), from: Int(dice.roll(300)))
            case 1: .rare(2 + dice.roll(20))
            case 2..<16: .breathing(2 + dice.roll(40))
            default: .constant
            }
        return Kind(
            name: name, module: module, token: token(module, index), size: 24 + 8 * dice.roll(30), level: level, behaviour: behaviour)
    }

    func snapshot(day: Int) -> Snapshot {
        var dice = Dice(state: UInt64(day) &* 7_919 &+ 1)
        let rows = kinds.compactMap { row($0, day, &dice) }
        let (objects, bytes) = (rows.reduce(0) { $0 + $1.count }, rows.reduce(0) { $0 + $1.bytes })
        let run = UInt64(day / MadeUpService.lifetime)
        return Snapshot(
            input: Input(
                fingerprint: "bench-\(day)", path: "/var/dumps/night-\(day).core", kind: "elf-core", bytes: bytes * 2, reader: "bench"),
            capture: Capture(
                time: 1_785_553_200 + Int64(day) * 86_400, timeSource: .given, process: "Acme.Commerce", pid: 4_000 + run, os: "linux",
                arch: "x64", runtime: Capture.Runtime(name: ".NET", version: "8.0.4"),
                gc: Capture.CollectorKind(server: true, heaps: 8, regions: true), dumpKind: .heap, labels: ["commit": "c\(run)"]),
            trust: Trust(layout: .table, diagnostics: []),
            totals: Totals(
                objects: objects, bytes: bytes, freeObjects: 900 + dice.roll(300), freeBytes: 90_000 + dice.roll(40_000),
                committed: bytes + 2_000_000, reserved: 274_877_906_944),
            tables: [Table(rows)] + more(day, threads: 60 + dice.roll(20)))
    }

    private func more(_ day: Int, threads count: UInt64) -> [Table] {
        let others = sections.map { [Table(modules), Table(threads(count))] + $0.tables(day: day) } ?? []
        return others + [holders?.table(day: day)].compactMap { $0 }
    }

    /// A type in the numbers of its module's metadata.
    static func token(_ module: String, _ row: Int) -> String { "\(module)!<0x02" + String(1_048_576 + row % 1_048_576, radix: 16) + ">" }

    static let build = "beadf6da-c8e000"

    private func row(_ kind: Kind, _ day: Int, _ dice: inout Dice) -> TypeRow? {
        let age = day % MadeUpService.lifetime
        var count = kind.level
        var young: UInt64 = 0
        switch kind.behaviour {
        case .constant: break
        case .breathing(let percent):
            count = count - count * percent / 200 + dice.roll(count * percent / 100 + 1)
            young = dice.roll(count / 10 + 1)
        case .growing(let step, let from):
            let since = max(0, age - from % MadeUpService.lifetime)
            count += UInt64(since) * step + dice.roll(step / 4 + 1)
            young = dice.roll(step + 1)
        case .rare(let days): if dice.roll(days) != 0 { return nil }
        }
        var row = TypeRow()
        row.name = kind.name
        row.module = kind.module
        row.count = count
        row.bytes = count * kind.size
        young = min(young, count)
        row.gen0 = TypeRow.Share(count: young, bytes: young * kind.size)
        row.gen1 = TypeRow.Share(count: min(young / 3, count - young), bytes: min(young / 3, count - young) * kind.size)
        let old = count - row.gen0.count - row.gen1.count
        row.gen2 = TypeRow.Share(count: old, bytes: old * kind.size)
        (row.liveCount, row.liveBytes) = (row.gen1.count + row.gen2.count, row.gen1.bytes + row.gen2.bytes)
        row.methodTables = 1
        row.token = kind.token
        row.build = MadeUpService.build
        return row
    }

    private func threads(_ count: UInt64) -> [ThreadRow] {
        (0..<count).map { index in
            var row = ThreadRow()
            row.osID = 4_000 + index
            row.managedID = index
            row.stackReserved = 8_388_608
            row.stackPresent = 4_096 * (3 + index % 20)
            return row
        }
    }
}

/// Numbers that repeat from run to run.
struct Dice {
    var state: UInt64

    mutating func roll(_ sides: UInt64) -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return (state >> 33) % max(sides, 1)
    }
}
