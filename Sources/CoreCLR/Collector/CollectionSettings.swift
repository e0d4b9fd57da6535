import ProcessMemory
import RawMemory

/// Finds the settings of the last collection (`gc_heap::settings`, a `gc_mechanisms`), which no version names to debuggers.
///
/// They begin with the number of the collection, which is that of all collections (64 bits), then 32-bit numbers: the generation, flags,
/// the reason, the latency mode. They lie in the data of the collector's module: one place near the collector's variables has the number of
/// collections, the generation that was collected last, and values that all fields can have.
///
/// From `gcpriv.h` of dotnet/runtime. Compared with what the programs themselves said (GCSettings.LatencyMode, and what they had done
/// last) on 3.1.23 and 8.0.4, workstation and server GC. Exactly one place was found, with the same fields, on the dumps of 3.1.3,
/// 8.0.33, 9.0.22 and 10.0.14 on Linux that were tried (workstation, server, segments, a hard limit), 10.0.9 on arm64, and 8.0.33, 9.0.22
/// and 10.0.14 on Windows; on 6.0.13 on Windows the number of collections is not known.
enum CollectionSettings {
    private static let generation: UInt64 = 8
    /// Promotion, compaction, compaction of the LOH, expansion of the heap, concurrent, demotion.
    private static let flags: ClosedRange<UInt64> = 3...8
    /// Whether card bundles are used, which is always so.
    private static let cardBundles: UInt64 = 36
    private static let lockElevation: UInt64 = 44
    private static let elevationReduced: UInt64 = 52
    private static let reason: UInt64 = 60
    private static let latencyMode: UInt64 = 64
    private static let reasons: UInt32 = 18
    private static let latencyModes: UInt32 = 5
    /// How far from the collector's variables they are searched, in bytes.
    private static let reach: UInt64 = 0x1_0000
    /// The collector's variables lie this close together, in bytes; addresses of damaged ones may lie anywhere.
    private static let spread: UInt64 = 0x20_0000
    /// No address of a program lies above it.
    private static let top: UInt64 = 1 << 63

    /// `nil` when nothing was collected yet, and unless there is exactly one such place.
    static func find(_ variables: GCVariables, after record: CollectionRecords, _ memory: AddressSpace) -> Collector.Collection? {
        guard let count = record.collections.first, count > 0, let last = record.lastGeneration, let low = variables.lowest,
            let high = variables.highest, high.distance(from: low) <= spread, high.value < top
        else { return nil }
        var found: Collector.Collection?
        for run in memory.runs(in: AddressRange(low - reach, high + reach)) {
            let file = memory.file(run)
            for at in stride(from: run.start.saturatingAdd(7) & ~7, to: run.end, by: 8) where at >= run.start {
                guard file.bytes.u64(at: run.fileOffset + Int(at - run.start)) == count,
                    let settings = settings(Address(at), last, memory)
                else { continue }
                if found != nil { return nil }
                found = settings
            }
        }
        return found
    }

    private static func settings(_ at: Address, _ last: UInt64, _ memory: AddressSpace) -> Collector.Collection? {
        func isFlag(_ place: UInt64) -> Bool { memory.u32(at + place).map { $0 <= 1 } ?? false }
        guard let generation = memory.u32(at + generation), UInt64(generation) == last, memory.u32(at + cardBundles) == 1,
            flags.allSatisfy({ isFlag($0 * 4) }), isFlag(lockElevation), isFlag(elevationReduced), isFlag(elevationReduced + 4),
            let reason = memory.u32(at + reason), reason < reasons, let mode = memory.u32(at + latencyMode), mode < latencyModes
        else { return nil }
        return Collector.Collection(generation: last, reason: UInt64(reason), latencyMode: UInt64(mode))
    }
}
