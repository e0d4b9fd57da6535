import CommandLineTable
import RawMemory
import Reduction
import Reports
import SnapshotModel

extension Command {
    static let doctor = Command(
        Verb(
            "doctor", "Say what an input can and cannot answer, and which command collects a better one.",
            arguments: [Argument("FILE", meaning: "A dump, or a file that should be one.")],
            groups: [
                OptionGroup("Output", [.json, .format, .output]), OptionGroup("Reading", [.jobs, .maxMemory, .modulePath, .maxUnpacked]),
                OptionGroup("General", Options.generalWithoutStore),
            ],
            examples: [
                Example("heapdrift doctor core.1234", "Is it complete, can it be believed, and what is missing?"),
                Example("heapdrift doctor core.1234 --json", "The same for a script; exit code 3 when it cannot be read."),
            ]),
        formats: [.text, .json, .csv]
    ) { values throws(UsageError) in DoctorTask(path: values.inputPaths[0]) }
}

/// `doctor FILE`: reads the input and reports on it. Nothing is stored.
struct DoctorTask: VerbTask {
    let path: String

    func run(_ session: Session) throws -> ExitCode {
        do {
            let names = session.typeNameSources()
            let reduced = try session.working(on: path) {
                try session.read(try Inputs.only(path, session.plan.reduction, session.progress), names)
            }
            return try session.deliver(.done, .doctor(healthy(reduced, names)))
        } catch let failure as InputFailure {
            return try session.deliver(.input, .doctor(unreadable(failure)))
        }
    }

    private var shownPath: String { path == Inputs.standardInput ? Inputs.standardInputName : PathText.shown(path) }

    // MARK: Readable inputs

    private func healthy(_ reduced: Reduced, _ names: TypeNameSources) -> DoctorReport {
        let snapshot = reduced.snapshot
        let capture = snapshot.capture
        let runtime = ([capture.runtime.name] + (capture.runtime.version.map { [$0] } ?? [])).joined(separator: " ")
        let form = snapshot.input.form
        let kinds: [InputForm: String] = [.gcdump: "what is alive", .text: "what a debugger printed"]
        let kind = capture.dumpKind.map { "a \($0.rawValue) dump" } ?? kinds[form] ?? "a dump"
        let maker = capture.maker.map { "; written by \($0.text)" } ?? ""
        let finding =
            "\(shownPath): \(kind) of \(capture.process.isEmpty ? "a process" : capture.process), \(runtime), "
            + "\(capture.gc?.flavour ?? "GC unknown")\(maker); trust \(snapshot.trust.level.rawValue)"
        var advice: [DoctorReport.Advice] = []
        for found in reduced.problems.flatMap({ DoctorAdvice.about($0.remedy, snapshot, isSingleFile: reduced.isSingleFile) })
        where !advice.contains(where: { $0.text == found.text }) {
            advice.append(found)
        }
        advice += DoctorAdvice.naming(names, path: path, isSingleFile: reduced.isSingleFile)
        if advice.isEmpty { advice.append(DoctorAdvice.comparing(path, capture, form)) }
        return DoctorReport(
            path: shownPath, head: SnapshotHead(snapshot), finding: finding, code: nil, answers: DoctorAdvice.answers(snapshot),
            advice: advice)
    }

    // MARK: Unreadable inputs

    private func unreadable(_ failure: InputFailure) -> DoctorReport {
        DoctorReport(
            path: shownPath, head: nil, finding: failure.advised, code: failure.code.rawValue, answers: [],
            advice: DoctorAdvice.about(failure, path: path))
    }
}
