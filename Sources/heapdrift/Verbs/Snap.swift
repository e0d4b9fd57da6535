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
                "In a pod of Kubernetes and in a unit of systemd, snapshots are labelled with namespace, pod, container, image and unit, as far "
                    + "as the job's environment says them (docs/store.md).",
                "A series is ordered by time: that of --at, else the one in the dump (Windows' dumps have it), else the one in the file's "
                    + "name (core_20260801_101500, taken as UTC), else the file's. A file's time "
                    + "may be that of a copy. So neither of these puts a new snapshot before the latest of its series: then the snapshot gets the time "
                    + "of this run, which a warning says. Dumps without a time of their own are therefore in the order given.",
                "Each snapshot is kept as soon as it is finished. Dumps that cannot be read are reported, and the others are reduced. "
                    + "After an interruption the same command goes on where it stopped.",
                "A dump that comes through a pipe ('-') is first written to a temporary file without a name beside the store, without its pages of "
                    + "zeros. Its time is that of this run, if it has none of its own. So the kernel can send its cores here: core_pattern "
                    + "'|/usr/bin/heapdrift snap --store /var/lib/heapdrift/store.db -'.",
                "A dump is in the store once. One that the store knows already is not read again, unless an older reader read it: then the "
                    + "new snapshot takes the place of the old one. Its series, labels and time become those that are given now.",
            ],
            arguments: [
                Argument(
                    "FILE", .many(atLeast: 1),
                    meaning:
                        "A dump, a .gcdump file or what a debugger printed, also packed (.zst .gz .xz .bz2 .lz4), or an archive of them (.zip .7z .cab .tar .tar.zst …). - is standard input."
                )
            ],
            groups: [
                OptionGroup("Snapshot", [.asOne, .series, .label, .at, .work, .noGit, .noJobLabels]),
                OptionGroup("Reading", Options.reading),
                OptionGroup("Output", Options.output),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift snap --series orders --label commit=4f1c2ab core.1234", "One dump as the latest snapshot of a series."),
                Example("heapdrift snap --series soak night/*.core.zst", "A night's dumps, one after the other as given."),
                Example("heapdrift snap --series soak night.tar.zst", "Every dump of an archive, unpacked one at a time."),
                Example(
                    "kubectl exec POD -- cat /tmp/a.core | heapdrift snap --series orders -",
                    "A dump that comes through a pipe; a packed one too."),
                Example(
                    "heapdrift snap heap.txt threads.txt --as-one --at 2026-08-01T10:00",
                    "What a debugger printed of one process, as one snapshot."),
                Example("heapdrift snap --only types huge.core", "Only types, which is the fastest."),
                Example("heapdrift snap --no-holders huge.core", "Everything but what is alive and who holds it."),
                Example("heapdrift snap --max-memory 2GB huge.core", "Both too, unless they take more memory than that."),
            ])
    ) { values throws(UsageError) in
        SnapTask(
            paths: values.inputPaths, series: try values.series(), asksGit: !values.command.has(.noGit),
            labelsJob: !values.command.has(.noJobLabels), isAsOne: values.command.has(.asOne))
    }
}

extension Option {
    static let asOne = Option(
        "as-one", .flag, meaning: "The files are what a debugger printed of one process at one time, and make one snapshot.")
}

/// `snap FILE...`: each snapshot is committed and each failure is reported at once. The worst failure is the exit code.
///
/// A store that cannot be written ends the batch, because every other dump would fail as well.
struct SnapTask: VerbTask {
    let paths: [String]
    let series: String?
    let asksGit: Bool
    let labelsJob: Bool
    let isAsOne: Bool

