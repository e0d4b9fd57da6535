import SnapshotModel

/// The tables of a store. The archive, the codec and the reading of history call these functions and know no SQL, so that another database
/// can take the place of SQLite.
///
/// Functions that change something are called inside of `transaction`. Lists of texts are in bytewise order. A blob is what the codec made,
/// and no database looks into it.
protocol StoreTables: AnyObject {
    /// The place of the store, for messages.
    var path: String { get }
    /// Ends the connection. Every later call throws `cannotOpen`.
    func close()

    // MARK: Transactions

    /// Does everything that `body` changes, or nothing. Only one transaction of all processes is inside at a time.
    func transaction<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result
    /// Lets `body` read the store as it is at one moment. It may stand inside of a transaction or of another `reading`.
    func reading<Result>(_ body: () throws(StoreError) -> Result) throws(StoreError) -> Result
    /// Inside of `reading`: equal when no process has changed the store in between; `nil` when that is unknown.
    func state() throws(StoreError) -> [Int64]?

    // MARK: Snapshots

    func insert(_ snapshot: SnapshotRecord, labels: [String: String]) throws(StoreError)
    /// Replaces everything but the number and the labels.
    func update(_ snapshot: SnapshotRecord) throws(StoreError)
    /// Replaces all labels of a snapshot.
    func replaceLabels(of snapshot: Int64, with labels: [String: String]) throws(StoreError)
    /// Removes the snapshot with its sections, labels, memberships and verdicts. Its number and the time of removal stay known.
    func remove(_ snapshot: Int64, at time: Int64) throws(StoreError)
    func snapshot(_ id: Int64) throws(StoreError) -> SnapshotRecord?
    /// Ascending.
    func snapshotIDs() throws(StoreError) -> [Int64]
    /// The snapshots of one input, with the reader of each; the newest first.
    func readings(fingerprint: String) throws(StoreError) -> [(id: Int64, reader: String)]
    /// The largest number of a snapshot that is or was in the store; 0 when there was none.
    func largestNumber() throws(StoreError) -> Int64
    /// When the snapshot was removed; `nil` when it was not.
    func removalTime(of snapshot: Int64) throws(StoreError) -> Int64?
    /// By series, then time, then number; snapshots without a series first. A snapshot in several series is there once for each.
    func summaries(series: String?) throws(StoreError) -> [SnapshotSummary]
    func labels(of snapshot: Int64) throws(StoreError) -> [String: String]

    // MARK: Sections

    func insert(_ section: SectionRecord, _ blob: [UInt8]) throws(StoreError)
    func removeSections(of snapshot: Int64) throws(StoreError)
    /// In the order of their places.
    func sections(of snapshot: Int64) throws(StoreError) -> [SectionRecord]
    func blob(of section: SectionRecord) throws(StoreError) -> [UInt8]

    // MARK: Names

    /// In the order of their numbers.
    func nameBlocks() throws(StoreError) -> [NameBlockRecord]
    func blob(of names: NameBlockRecord) throws(StoreError) -> [UInt8]
    func insert(_ names: NameBlockRecord, _ blob: [UInt8]) throws(StoreError)
    func remove(_ names: NameBlockRecord) throws(StoreError)

    // MARK: Series

    func seriesNames() throws(StoreError) -> [String]
    func seriesNames(of snapshot: Int64) throws(StoreError) -> [String]
    /// Makes the series when there is none of that name. Nothing happens when the snapshot belongs to it already.
    func add(_ snapshot: Int64, toSeries series: String) throws(StoreError)
    /// Nothing happens when the snapshot does not belong to it. The series stays, also without snapshots.
    func remove(_ snapshot: Int64, fromSeries series: String) throws(StoreError)

    // MARK: Baselines

    /// By series, then by name.
    func baselines() throws(StoreError) -> [StoredBaseline]
    /// Makes the series when there is none of that name. There is no baseline of this name in it.
    func insert(_ baseline: StoredBaseline) throws(StoreError)
    func removeBaseline(_ name: String, ofSeries series: String) throws(StoreError)
    /// In the order in which they were inserted.
    func formerBaselines() throws(StoreError) -> [FormerBaselineRecord]
    /// Makes the series when there is none of that name.
    func insert(_ former: FormerBaselineRecord) throws(StoreError)

    // MARK: Verdicts

    /// In the order in which they were inserted.
    func verdicts() throws(StoreError) -> [VerdictRecord]
    /// Makes the series when there is none of that name.
    func insert(_ verdict: VerdictRecord) throws(StoreError)
    func removeVerdicts(on snapshot: Int64, inSeries series: String) throws(StoreError)

    // MARK: Names of modules' types

    /// By file, time stamp and size.
    func moduleBuilds() throws(StoreError) -> [ModuleBuild]
    /// The blocks in the order of their first rows.
    func moduleNames(_ build: ModuleBuild) throws(StoreError) -> [(names: NameBlockRecord, blob: [UInt8])]
    func insert(_ names: NameBlockRecord, of build: ModuleBuild, _ blob: [UInt8]) throws(StoreError)
    /// By file, time stamp and size. A text is that of a `ModuleSchema`, unless the store is damaged.
    func moduleSchemas() throws(StoreError) -> [(build: ModuleBuild, text: String)]
    /// The build has no schema yet.
    func insert(schema text: String, of build: ModuleBuild) throws(StoreError)
    /// Removes the names of a build and its schema.
    func removeModuleNames(_ build: ModuleBuild) throws(StoreError)

    // MARK: The whole

    /// The size of the store in bytes, unused space included.
    func size() throws(StoreError) -> Int64
    /// Gives unused space back to the disk.
    func compact() throws(StoreError)
    /// Sentences about what the database itself finds wrong, at most `limit`.
    func problems(limit: Int) throws(StoreError) -> [String]
}

/// A row for each snapshot: what lists and look-ups need as columns, and four parts of the snapshot as JSON.
struct SnapshotRecord: Equatable {
    var id: Int64
    var fingerprint: String
    var reader: String
    var capturedAt: Int64
    var process: String
    var pid: Int64?
    var runtime: String?
    var trust: String
    var objects: Int64?
    var bytes: Int64?
    var input: String
    var capture: String
    var trustDetails: String
    var totals: String
}

/// A row for each section of a snapshot. Places of one snapshot begin at 0.
struct SectionRecord: Equatable {
    var snapshot: Int64
    var place: Int64
    var name: String
    var rowCount: Int64
}

/// A row for each block of names, which have consecutive numbers.
struct NameBlockRecord: Equatable {
    var first: Int64
    var count: Int64
}

/// A row each time that a baseline became another snapshot or none.
struct FormerBaselineRecord: Equatable {
    var series: String
    var name: String
    var former: FormerBaseline
}

/// A row for each verdict of a check.
struct VerdictRecord: Equatable {
    var snapshot: Int64
    var series: String
    /// The fingerprint of the budget.
    var budget: String
    /// A `StoredVerdict`, unless the store is damaged.
    var verdict: String
    var checkedAt: Int64
}
