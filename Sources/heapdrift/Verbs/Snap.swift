import CommandLineTable
import RawMemory
import Reduction
import Reports
import SnapshotModel
import Storage

extension Command {
    static let snap = Command(
        Verb(
            "snap", "Reduce dumps to snapshots in the store.",
            details: [
                "In a CI job, and where the store lies in a git working copy, snapshots are labelled with commit, branch and, when there are "
                    + "changes that no commit holds, dirty=true.",
                "A series is ordered by time: that of --at, else the one in the dump (Windows' dumps have it), else the file's. A file's time "
                    + "may be that of a copy. So it never puts a new snapshot before the latest of its series: then the snapshot gets the time "
                    + "of this run, which a warning says. Dumps without a time of their own are therefore in the order given.",
                "Each snapshot is kept as soon as it is finished. A dump that the store knows already is not read again. Dumps "
                    + "that cannot be read are reported, and the others are reduced. After an interruption the same command goes on where it stopped.",
            ],
            arguments: [
                Argument(
                    "FILE", .many(atLeast: 1),
                    meaning: "A core dump, also packed (.zst .gz .xz .bz2 .lz4), or an archive of dumps (.zip .tar .tar.zst …).")
            ],
            groups: [
                OptionGroup("Snapshot", [.series, .label, .at, .work, .noGit]), OptionGroup("Reading", Options.reading),
                OptionGroup("Output", Options.output),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift snap --series orders --label commit=4f1c2ab core.1234", "One dump as the latest snapshot of a series."),
                Example("heapdrift snap --series soak night/*.core.zst", "A night's dumps, one after the other as given."),
                Example("heapdrift snap --series soak night.tar.zst", "Every dump of an archive, unpacked one at a time."),
                Example("heapdrift snap --only types huge.core", "Only types, which is the fastest."),
            ])
    ) { values throws(UsageError) in
        SnapTask(paths: values.arguments, series: try values.series(), asksGit: !values.command.has(.noGit))
    }
}

/// `snap FILE...`: each snapshot is committed and each failure is reported at once. The worst failure is the exit code.
///
/// A store that cannot be written ends the batch, because every other dump would fail as well.
struct SnapTask: VerbTask {
    let paths: [String]
    let series: String?
    let asksGit: Bool

    func run(_ session: Session) throws -> ExitCode {
        var report = SnapReport(snapshots: [])
        let revision = asksGit ? session.plan.revision() : [:]
        var code = ExitCode.done
        for path in paths {
            do {
                let failed = try session.take(path, series: series, revision, into: &report)
                code = code.worse(failed)
            } catch is Interrupted {
                code = code.worse(.interrupted)
                session.messages.error(
                    "interrupted at '\(path)'; \(counted(report.snapshots.count, "snapshot")) are in the store, and the same command goes on from there"
                )
                break
            }
        }
        // If every dump failed, the errors have said everything for people.
        let isWorthSaying = !report.snapshots.isEmpty || session.plan.format != .text
        return try session.deliver(code, .snap(report), onOutput: isWorthSaying)
    }
}

extension Session {
    /// Puts the dumps of one argument into the store. A dump that the store knows already is not read. Failures of single dumps are
    /// reported, and the worst is the code returned. Throws errors that end the batch.
    fileprivate func take(_ path: String, series: String?, _ revision: [String: String], into report: inout SnapReport) throws -> ExitCode {
        let batch = SnapBatch()
        defer {
            report.snapshots += batch.taken
            report.failed += batch.failed
        }
        try batch.attempt(path, messages) {
            if SnapshotStore.isStore(path) {
                throw Failure(
                    .usage, "is-a-store",
                    "'\(path)' holds snapshots already, it is no dump; 'heapdrift store import' takes them into the store")
            }
            try working(on: path) {
                var inputs = Inputs(path, plan.reduction, progress)
                while let input = inputs.next() {
                    try batch.attempt(input.path, messages) {
                        batch.taken.append(try reduceOrReuse(try input.opened.get(), series: series, revision))
                    }
                }
                if inputs.passedOver > 0 {
                    let isOne = inputs.passedOver == 1
                    messages.note("'\(path)': \(counted(inputs.passedOver, "member")) passed over that \(isOne ? "is" : "are") no dump")
                }
            }
        }
        return batch.worst
    }

