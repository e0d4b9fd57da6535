import DumpFormats
import RawMemory
import SnapshotModel

/// The section `os_handles`.
struct OSHandlesReader: SectionReader {
    let section = OSHandleRow.section.info

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        switch process.dump.handles {
        case .counts(let counts): SectionReading(Table(osHandleRows(counts)))
        case .unreadable: SectionReading(nil, [.osHandlesUnreadable])
        case nil: SectionReading(nil)
        }
    }
}

/// Rows of the section, the most handles first, then by type.
func osHandleRows(_ counts: [String: UInt64]) -> [OSHandleRow] {
    counts.sorted { $0.value != $1.value ? $0.value > $1.value : bytewise($0.key, $1.key) }.map { type, count in
        var row = OSHandleRow()
        row.type = type
        row.count = count
        return row
    }
}
