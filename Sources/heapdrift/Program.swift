import CommandLineTable
import FoundationEssentials
import Glibc
import Reports

/// Runs a command line.
enum Program {
    /// Runs the program with its arguments and returns the exit code.
    static func run(_ words: [String]) -> Int32 {
        prepareStandardDescriptors()
        let surroundings = Surroundings.ofThisProcess()
        do {
            return try perform(words, surroundings).rawValue
        } catch let error as OutputFailure {
            guard case .failed(let code) = error else { return ExitCode.done.rawValue }
            messages(surroundings).error("cannot write the result: \(reason(code))")
            return ExitCode.unwritten(code).rawValue
        } catch {
            return report(error, asJSON: asksForJSON(words), messages(surroundings)).rawValue
        }
    }

    private static func messages(_ surroundings: Surroundings) -> Messages {
        Messages(.normal, showsUTF8: TerminalFacts.showsUTF8(surroundings.environment))
    }

    private static func perform(_ words: [String], _ surroundings: Surroundings) throws -> ExitCode {
        let terminal = TerminalFacts(color: .auto, environment: surroundings.environment)
        switch try VerbTable.table.parse(words, looksLikeArgument: looksLikeReference) {
        case .nothing:
            try writeAll(helpPage([], terminal), to: STDERR_FILENO)
            return .usage
        case .help(let verb):
            try writeAll(helpPage(verb, terminal), to: STDOUT_FILENO)
            return .done
        case .version:
            try writeAll(versionLine(), to: STDOUT_FILENO)
            return .done
        case .run(let command):
            if let answer = VerbTable.answer(command.verb) {
                try answer.give(command, surroundings)
                return .done
            }
            let plan = try Plan.resolve(command, surroundings)
            Interrupt.install()
            let session = Session(plan, Interrupt.progress)
            defer { session.close() }
            return try plan.task.run(session)
        }
    }

    /// Whether a first word that is not a verb is meant as REF.
    private static func looksLikeReference(_ word: String) -> Bool {
        fileExists(word) || word == standardStream || word.contains { $0 == "/" || $0 == "." || $0 == "@" }
    }

    private static func asksForJSON(_ words: [String]) -> Bool {
        let options = words.prefix { $0 != "--" }
        let spellings = ["--json", "--format=json", "json:-", "-ojson:-", "--output=json:-"]
        return options.contains(where: spellings.contains)
            || zip(options, options.dropFirst()).contains { $0 == "--format" && $1 == "json" }
    }

    /// Writes an error as a sentence to standard error. With --json it is written to standard output as well, as a JSON document.
    private static func report(_ error: any Error, asJSON: Bool, _ messages: Messages) -> ExitCode {
        let failure: Failure
        if let usage = error as? UsageError {
            failure = Failure(.usage, "usage", usage.sentence, hint: usage.hint(program: Product.name))
        } else {
            failure = Failure(reading: error)
        }
        messages.error(failure.sentence)
        for line in failure.excerpt { messages.hint(line) }
        if let hint = failure.hint { messages.hint(hint) }
        if asJSON {
            let report = Report(exitCode: failure.code, .failure(FailureReport(code: failure.word, message: failure.sentence)))
            if let text = try? render(report, as: .json) { try? writeAll(Array(text.utf8), to: STDOUT_FILENO) }
        }
        return failure.code
    }
}

extension Surroundings {
    static func ofThisProcess() -> Surroundings {
        Surroundings(
            environment: ProcessInfo.processInfo.environment, folder: FileManager.default.currentDirectoryPath,
            processors: max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1))
    }
}
