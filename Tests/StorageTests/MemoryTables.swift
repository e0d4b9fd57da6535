import SnapshotModel

@testable import Storage

/// A second implementation of the tables of a store, in memory: proof that the archive needs no SQL.
final class MemoryTables: StoreTables {
    let path = "memory"
    private var content = Content()
    private var isClosed = false
    /// How often the lists of baselines and former baselines were read.
    private(set) var readsOfBaselines = 0

    private struct Content {
        var snapshots: [Int64: (record: SnapshotRecord, labels: [String: String])] = [:]
        var removed: [Int64: Int64] = [:]
        var sections: [(record: SectionRecord, blob: [UInt8])] = []
        var names: [Int64: (record: NameBlockRecord, blob: [UInt8])] = [:]
        var series: [String] = []
        var members: [(series: String, snapshot: Int64)] = []
        var baselines: [StoredBaseline] = []
        var formerBaselines: [FormerBaselineRecord] = []
        var verdicts: [VerdictRecord] = []
        var moduleNames: [(build: ModuleBuild, names: NameBlockRecord, blob: [UInt8])] = []
        var moduleSchemas: [(build: ModuleBuild, text: String)] = []

        mutating func make(_ name: String) { if !series.contains(where: { bytewiseEqual($0, name) }) { series.append(name) } }
    }

    func close() { isClosed = true }