    func run(_ session: Session) throws -> ExitCode {
        var report = SnapReport(snapshots: [])
        let reduction = session.plan.reduction
        let placement = Placement(
            series: series, labels: reduction.labels, revision: asksGit ? session.plan.revision() : [:],
            job: labelsJob ? session.plan.jobPlace() : [:], time: reduction.at, now: session.now)
        var code = ExitCode.done
        for path in isAsOne ? [paths.joined(separator: " + ")] : paths {
            do {
                let failed =
                    isAsOne
                    ? try session.takeAsOne(paths, named: path, placement, into: &report)
                    : try session.take(path, placement, into: &report)
                code = code.worse(failed)
            } catch is Interrupted {
                code = code.worse(.interrupted)
                session.messages.error(
                    "interrupted at \(quotedInput(path)); \(counted(report.snapshots.count, "snapshot")) are in the store, and the same command goes on from there"
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
    fileprivate func take(_ path: String, _ placement: Placement, into report: inout SnapReport) throws -> ExitCode {
        let batch = SnapBatch()
        defer {
            report.snapshots += batch.taken
            report.failed += batch.failed
        }
        try batch.attempt(path == Inputs.standardInput ? Inputs.standardInputName : path, messages) {
            if SnapshotStore.isStore(path) {
                throw Failure(
                    .usage, "is-a-store",
                    "'\(path)' holds snapshots already, it is no dump; 'heapdrift store import' takes them into the store")
            }
            try working(on: path) {
                var inputs = Inputs(path, plan.reduction, progress)
                while let input = inputs.next() {
                    try batch.attempt(input.path, messages) {
                        batch.taken.append(try reduceOrReuse(try input.opened.get(), placement))
                    }
                }
                if let first = inputs.lesser.first, !batch.taken.isEmpty {
                    let names = inputs.lesser.prefix(5).joined(separator: ", ") + (inputs.lesser.count > 5 ? ", …" : "")
                    messages.note(
                        "\(quotedInput(path)): .gcdump files beside dumps were passed over: \(names); name one to read it, like "
                            + quotedInput("\(path)/\(first)"))
                }
                if inputs.passedOver > 0 {
                    let isOne = inputs.passedOver == 1
                    messages.note(
                        "\(quotedInput(path)): \(counted(inputs.passedOver, "member")) passed over that \(isOne ? "is" : "are") no dump")
                }
            }
        }
        return batch.worst
    }

    /// Puts several texts into the store as one snapshot.
    fileprivate func takeAsOne(
        _ paths: [String], named path: String, _ placement: Placement, into report: inout SnapReport
    ) throws -> ExitCode {
        let batch = SnapBatch()
        defer {
            report.snapshots += batch.taken
            report.failed += batch.failed
        }
        try batch.attempt(path, messages) {
            try working(on: path) {
                let joined = try Inputs.asOne(paths, plan.reduction, progress)
                batch.taken.append(try reduceOrReuse(joined.input, placement))
                for path in joined.passedOver { messages.note("\(quotedInput(path)): holds no table that is read") }
            }
        }
        return batch.worst
    }

    private func reduceOrReuse(_ input: any ReducibleInput, _ placement: Placement) throws -> SnapReport.Taken {
        // A store that cannot be written must fail before the long work.
        let store = try storeToWrite()
        var placement = placement
        placement.now = now
        let (snapshot, placed) = try reuse(input, store, placement) ?? taken(try read(input).snapshot, store, placement)
        if placed.outcome == .known {
            messages.note("\(quotedInput(input.path)) is known as @\(placed.id) and not read again" + kept(placed, placement))
        }
        let warnings = placed.place.map { $0.isExpected ? [] : $0.warnings(of: input.path, id: placed.id) } ?? []
        for warning in warnings { messages.note(warning) }
        var taken = SnapReport.Taken(
            id: placed.id, path: PathText.shown(input.path), series: placement.series, outcome: .taken, changes: placed.changes,
            trust: snapshot.trust,
            sectionTrust: snapshot.sectionTrust, totals: snapshot.totals, time: placed.capture.time, timeOrigin: placed.capture.timeOrigin,
            warnings: warnings)
        switch placed.outcome {
        case .taken: break
        case .known: taken.outcome = .known
        case .renewed: taken.outcome = .renewed
        case .copied(let original, let isRenewed):
            (taken.outcome, taken.copyOf) = (.copied, original)
            if isRenewed { messages.note("\(quotedInput(input.path)) was known as @\(original); a new reading took its place") }
        }
        return taken
    }

    private func taken(_ snapshot: Snapshot, _ store: SnapshotStore, _ placement: Placement) throws -> (Snapshot, Placed) {
        (snapshot, try store.take(snapshot, placement))
    }

    /// Uses the snapshot that the store has of an input. `nil` when it has none that can stay as it is.
    private func reuse(_ input: any ReducibleInput, _ store: SnapshotStore, _ placement: Placement) throws -> (Snapshot, Placed)? {
        guard let fingerprint = input.fingerprint,
            let known = try store.known(fingerprint: fingerprint, reader: input.reader, series: placement.series), !known.isToBeReplaced
        else { return nil }
        let stored: Snapshot
        // Another process may remove it meanwhile.
        do throws(StoreError) { stored = try store.load(known.id).snapshot } catch {
            if case .noSuchSnapshot = error { return nil }
            throw error
        }
        if let whole = try readForParts(stored, input) {
            messages.note("\(quotedInput(input.path)) was known as @\(known.id); what was left out is read now")
            return try taken(whole, store, placement)
        }
        if let named = try readForNames(stored, input) {
            messages.note("\(quotedInput(input.path)) was known as @\(known.id); its types have names now")
            return try taken(named, store, placement)
        }
        return try store.place(known.id, placement).map { (stored, $0) }
    }

    /// Says that the snapshot stays one of an earlier commit.
    private func kept(_ placed: Placed, _ placement: Placement) -> String {
        let differing = placement.revision.keys.filter { key in placed.capture.labels[key].map { $0 != placement.revision[key] } ?? false }
        let labels = differing.sorted(by: bytewise).map { "\($0)=\(placed.capture.labels[$0] ?? "")" }
        return labels.isEmpty ? "" : "; it keeps \(labels.joined(separator: ", "))"
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
        failed.append(.init(path: PathText.shown(path), exitCode: Int(code.rawValue), message: short))
    }
}

extension InputFailure {
    /// The sentence without the path, for a place that shows the path before it.
    fileprivate func advised(without path: String) -> String {
        let path = PathText.shown(path)
        return advised.hasPrefix(path + ": ") ? String(advised.dropFirst(path.count + 2)) : advised
    }
}
