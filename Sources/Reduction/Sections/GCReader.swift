import CoreCLR
import RawMemory
import SnapshotModel

/// The section `gc`.
struct GCReader: SectionReader {
    let section = GCRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        let part = process.runtime.collector
        return SectionReading(part.value.map(gcTable), part.problems.map(ReadingProblem.runtime))
    }
}

/// The table of the section, without the columns that are unknown.
func gcTable(_ collector: Collector) -> Table {
    var row = GCRow()
    var absent: Set<String> = []
    row.collector = collector.isServer ? "server" : "workstation"
    row.memory = collector.hasRegions ? "regions" : "segments"
    row.heaps = UInt64(collector.heaps)
    if let isConcurrent = collector.isConcurrent {
        row.mode = isConcurrent ? "concurrent" : "non-concurrent"
    } else {
        absent.insert("mode")
    }
    if let adapts = collector.adaptsHeaps { row.heapCount = adapts ? "dynamic" : "fixed" } else { absent.insert("heap_count") }
    if let counts = collector.collections, counts.count == 3 {
        (row.collections, row.gen1Collections, row.gen2Collections) = (counts[0], counts[1], counts[2])
    } else {
        absent.formUnion(["collections", "gen1_collections", "gen2_collections"])
    }
    if let last = collector.lastCollection {
        row.latencyMode = GCRow.latencyModes[last.latencyMode] ?? ""
        row.lastGeneration = last.generation
        row.lastReason = GCRow.reasons[last.reason] ?? "reason \(last.reason)"
    } else {
        absent.formUnion(["latency_mode", "last_generation", "last_reason"])
    }
    return Table([row], absent: absent)
}

extension GCRow {
    /// System.Runtime.GCLatencyMode.
    fileprivate static let latencyModes: [UInt64: String] = [
        0: "Batch", 1: "Interactive", 2: "LowLatency", 3: "SustainedLowLatency", 4: "NoGCRegion",
    ]
    /// As Microsoft documents the field Reason of the runtime's event GCStart_V2.
    fileprivate static let reasons: [UInt64: String] = [
        0: "small-allocation", 1: "induced", 2: "low-memory", 3: "empty", 4: "large-allocation", 5: "out-of-space-small",
        6: "out-of-space-large", 7: "induced-not-forced",
    ]
}
