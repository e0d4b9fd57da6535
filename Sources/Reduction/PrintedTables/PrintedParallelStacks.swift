import DebuggerText
import RawMemory
import SnapshotModel

/// The section `thread_groups` from `parallelstacks`, where the text has no stacks of single threads.
enum PrintedParallelStacks {
    static func reading(_ tables: [FoundTable]) -> PrintedReading {
        var reading = PrintedReading()
        for found in tables.reversed() {
            if case .stacks = found.content { return PrintedReading() }
        }
        guard let found = tables.last(where: { if case .parallelStacks = $0.content { true } else { false } }),
            case .parallelStacks(let stacks) = found.content
        else { return reading }
        reading.problems = found.rejections(.parallelStacks)
        var counts: [String: UInt64] = [:]
        var listed: UInt64 = 0
        for group in stacks.groups {
            let signature = ThreadSignature.text(
                group.frames.map { ThreadStacks.Frame(name: $0, isFramework: PrintedThreads.isOfPlatform($0)) })
            counts[signature] = (counts[signature] ?? 0).saturatingAdd(group.threads)
            listed = listed.saturatingAdd(group.threads)
        }
        if let total = stacks.threads, total > listed {
            counts[notListed] = total - listed
            reading.problems.append(.printedRowsMissing(.parallelStacks, count: total - listed, bytes: nil))
        } else if let total = stacks.threads, total < listed {
            reading.problems.append(
                .printedSumsDiffer(.parallelStacks, by: listed - total, line: UInt64(clamping: found.lines.upperBound)))
        } else if stacks.threads == nil || found.isCut {
            reading.problems.append(.printedRowsMissing(.parallelStacks, count: nil, bytes: nil))
        }
        reading.problems.append(.printedThreadsWithFramesOnly)
        let rows = counts.sorted { $0.value != $1.value ? $0.value > $1.value : bytewise($0.key, $1.key) }.map { signature, count in
            var row = ThreadGroupRow()
            (row.signature, row.count) = (signature, count)
            return row
        }
        reading.table = Table(rows, absent: ["stack_reserved", "stack_present"])
        return reading
    }
}
