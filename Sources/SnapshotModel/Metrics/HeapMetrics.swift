extension Metric {
    /// Numbers about the heap as a whole, which no section holds.
    static let heapTotals: [Metric] = [
        Metric(
            "heap.total", .bytes, .total(.bytes), "bytes of objects, Free not counted",
            total: Total(
                "bytes", .decides, topic: "heap", noun: "bytes", phrase: "", young: .sum(section: "types", measure: "gen0_bytes"))),
        Metric(
            "heap.objects", .objects, .total(.objects), "objects, Free not counted",
            total: Total(
                "objects", .decides, topic: "heap", noun: "objects", young: .sum(section: "types", measure: "gen0_count"))),
        Metric(
            "heap.live", .bytes, .sum(section: "types", measure: "live_bytes"),
            "bytes of objects that something keeps alive: all but garbage",
            total: Total("live_bytes", .decidesIfHeld, topic: "heap", noun: "live bytes", phrase: "", replaces: true)),
        Metric(
            "heap.live_objects", .objects, .sum(section: "types", measure: "live_count"), "objects that something keeps alive",
            total: Total("live_objects", .decidesIfHeld, topic: "heap", noun: "live objects", replaces: true)),
        Metric(
            "heap.free_objects", .objects, .total(.freeObjects), "Free objects: the gaps themselves",
            total: Total("free_objects", .isKept, topic: "heap", noun: "gaps")),
        Metric(
            "heap.free", .bytes, .total(.freeBytes), "bytes of Free: gaps between objects",
            total: Total("free_bytes", .informs, topic: "heap", noun: "free")),
        Metric(
            "heap.free_percent", .percent, .share(.total(.freeBytes), of: [.total(.bytes), .total(.freeBytes)]),
            "Free as a share of objects and Free: fragmentation"),
        Metric(
            "heap.committed", .bytes, .total(.committed), "bytes that the collector has committed",
            total: Total("committed", .informs, topic: "heap", noun: "committed", standsIn: true)),
        Metric(
            "heap.reserved", .bytes, .total(.reserved), "bytes of address space that the collector has reserved",
            total: Total("reserved", .isKept, topic: "heap", noun: "reserved")),
    ]
}
