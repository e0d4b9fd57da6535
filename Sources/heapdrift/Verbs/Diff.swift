import CommandLineTable
import Growth
import RawMemory
import Reports
import SnapshotModel
import Suspects
import Synchronization

extension Command {
    static let diff = Command(
        Verb(
            "diff", "Compare dumps or snapshots: what grew, shrank, appeared or disappeared.",
            details: [
                "The verdict comes first, then what changed in each section, then the rows that changed most: the types, or those of the section "
                    + "that decides the verdict when the heap did not grow. Rows that changed too little to show are summed up in a last line, "
                    + "so every table adds up. With more than two, the first is compared with the last.",
                "'\(Product.name) A B' is the same. '\(Product.name) A' compares the first dump of an archive with its last one, and shows "
                    + "anything else.",
            ],
            arguments: [
                Argument(
                    "A",
                    meaning:
                        "The dump or snapshot before: a file, a series (its latest), 'series@latest~1', '@ID'. Or an archive with both "
                        + "dumps."),
                Argument("B", .optional, meaning: "The one after."),
                Argument("C", .many(atLeast: 0), meaning: "Later ones, in the order of time."),
            ],
            groups: [
                OptionGroup("Rows", [.section] + Options.rows + [.minChange, .loops]),
                OptionGroup("Output", Options.output + [.exitCode, .asOrdered]),
                OptionGroup("Reading", Options.reading), OptionGroup("Names", Options.privacy),
                OptionGroup("General", Options.generalWithoutStore),
            ],
            examples: [
                Example("heapdrift diff before.core after.core", "The answer for two dumps."),
                Example(
                    "heapdrift diff orders@latest~1 orders@latest --type 'MyApp.**'",
                    "Two snapshots of a series, types of one namespace and below."),
                Example("heapdrift diff a.core b.core --section thread_groups", "Which threads were added, and what they run."),
                Example(
                    "heapdrift diff a.core b.core c.core --loops 1000",
                    "The same 1,000 requests before b and before c: what grows by as many?"),
                Example("heapdrift diff a.core b.core -o growth.json -o growth.csv", "Text on the terminal, everything in files."),
                Example(
                    "heapdrift diff a.core b.core --exit-code --min-change '5% and 10 MB'",
                    "For scripts: exit 1 when it grew by more than both."),
            ]),
        formats: commonFormats + [.markdown]
    ) { values throws(UsageError) in
        let references = try values.references(values.arguments)
        let (exitCode, isAsOrdered) = (values.command.has(.exitCode), values.command.has(.asOrdered))
        let section = values.command.value(.section)
        let loops = values.command.number(.loops)
        let compare: @Sendable ([Reference]) -> DiffTask = {
            DiffTask(references: $0, section: section, exitCode: exitCode, isAsOrdered: isAsOrdered, loops: loops)
        }
        if references.count > 1 { return compare(references) }
        return LoneReferenceTask(reference: references[0], isForDiff: !values.command.isVerbImplied || exitCode, compare: compare)
    }
}

/// `diff A B [C...]`: compares the first with the last. Those between show whether rows grew at every step.
struct DiffTask: VerbTask {
    let references: [Reference]
    /// `--section`; `nil` for the one that matters most.
    let section: String?
    let exitCode: Bool
    let isAsOrdered: Bool
    let loops: Int?

    func run(_ session: Session) throws -> ExitCode {
        let given = try references.map { try session.load($0) }
        session.noteUnmatchedGlobs(given)
        let sorted = isAsOrdered ? nil : TimeOrder.sorted(given, by: \.snapshot.capture)
        let loaded = sorted ?? given
        guard let before = loaded.first, let after = loaded.last, loaded.count > 1 else {
            throw Failure(.internalError, "internal", "diff was planned with \(loaded.count) snapshots")
        }
        let rows = session.plan.rows
        var options = DiffOptions()
        options.minChange = rows.minChange
        options.sort = rows.sort
        options.isAsOrdered = isAsOrdered
        options.filters = try session.filters(loaded)
        var circumstances = Circumstances()
        circumstances.loops = loops.map { [Int128](repeating: Int128($0), count: loaded.count - 1) }
        let (diff, found) = try DiffTask.compared(loaded.map(\.snapshot), options, circumstances)
        let code: ExitCode =
            switch diff.verdict {
            case _ where section.map({ diff.table($0) == nil }) ?? false: .inconclusive
            // Not all of the times are certain.
            case _ where exitCode && diff.order.isSurelyReversed: .inconclusive
            case .grew where exitCode: .policy
            case .inconclusive where exitCode: .inconclusive
            default: .done
            }
        return try session.deliver(
            code,
            .diff(
                DiffReport(
                    before: before.head, after: after.head, between: loaded.dropFirst().dropLast().map(\.head),
                    isOneSnapshot: before.isSame(as: after),
                    isSorted: sorted != nil, section: section, suspects: found, diff)))
    }

    /// The comparison and what leaks. Neither needs the other, so each has a thread.
    private static func compared(
        _ snapshots: [Snapshot], _ options: DiffOptions, _ circumstances: Circumstances
    ) throws(Failure) -> (SnapshotDiff, SuspectReport?) {
        let compared = Mutex<SnapshotDiff?>(nil)
        let between = Array(snapshots.dropFirst().dropLast())
        var found: SuspectReport?
        runWorkers(
            2, first: { found = suspectReport(snapshots, circumstances) },
            { worker in
                guard worker == 1, let before = snapshots.first, let after = snapshots.last else { return }
                let made = diff(before, after, through: between, options)
                compared.withLock { $0 = made }
            })
        guard let diff = compared.withLock({ $0 }) else { throw Failure(.internalError, "internal", "diff compared nothing") }
        return (diff, found)
    }
}
