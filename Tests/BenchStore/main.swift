import SnapshotModel
import Storage

// For scripts/bench.
//   BenchStore fill PATH CONTENTS SNAPSHOTS TYPES    fills a new store with the series `bench`: daily snapshots of a made-up service, which hold
//                                                    `all` sections, `no-holders`, or `types,holders` alone
//   BenchStore budget TYPES RULES ROUNDS             prints the seconds that a budget takes, one line for each round

let words = Array(CommandLine.arguments.dropFirst())
let numbers = words.suffix(2).compactMap { Int($0) }.filter { (1...1_000_000).contains($0) }

if words.count == 5, words[0] == "fill", numbers.count == 2, let contents = MadeUpService.Contents(rawValue: words[2]) {
    let service = MadeUpService(types: numbers[1], contents)
    let store = try SnapshotStore.open(words[1], .readWrite)
    for day in 0..<numbers[0] { _ = try store.put(service.snapshot(day: day), series: "bench") }
    store.close()
} else if words.count == 4, words[0] == "budget", numbers.count == 2, let types = Int(words[1]), (1...1_000_000).contains(types) {
    for seconds in try timeBudget(types: types, rules: numbers[0], rounds: numbers[1]) { print(seconds) }
} else {
    fatalError("usage: BenchStore fill PATH all|no-holders|types,holders SNAPSHOTS TYPES | BenchStore budget TYPES RULES ROUNDS")
}
