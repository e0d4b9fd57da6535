import Glibc
import Reports

extension Report {
    init(exitCode: ExitCode, _ content: Content) {
        self.init(tool: Tool(name: Product.name, version: Product.version), exitCode: Int(exitCode.rawValue), hints: .ofProgram, content)
    }
}

extension Session {
    /// Writes a report: the files of `-o` first, then standard output, whose reader may close it at any time. Returns the exit code:
    /// `code`, or that of a file that could not be written, if that is worse.
    func deliver(_ code: ExitCode, _ content: Report.Content, onOutput: Bool = true) throws -> ExitCode {
        var report = Report(exitCode: code, content)
        let folder = plan.surroundings.folder
        report.workingCopy = StorePath.repositoryRoot(above: folder).flatMap { WorkingCopy(root: $0, workingDirectory: folder) }
        var code = code
        for target in plan.files {
            let text = try render(report, as: target.format, options(forFile: true))
            do throws(OutputFailure) {
                try writeFile(Array(text.utf8), to: target.path)
                messages.detail("wrote '\(target.path)'")
            } catch {
                guard case .failed(let why) = error else { continue }
                messages.error("\(target.path): cannot be written: \(reason(why))")
                code = code.worse(.unwritten(why))
            }
        }
        guard onOutput else { return code }
        let text = try render(report, as: plan.format, options(forFile: false))
        do throws(OutputFailure) {
            try writeAll(Array(text.utf8), to: STDOUT_FILENO)
        } catch {
            guard case .failed(let why) = error else { return code }
            messages.error("standard output cannot be written: \(reason(why))")
            code = code.worse(.unwritten(why))
        }
        return code
    }

    /// Options of a file do not depend on the terminal.
    private func options(forFile: Bool) -> ReportOptions {
        var options = ReportOptions()
        options.width = forFile ? TerminalFacts.standardWidth : plan.terminal.width
        if !forFile, let height = plan.terminal.height { options.height = height }
        options.color = !forFile && plan.terminal.colorOnOutput
        options.ascii = !forFile && !plan.terminal.showsUTF8
        options.exact = plan.rows.exact
        options.top = plan.rows.top
        options.all = plan.rows.all
        return options
    }
}
