import CoreCLR
import HeapWalk
import RawMemory
import SnapshotModel

/// The section `timers`.
struct TimersReader: SectionReader {
    let section = TimerRow.section.info
    let collectsObjects = true

    func read(_ process: DumpedProcess) throws(Interrupted) -> SectionReading {
        guard let walked = try process.walkedHeap(), let collection = walked.collection, let names = process.objectNames else {
            return SectionReading(nil)
        }
        let rows = timerRows(collection, names)
        return SectionReading(Table(rows), collection.timers.allSatisfy(\.isWhole) ? [] : [.objectFieldsUnreadable])
    }
}

/// The rows of the section.
func timerRows(_ collection: HeapCollection, _ names: ObjectNames) -> [TimerRow] {
    var rows: [[BytewiseText]: (row: TimerRow, periods: TimerPeriods)] = [:]
    for timer in collection.timers {
        var row = TimerRow()
        row.callback = timer.callback.map { names.method($0) } ?? ObjectNames.missing
        row.state = names.target(timer.state)
        let key = [row.callback, row.state].map { BytewiseText($0) }
        var sum = rows[key] ?? (row, TimerPeriods())
        if timer.isScheduled {
            sum.row.count = sum.row.count.saturatingAdd(timer.count)
            // Without its fields nothing says how often it fires.
            if timer.isWhole { sum.periods.add(timer.period) }
        } else {
            sum.row.idle = sum.row.idle.saturatingAdd(timer.count)
        }
        rows[key] = sum
    }
    return rows.values.map { row, periods in
        var row = row
        row.period = periods.words
        return row
    }
}

/// The periods of several timers.
struct TimerPeriods {
    private var hasOnce = false
    private var range: ClosedRange<UInt32>?

    mutating func add(_ period: UInt32?) {
        guard let period else {
            hasOnce = true
            return
        }
        range = range.map { min($0.lowerBound, period)...max($0.upperBound, period) } ?? period...period
    }

    var words: String {
        var parts = hasOnce ? ["once"] : []
        if let range {
            parts.append(
                range.lowerBound == range.upperBound
                    ? "every \(range.lowerBound) ms" : "every \(range.lowerBound) to \(range.upperBound) ms")
        }
        return parts.joined(separator: ", ")
    }
}
