import DebuggerText
import RawMemory
import SnapshotModel

/// The section `thread_groups` from `parallelstacks`, where the text has no stacks of single threads.
enum PrintedParallelStacks {
    static func reading(_ tables: [FoundTable]) -> PrintedReading {
        let areOfThreads = tables.contains { if case .stacks = $0.content { true } else { false } }
        guard !areOfThreads, let found = tables.last(where: { if case .parallelStacks = $0.content { true } else { false } }),
            case .parallelStacks(let stacks) = found.content
        else { return PrintedReading() }
        var counts: [String: UInt64] = [:]
        var listed: UInt64 = 0
        for group in stacks.groups {
            let signature = ThreadSignature.text(
                group.frames.map { ThreadStacks.Frame(name: $0, isFramework: PlatformNames.isOfPlatform($0)) })
            counts[signature] = (counts[signature] ?? 0).saturatingAdd(group.threads)
            listed = listed.saturatingAdd(group.threads)
        }
        let left = found.remainder(.parallelStacks, listed: PrintedSums(count: listed), total: PrintedSums(count: stacks.threads))
        if let count = left.count, count > 0 { counts[notListed] = count }
        let rows = counts.sorted { $0.value != $1.value ? $0.value > $1.value : bytewise($0.key, $1.key) }.map { signature, count in
            var row = ThreadGroupRow()
            (row.signature, row.count) = (signature, count)
            return row
        }
        return PrintedReading(
            Table(rows, absent: ["stack_reserved", "stack_present"]),
            found.rejections(.parallelStacks) + left.problems + [.printedThreadsWithFramesOnly])
    }
}