    func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        guard !isClosed else { throw .cannotOpen(path: path, "it has been closed") }
        let before = content
        do throws(StoreError) { return try body() } catch {
            content = before
            throw error
        }
    }

    func reading<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result {
        guard !isClosed else { throw .cannotOpen(path: path, "it has been closed") }
        return try body()
    }

    func state() -> [Int64]? { nil }

    // MARK: Snapshots

    func insert(_ snapshot: SnapshotRecord, labels: [String: String]) { content.snapshots[snapshot.id] = (snapshot, labels) }
    func update(_ snapshot: SnapshotRecord) { content.snapshots[snapshot.id]?.record = snapshot }
    func replaceLabels(of snapshot: Int64, with labels: [String: String]) { content.snapshots[snapshot]?.labels = labels }

    func remove(_ snapshot: Int64, at time: Int64) {
        content.snapshots[snapshot] = nil
        content.removed[snapshot] = time
        content.sections.removeAll { $0.record.snapshot == snapshot }
        content.members.removeAll { $0.snapshot == snapshot }
        content.verdicts.removeAll { $0.snapshot == snapshot }
    }

    func snapshot(_ id: Int64) -> SnapshotRecord? { content.snapshots[id]?.record }
    func snapshotIDs() -> [Int64] { content.snapshots.keys.sorted() }

    func readings(fingerprint: String) -> [(id: Int64, reader: String)] {
        content.snapshots.values.map(\.record).filter { $0.fingerprint == fingerprint }.map { ($0.id, $0.reader) }.sorted { $0.0 > $1.0 }
    }

    func largestNumber() -> Int64 { max(content.snapshots.keys.max() ?? 0, content.removed.keys.max() ?? 0) }
    func removalTime(of snapshot: Int64) -> Int64? { content.removed[snapshot] }

    func summaries(series: String?) -> [SnapshotSummary] {
        var found: [SnapshotSummary] = []
        for (record, labels) in content.snapshots.values {
            let own = seriesNames(of: record.id).map(Optional.some)
            for name in own.isEmpty ? [nil] : own where series.map({ bytewiseEqual($0, name ?? "") }) ?? true {
                found.append(
                    SnapshotSummary(
                        id: record.id, series: name, time: record.capturedAt, process: record.process, runtime: record.runtime,
                        trust: Trust.Level(rawValue: record.trust) ?? .partial, objects: record.objects.map { UInt64(clamping: $0) },
                        bytes: record.bytes.map { UInt64(clamping: $0) }, labels: labels))
            }
        }
        return found.sorted { a, b in
            if (a.series == nil) != (b.series == nil) { return a.series == nil }
            if let x = a.series, let y = b.series, !bytewiseEqual(x, y) { return bytewise(x, y) }
            return (a.time, a.id) < (b.time, b.id)
        }
    }

    func labels(of snapshot: Int64) -> [String: String] { content.snapshots[snapshot]?.labels ?? [:] }

    // MARK: Sections

    func insert(_ section: SectionRecord, _ blob: [UInt8]) { content.sections.append((section, blob)) }
    func removeSections(of snapshot: Int64) { content.sections.removeAll { $0.record.snapshot == snapshot } }

    func sections(of snapshot: Int64) -> [SectionRecord] {
        content.sections.map(\.record).filter { $0.snapshot == snapshot }.sorted { $0.place < $1.place }
    }

    func blob(of section: SectionRecord) -> [UInt8] {
        content.sections.first { $0.record.snapshot == section.snapshot && $0.record.place == section.place }?.blob ?? []
    }

    // MARK: Names

    func nameBlocks() -> [NameBlockRecord] { content.names.values.map(\.record).sorted { $0.first < $1.first } }
    func blob(of names: NameBlockRecord) -> [UInt8] { content.names[names.first]?.blob ?? [] }
    func insert(_ names: NameBlockRecord, _ blob: [UInt8]) { content.names[names.first] = (names, blob) }
    func remove(_ names: NameBlockRecord) { content.names[names.first] = nil }

    // MARK: Series

    func seriesNames() -> [String] { content.series.sorted(by: bytewise) }

    func seriesNames(of snapshot: Int64) -> [String] {
        content.members.filter { $0.snapshot == snapshot }.map(\.series).sorted(by: bytewise)
    }

    func add(_ snapshot: Int64, toSeries series: String) {
        content.make(series)
        if !content.members.contains(where: { $0.snapshot == snapshot && bytewiseEqual($0.series, series) }) {
            content.members.append((series, snapshot))
        }
    }

    func remove(_ snapshot: Int64, fromSeries series: String) {
        content.members.removeAll { $0.snapshot == snapshot && bytewiseEqual($0.series, series) }
    }

    // MARK: Baselines and verdicts

    func baselines() -> [StoredBaseline] {
        readsOfBaselines += 1
        return content.baselines.sorted {
            bytewiseEqual($0.series, $1.series) ? bytewise($0.name, $1.name) : bytewise($0.series, $1.series)
        }
    }

    func insert(_ baseline: StoredBaseline) {
        content.make(baseline.series)
        content.baselines.append(baseline)
    }

    func removeBaseline(_ name: String, ofSeries series: String) {
        content.baselines.removeAll { bytewiseEqual($0.series, series) && bytewiseEqual($0.name, name) }
    }

    func formerBaselines() -> [FormerBaselineRecord] {
        readsOfBaselines += 1
        return content.formerBaselines
    }

    func insert(_ former: FormerBaselineRecord) {
        content.make(former.series)
        content.formerBaselines.append(former)
    }

    func verdicts() -> [VerdictRecord] { content.verdicts }

    func insert(_ verdict: VerdictRecord) {
        content.make(verdict.series)
        content.verdicts.append(verdict)
    }

    func removeVerdicts(on snapshot: Int64, inSeries series: String) {
        content.verdicts.removeAll { $0.snapshot == snapshot && bytewiseEqual($0.series, series) }
    }

    // MARK: Names of modules' types

    func moduleBuilds() -> [ModuleBuild] {
        var builds: [ModuleBuild] = []
        for entry in content.moduleNames where !builds.contains(entry.build) { builds.append(entry.build) }
        return builds
    }

    func moduleNames(_ build: ModuleBuild) -> [(names: NameBlockRecord, blob: [UInt8])] {
        content.moduleNames.filter { $0.build == build }.map { ($0.names, $0.blob) }.sorted { $0.0.first < $1.0.first }
    }

    func moduleSchemas() -> [(build: ModuleBuild, text: String)] { content.moduleSchemas }
    func insert(schema text: String, of build: ModuleBuild) { content.moduleSchemas.append((build, text)) }

    func insert(_ names: NameBlockRecord, of build: ModuleBuild, _ blob: [UInt8]) { content.moduleNames.append((build, names, blob)) }

    func removeModuleNames(_ build: ModuleBuild) {
        content.moduleNames.removeAll { $0.build == build }
        content.moduleSchemas.removeAll { $0.build == build }
    }

    // MARK: The whole

    func size() -> Int64 { Int64(content.sections.reduce(0) { $0 + $1.blob.count }) }
    func compact() {}
    func problems(limit: Int) -> [String] { [] }
}
