import CommandLineTable
import Growth
import RawMemory
import Reduction
import Reports
import SnapshotModel
import Storage

extension Command {
    static let namesAdd = Command(
        Verb(
            "names add", "Keep the names of a program's types, for dumps that hold none.",
            details: [
                "Small dumps hold no names of types: those of Windows, of .NET Core 3.1, and the kernel's. At deployment, while the published "
                    + "files are at hand, this gives the names of their types to the store, by build. Dumps of that build have names then on any "
                    + "later day, and so have snapshots that were taken before.",
                "Reads the assemblies in folders, files, archives and single-file executables, also trimmed, ReadyToRun and composite ones. Files "
                    + "are told by their content, and libraries of machine code are passed over. What was read before an interruption is kept.",
                "Exit code 3 when a file that should give names did not: a damaged or cut assembly or single-file executable, or one that cannot "
                    + "be opened. The names of the others are kept.",
            ],
            arguments: [
                Argument(
                    "FOLDER", .many(atLeast: 1),
                    meaning: "The published folder; also an assembly, a single-file executable, or an archive (.zip .tar.gz …) of them.")
            ],
            groups: [
                OptionGroup("Reading", [.maxUnpacked]), OptionGroup("Output", Options.output), OptionGroup("General", Options.general),
            ],
            examples: [
                Example("heapdrift names add publish/", "As a step of the deployment."),
                Example(
                    "heapdrift names add /srv/app/orders /usr/share/dotnet/shared", "A single-file executable, and the runtime's own types."
                ),
            ])
    ) { values throws(UsageError) in NamesAddTask(paths: values.arguments) }
}

/// `names add FOLDER...`.
struct NamesAddTask: VerbTask {
    let paths: [String]

    func run(_ session: Session) throws -> ExitCode {
        let store = try session.storeToWrite()
        let before = try store.size()
        let files = PublishedFiles(session.plan.reduction, session.progress, schemas: try store.moduleSchemas())
        var names = GatheredNames(store, known: Set(try store.moduleBuilds()))
        var code = ExitCode.done
        var failed: [MaintenanceReport.Value] = []
        for path in paths {
            do {
                defer { names.isInterrupted = session.progress.isStopped }
                try session.working(on: path) { try files.read(path) { try names.take($0) } }
            } catch is Interrupted {
                break
            } catch let failure as InputFailure {
                session.messages.error(failure.advisedForNames)
                code = code.worse(.input)
                failed.append(
                    .members([
                        ("path", .text(PathText.shown(path))), ("exit_code", .init(Int(ExitCode.input.rawValue))),
                        ("message", .text(failure.advisedForNames)),
                    ]))
            }
        }
        try names.keep()
        for refused in files.refused { session.messages.error("\(PathText.shown(refused.path)) gives no names: \(refused.reason)") }
        if !files.refused.isEmpty { code = code.worse(.input) }
        if names.isInterrupted {
            session.messages.error(
                "interrupted; the names of \(counted(names.new.count, "assembly", "assemblies")) are kept, and the same command goes on from there"
            )
            code = code.worse(.interrupted)
        } else if files.assemblies == 0, failed.isEmpty {
            session.messages.error(
                "no assembly that gives names is there; name the folder that 'dotnet publish' wrote, or the single-file executable")
            code = code.worse(.input)
        }
        let after = try store.size()
        let report = MaintenanceReport(
            "names-add", sentences: sentences(names, files, after),
            facts: [
                ("assemblies", .init(files.assemblies)), ("added", .list(names.new.map(\.fact))), ("known", .init(names.knownCount)),
                ("without_types", .init(files.withoutTypes)), ("native", .init(files.native)),
                (
                    "refused",
                    .list(
                        files.refused.map {
                            .members([("path", .text(PathText.shown($0.path))), ("reason", .text($0.reason))])
                        })
                ), ("failed", .list(failed)), ("bytes_before", .integer(before)), ("bytes_after", .integer(after)),
            ])
        return try session.deliver(code, .maintenance(report), onOutput: files.assemblies > 0 || session.plan.format != .text)
    }

    private func sentences(_ names: GatheredNames, _ files: PublishedFiles, _ size: Int64) -> [String] {
        var first = counted(files.assemblies, "assembly", "assemblies") + ": "
        first += names.new.isEmpty ? "all known already" : "the names of \(names.new.count) are new"
        if !names.new.isEmpty, names.knownCount > 0 { first += ", \(names.knownCount) known already" }
        let types = names.new.reduce(Int128(0)) { $0 + Int128($1.types) }
        if types > 0 { first += " (\(QuantityText.grouped(types)) types)" }
        var passed: [String] = []
        if files.withoutTypes > 0 { passed.append("\(files.withoutTypes) without types of their own") }
        if files.native > 0 { passed.append("\(files.native) of machine code") }
        if !files.refused.isEmpty { passed.append("\(files.refused.count) that cannot be read") }
        return [first + "."] + (passed.isEmpty ? [] : ["Passed over: " + passed.joined(separator: ", ") + "."])
            + ["The store takes \(ByteSize.text(Int128(size)))."]
    }
}

/// Names on their way into the store, which gets some assemblies at a time.
private struct GatheredNames {
    struct New {
        let build: ModuleBuild
        let types: Int

        var fact: MaintenanceReport.Value {
            .members([("file", .text(build.file)), ("build", .text(build.text)), ("types", .init(types))])
        }
    }

    let store: SnapshotStore
    private var known: Set<ModuleBuild>
    private var waiting: [ModuleBuild: LearntNames] = [:]
    private(set) var new: [New] = []
    private(set) var knownCount = 0
    var isInterrupted = false

    /// A transaction takes as long as some assemblies do.
    private static let most = 32

    init(_ store: SnapshotStore, known: Set<ModuleBuild>) {
        self.store = store
        self.known = known
    }

    mutating func take(_ assembly: PublishedFiles.Assembly) throws {
        guard known.insert(assembly.build).inserted else {
            knownCount += 1
            return
        }
        waiting[assembly.build] = assembly.names
        new.append(New(build: assembly.build, types: assembly.names.names.count))
        if waiting.count >= Self.most { try keep() }
    }

    mutating func keep() throws {
        if waiting.isEmpty { return }
        try store.keep(waiting)
        waiting = [:]
    }
}

extension InputFailure {
    /// The sentence for a path that is read for names and not as a dump.
    fileprivate var advisedForNames: String {
        switch code {
        case .emptyFile, .notAFile: String(sentence.prefix { $0 != ";" })
        default: advised
        }
    }
}