    private func reduceOrReuse(
        _ input: any ReducibleInput, series: String?, _ revision: [String: String]
    ) throws -> SnapReport.Taken {
        let path = input.path
        // A store that cannot be written must fail before the long work.
        let store = try storeToWrite()
        let known = try input.fingerprint.flatMap { fingerprint throws(StoreError) in
            try store.known(fingerprint: fingerprint, reader: input.reader, of: series)
        }
        var snapshot: Snapshot
        let (id, place): (Int64, SeriesPlace?)
        if let known {
            if try renewNames(known, store.load(known).snapshot, input) == nil {
                messages.note("'\(path)' is known as @\(known) and not read again")
            }
            (snapshot, id, place) = try reuse(known, store, series: series)
        } else {
            snapshot = try read(input).snapshot
            snapshot.capture.labels.merge(revision) { given, _ in given }
            (id, place) = try put(snapshot, store, series: series)
        }
        let warnings = place.map { $0.isExpected ? [] : $0.warnings(of: path) } ?? []
        for warning in warnings { messages.note(warning) }
        let capture = snapshot.capture
        return SnapReport.Taken(
            id: id, path: path, series: series, isKnown: known != nil, trust: snapshot.trust, totals: snapshot.totals,
            time: place?.time ?? capture.time, timeOrigin: place?.origin ?? capture.timeOrigin, warnings: warnings)
    }

    private func put(
        _ snapshot: Snapshot, keeping kept: [KeptSection] = [], _ store: SnapshotStore, series: String?
    ) throws(StoreError) -> (Int64, SeriesPlace?) {
        guard let series else { return (try store.put(snapshot, keeping: kept, series: nil), nil) }
        return try store.put(snapshot, keeping: kept, joining: series, at: now)
    }

    /// Adds a known snapshot to the series. If other labels or another time are given, a second snapshot is stored with them.
    private func reuse(_ known: Int64, _ store: SnapshotStore, series: String?) throws -> (Snapshot, Int64, SeriesPlace?) {
        let stored = try store.load(known)
        var snapshot = stored.snapshot
        let capture = snapshot.capture
        snapshot.capture.labels.merge(plan.reduction.labels) { _, given in given }
        if let at = plan.reduction.at {
            snapshot.capture.time = at
            snapshot.capture.timeSource = .given
        }
        if snapshot.capture != capture {
            let (id, place) = try put(snapshot, keeping: stored.kept, store, series: series)
            return (snapshot, id, place)
        }
        guard let series else { return (snapshot, known, nil) }
        let (id, place) = try store.add(known, joining: series, at: now)
        return (snapshot, id, place)
    }
}

/// The results of the dumps of one argument.
private final class SnapBatch {
    var taken: [SnapReport.Taken] = []
    var failed: [SnapReport.Failed] = []
    var worst = ExitCode.done

    /// Runs `body`. A failure of the input at `path` is reported and recorded; other errors are thrown.
    func attempt(_ path: String, _ messages: Messages, _ body: () throws -> Void) throws {
        do { try body() } catch let failure as InputFailure {
            note(path, .input, failure.advised, short: failure.advised(without: path), messages)
        } catch let failure as Failure {
            note(path, failure.code, failure.sentence, short: failure.sentence, messages)
        }
    }

    private func note(_ path: String, _ code: ExitCode, _ sentence: String, short: String, _ messages: Messages) {
        worst = worst.worse(code)
        messages.error(sentence)
        failed.append(.init(path: path, exitCode: Int(code.rawValue), message: short))
    }
}

extension InputFailure {
    /// The sentence without the path, for a place that shows the path before it.
    fileprivate func advised(without path: String) -> String {
        advised.hasPrefix(path + ": ") ? String(advised.dropFirst(path.count + 2)) : advised
    }
}
