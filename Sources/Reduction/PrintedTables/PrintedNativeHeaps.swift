import DebuggerText
import RawMemory
import SnapshotModel

/// The section `ledger` from `!heap -s`, which lists the heaps of Windows alone.
enum PrintedNativeHeaps {
    static func reading(_ heaps: NativeHeaps, _ found: FoundTable) -> PrintedReading {
        var problems = found.rejections(.nativeHeaps) + [.printedHeapsAlone]
        if !heaps.hasEnd || found.isCut { problems.append(.printedRowsMissing(.nativeHeaps, count: nil, bytes: nil)) }
        let rows = [
            LedgerRow(printed: "windows heaps", LedgerRow.native, count: heaps.heaps, committed: heaps.committed, reserved: heaps.reserved)
        ]
        return PrintedReading(Table(rows, absent: ["touched", "present"]), problems)
    }
}
