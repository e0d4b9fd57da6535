import Reports
import Snapshot
import SnapshotStore

/// `store ls [SERIES]`: the newest first.
func runStoreList(series: String?, _ invocation: Invocation) throws -> ExitCode {
    let found = try invocation.storeToRead().list(series: series)
    let newestFirst = found.sorted { a, b in
        if a.time != b.time { return a.time > b.time }
        if a.id != b.id { return a.id > b.id }
        return bytewise(a.series ?? "", b.series ?? "")
    }
    let listed = newestFirst.map { summary in
        ListedSnapshot(
            id: summary.id, series: summary.series, time: summary.time, process: summary.process,
            runtime: summary.runtime.map { ".NET \($0)" } ?? ".NET", trust: summary.trust, objects: summary.objects, bytes: summary.bytes,
            labels: summary.labels)
    }
    return try invocation.deliver(.done, .list(ListReport(listed)))
}
