import CoreCLR
import DumpFormats
import DumpSynth
import HeapWalk
import ProcessMemory
import RawMemory
import Testing

/// The census of a made-up process.
func census(_ process: SyntheticProcess, workers: Int = 1) throws -> HeapCensus {
    let dump = ProcessDump(try ELFCore(process.core().bytes().mapped()))
    return try HeapCensus(walkable(dump), workers: workers, WorkProgress())
}

/// The heap of a dump, which must have one.
func walkable(_ dump: ProcessDump) throws -> WalkableHeap {
    try #require(try DotNetRuntime(dump, AddressSpace(dump)).walkable.value)
}

extension HeapCensus {
    /// Objects of `type`, or of the type with this method table.
    func objects(_ type: SyntheticType) -> UInt64 { objects(type.handle) }
    func objects(_ table: UInt64) -> UInt64 { types.first { $0.methodTable.value == table }?.shares.count ?? 0 }

    /// The differences between this census and the declared objects, in words. Empty when every count and byte of every type and generation
    /// is equal.
    func differences(from truth: HeapTruth, free: UInt64) -> [String] {
        var found: [String] = []
        func compare(_ name: String, _ shares: GenerationShares, _ table: UInt64) {
            for (generation, declared) in zip(Generation.allCases, HeapGeneration.allCases) {
                let wanted = truth.count(table, declared)
                if shares[generation].count != wanted.objects || shares[generation].bytes != wanted.bytes {
                    found.append("\(name) \(generation): \(shares[generation]), declared \(wanted)")
                }
            }
        }
        for table in Set(truth.byType.keys).union(types.map(\.methodTable.value)).subtracting([free]).sorted() {
            compare(table.hexadecimal(), types.first { $0.methodTable.value == table }?.shares ?? GenerationShares(), table)
        }
        compare("Free", self.free, free)
        if contextBytes != truth.contextBytes { found.append("contexts: \(contextBytes), declared \(truth.contextBytes)") }
        return found
    }
}
