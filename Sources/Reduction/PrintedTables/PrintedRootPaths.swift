import DebuggerText
import RawMemory
import SnapshotModel

/// The section `root_paths` from `gcroot`, which may have been asked about several objects.
enum PrintedRootPaths {
    static func reading(_ tables: [FoundTable]) -> PrintedReading {
        // Of an object that was asked about twice, the answer that says more.
        var answers: [UInt64: (found: FoundTable, paths: RootPaths)] = [:]
        for found in tables {
            guard case .rootPaths(let paths) = found.content else { continue }
            if let known = answers[paths.target], known.paths.listed >= paths.listed { continue }
            answers[paths.target] = (found, paths)
        }
        guard !answers.isEmpty else { return PrintedReading() }
        var rows: [[BytewiseText]: RootPathRow] = [:]
        var problems: [ReadingProblem] = [.printedPathsOfSomeObjects]
        var missing: UInt64 = 0
        for (found, paths) in answers.values.sorted(by: { $0.found.lines.lowerBound < $1.found.lines.lowerBound }) {
            for (way, count) in paths.ways {
                var row = RootPathRow()
                row.type = way.types.last ?? ""
                // The word for the root stands in place of what names it.
                let start = way.start.isEmpty ? way.root : way.start
                row.holder = ((start.isEmpty ? [] : [start]) + way.types.dropLast()).joined(separator: HolderRow.separator)
                row.root = way.root
                let key = [row.type, row.holder, row.root].map { BytewiseText($0) }
                row.count = (rows[key]?.count ?? 0).saturatingAdd(count.ways)
                row.objects = (rows[key]?.objects ?? 0).saturatingAdd(count.objects)
                rows[key] = row
            }
            let left = found.remainder(.rootPaths, listed: PrintedSums(count: paths.listed), total: PrintedSums(count: paths.found))
            missing = missing.saturatingAdd(left.count ?? 0)
            problems += found.rejections(.rootPaths) + left.problems
        }
        if missing > 0 {
            var rest = RootPathRow()
            (rest.holder, rest.count) = (notListed, missing)
            rows[[BytewiseText(notListed)]] = rest
        }
        let sorted = rows.values.sorted { a, b in
            for (x, y) in [(a.type, b.type), (a.holder, b.holder), (a.root, b.root)] where x != y { return bytewise(x, y) }
            return false
        }
        return PrintedReading(Table(sorted), problems)
    }
}
