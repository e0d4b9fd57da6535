import CommandLineTable
import RawMemory
import Reduction
import Reports
import Snapshot
import SnapshotStore

extension Command {
    static let snap = Command(
        Verb(
            "snap", "Reduce dumps to snapshots in the store.",
            details: [
                "In a CI job, and where the store lies in a git working copy, snapshots are labelled with commit, branch and, when there are "
                    + "changes that no commit holds, dirty=true.",
                "Each snapshot is kept as soon as it is finished. A dump that the store knows already is not read again. Of several dumps those "
                    + "that cannot be read are reported and the others are reduced; run it again after an interruption and it goes on where it was.",
            ],
            arguments: [Argument("FILE", .many(atLeast: 1), meaning: "A core dump, also compressed with zstd.")],
            groups: [
                OptionGroup("Snapshot", [.series, .label, .at, .work, .noGit]), OptionGroup("Reading", Options.reading),
                OptionGroup("Output", Options.output),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift snap --series orders --label commit=4f1c2ab core.1234", "One dump as the latest snapshot of a series."),
                Example("heapdrift snap --series soak night/*.core.zst", "A night's dumps, in the order given."),
                Example("heapdrift snap --only types huge.core", "Types alone: the fastest."),
            ])
    ) { values throws(UsageError) in
        SnapTask(paths: values.arguments, series: try values.series(), asksGit: !values.command.has(.noGit))
    }
}

/// `snap FILE...`: each finished snapshot is committed at once, each failure is told at once, the worst decides the exit code.
///
/// A store that cannot be written ends the batch: no other dump would fare better.
struct SnapTask: Task {
    let paths: [String]
    let series: String?
    let asksGit: Bool

    func run(_ invocation: Invocation) throws -> ExitCode {
        var report = SnapReport(snapshots: [])
        let revision = asksGit ? invocation.plan.revision() : [:]
        var code = ExitCode.done
        for path in paths {
            do {
                report.snapshots.append(try invocation.take(path, series: series, revision))
            } catch is Interrupted {
                code = code.worse(.interrupted)
                invocation.messages.error(
                    "interrupted at '\(path)'; \(report.snapshots.count) of \(paths.count) are in the store, and the same command goes on from there"
                )
                break
            } catch let failure as InputFailure {
                code = code.worse(.input)
                invocation.messages.error(failure.sentence)
                report.failed.append(.init(path: path, exitCode: Int(ExitCode.input.rawValue), message: failure.sentence(without: path)))
            }
        }
        // Where every dump failed the errors have said all there is for people.
        let isWorthSaying = !report.snapshots.isEmpty || invocation.plan.format != .text
        return try invocation.deliver(code, .snap(report), onOutput: isWorthSaying)
    }
}

extension Invocation {
    /// One input into the store, read only when the store does not know it yet.
    fileprivate func take(_ path: String, series: String?, _ revision: [String: String]) throws -> SnapReport.Taken {
        try working(on: path) {
            let input = try openInput(path, plan.reduction, progress)
            // Before the long work: a store that cannot be written is found out now.
            let store = try storeToWrite()
            let known = try store.known(fingerprint: input.fingerprint, reader: input.reader)
            var snapshot: Snapshot
            let id: Int64
            if let known {
                (snapshot, id) = try reuse(known, store, series: series)
                messages.note("'\(path)' is known as @\(known) and not read again")
            } else {
                snapshot = try read(input)
                snapshot.capture.labels.merge(revision) { given, _ in given }
                id = try store.put(snapshot, series: series)
            }
            return SnapReport.Taken(
                id: id, path: path, series: series, isKnown: known != nil, trust: snapshot.trust, totals: snapshot.totals)
        }
    }

    /// A known snapshot joins the series; given other labels or another time it is stored once more with these.
    private func reuse(_ known: Int64, _ store: SnapshotStore, series: String?) throws -> (Snapshot, Int64) {
        var snapshot = try store.load(known).snapshot
        let capture = snapshot.capture
        snapshot.capture.labels.merge(plan.reduction.labels) { _, given in given }
        if let at = plan.reduction.at {
            snapshot.capture.time = at
            snapshot.capture.timeSource = .given
        }
        if snapshot.capture != capture { return (snapshot, try store.put(snapshot, series: series)) }
        if let series { try store.add(known, to: series) }
        return (snapshot, known)
    }
}

extension InputFailure {
    /// The sentence where the path stands before it anyway.
    fileprivate func sentence(without path: String) -> String {
        sentence.hasPrefix(path + ": ") ? String(sentence.dropFirst(path.count + 2)) : sentence
    }
}
