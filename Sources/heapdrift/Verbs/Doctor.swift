import CommandLineTable
import Reduction
import Reports
import SnapshotModel

extension Command {
    static let doctor = Command(
        Verb(
            "doctor", "What an input can and cannot answer, and the command that collects a better one.",
            arguments: [Argument("FILE", meaning: "A dump, or whatever was meant to be one.")],
            groups: [
                OptionGroup("Output", [.json, .format, .output]), OptionGroup("Reading", [.jobs, .modulePath, .maxUnpacked]),
                OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift doctor core.1234", "Is it complete, can it be believed, and what is missing?"),
                Example("heapdrift doctor core.1234 --json", "The same for a script; exit code 3 when it cannot be read."),
            ]),
        formats: [.text, .json, .csv]
    ) { values throws(UsageError) in DoctorTask(path: values.arguments[0]) }
}

/// `doctor FILE`: reads the input and says what came of it; keeps nothing.
struct DoctorTask: Task {
    let path: String

    func run(_ invocation: Invocation) throws -> ExitCode {
        do {
            let names = invocation.typeNameSources()
            let reduced = try invocation.working(on: path) {
                try invocation.read(try Inputs.only(path, invocation.plan.reduction, invocation.progress), names)
            }
            return try invocation.deliver(.done, .doctor(healthy(reduced, names)))
        } catch let failure as InputFailure {
            return try invocation.deliver(.input, .doctor(unreadable(failure)))
        }
    }

    // MARK: What can be read

    private func healthy(_ reduced: Reduced, _ names: TypeNameSources) -> DoctorReport {
        let snapshot = reduced.snapshot
        let capture = snapshot.capture
        let runtime = ([capture.runtime.name] + (capture.runtime.version.map { [$0] } ?? [])).joined(separator: " ")
        let kind = capture.dumpKind.map { "a \($0.rawValue) dump" } ?? "a dump"
        let finding =
            "\(path): \(kind) of \(capture.process.isEmpty ? "a process" : capture.process), \(runtime), "
            + "\(capture.gc?.flavour ?? "GC unknown"); trust \(snapshot.trust.level.rawValue)"
        var advice: [DoctorReport.Advice] = []
        for found in reduced.problems.flatMap({ DoctorAdvice.about($0.remedy, os: capture.os) })
        where !advice.contains(where: { $0.text == found.text }) {
            advice.append(found)
        }
        advice += DoctorAdvice.naming(names, path: path)
        if advice.isEmpty {
            advice.append(.init("Nothing is missing. Take a second one later and compare:", command: "heapdrift \(path) LATER.core"))
        }
        return DoctorReport(
            path: path, head: SnapshotHead(snapshot), finding: finding, code: nil, answers: DoctorAdvice.answers(snapshot), advice: advice)
    }

    // MARK: What cannot

    private func unreadable(_ failure: InputFailure) -> DoctorReport {
        DoctorReport(
            path: path, head: nil, finding: failure.sentence, code: failure.code.rawValue, answers: [], advice: DoctorAdvice.about(failure))
    }
}
