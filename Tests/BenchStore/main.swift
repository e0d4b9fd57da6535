import Snapshot
import SnapshotStore

// BenchStore PATH SNAPSHOTS TYPES: fills a new store with the series `bench`, a snapshot a day of a made-up service. For scripts/bench.

let words = CommandLine.arguments.dropFirst()
guard words.count == 3, let path = words.first, let count = Int(words.dropFirst().first ?? ""), let types = Int(words.last ?? ""),
    (1...10_000).contains(count), (1...1_000_000).contains(types)
else { fatalError("usage: BenchStore PATH SNAPSHOTS TYPES") }

let service = MadeUpService(types: types)
let store = try SnapshotStore.open(path, .readWrite)
for day in 0..<count { _ = try store.put(service.snapshot(day: day), series: "bench") }
store.close()
