import DumpSynth

/// A made-up process of .NET 8 with some types, for tests of whole runs.
struct MadeUpService {
    /// Objects of `Shop.Order` (40 bytes) by generation.
    var orders: [HeapGeneration: Int] = [.gen2: 100]
    /// Objects of `Shop.Basket` (64 bytes) in generation 2.
    var baskets = 20
    var threads: UInt32 = 3
    /// A mini dump holds everything but the heap.
    var holdsHeap = true
    /// Bytes of generation 2 in which there are no objects.
    var damage: UInt64 = 0
    /// A garbage collection was rearranging the heap.
    var isCollecting = false
    /// Without metadata the types of the program have no names.
    var hasNames = true
    var process = "shop"

    func core() -> [UInt8] {
        let made = SyntheticProcess()
        made.name = process
        let app = made.module("Shop.dll")
        let order = made.type("Shop.Order", in: app, baseSize: 40)
        let basket = made.type("Shop.Basket", in: app, baseSize: 64)
        for number in 0..<threads { made.thread(osID: 5000 + number) }
        var regions: [SyntheticRegion] = []
        for generation in HeapGeneration.allCases {
            var left = orders[generation, default: 0]
            // A small region holds 4 MiB.
            repeat {
                let count = min(left, 80_000)
                left -= count
                regions.append(
                    made.region(generation) {
                        $0.object(order, count: count)
                        if generation == .gen2, left == 0 {
                            if damage > 0 { $0.damage(damage) }
                            $0.object(basket, count: baskets)
                        }
                    })
            } while left > 0
        }
        if isCollecting { made.poke(1 as UInt32, at: made.gcStorage(CLR8.GCVariable.structuresInvalid)) }
        if !hasNames { made.removeMetadata(of: app) }
        if !holdsHeap { for region in regions { made.removePages(region.start..<region.objects.upperBound) } }
        return made.core().bytes()
    }
}
