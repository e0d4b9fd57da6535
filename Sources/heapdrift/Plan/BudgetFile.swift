import Budgets
import Glibc
import RawMemory
import Reduction

/// The source of the budget.
enum BudgetOrigin: Sendable {
    /// The file of `--budget`, or one in the working directory or above it.
    case file(String)
    case standard
    /// Only the rules of the command line.
    case commandLine

    static let names = ["heapdrift.yml", "heapdrift.yaml"]

    /// The file of `--budget`, or else the nearest `heapdrift.yml` from `folder` up to the root of the working copy. Without a file it is
    /// the rules of the command line, if there are any, and otherwise the standard budget.
    static func resolve(option: String?, hasRules: Bool, folder: String) -> BudgetOrigin {
        if let option { return .file(option) }
        var folder = folder[...]
        // Findings show the path relative to the working directory, which CI systems expect.
        var prefix = ""
        while true {
            let place = folder.isEmpty ? "/" : String(folder)
            for name in names where fileExists(join(place, name)) { return .file(prefix + name) }
            if StorePath.versionControl.contains(where: { fileExists(join(place, $0)) }) { break }
            guard let slash = folder.lastIndex(of: "/") else { break }
            folder = folder[..<slash]
            prefix += "../"
        }
        return hasRules ? .commandLine : .standard
    }

    /// The path of a budget file for a job that runs at the root of the working copy; `nil` when `check` finds it there by itself.
    static func pathForJobs(_ path: String, folder: String) -> String? {
        guard !path.hasPrefix("/"), let root = StorePath.repositoryRoot(above: folder), folder != root, folder.hasPrefix(root) else {
            return path == names[0] ? nil : path
        }
        return join(String(folder.dropFirst(root.hasSuffix("/") ? root.count : root.count + 1)), path)
    }

    /// `isLive`: the standard budget goes by what is alive. Throws `Failure` (configuration, exit 2).
    func read(isLive: Bool = false) throws -> Budget {
        switch self {
        case .commandLine: return Budget(name: "command line")
        case .standard:
            let text = Budget.standardText(isLive: isLive)
            return try parsed(BudgetSource(name: Budget.standardName, bytes: Array(text.utf8), isFile: false))
        case .file(standardStream):
            return try parsed(BudgetSource(name: "standard input", bytes: try contents(of: Inputs.standardInput), isFile: false))
        case .file(let path): return try parsed(BudgetSource(name: PathText.shown(path), bytes: try contents(of: path)))
        }
    }

    private func parsed(_ source: BudgetSource) throws -> Budget {
        do throws(BudgetError) { return try Budget(parsing: source) } catch { throw Failure(error) }
    }
}

/// The bytes of the budget file. Throws `Failure` (configuration, exit 2).
private func contents(of path: String) throws -> [UInt8] {
    func failure(_ why: String) -> Failure { Failure(.usage, "budget", "\(path): the budget file cannot be read: \(why)") }
    let isStandardInput = path == Inputs.standardInput
    let descriptor = isStandardInput ? dup(STDIN_FILENO) : unsafe open(path.pathBytes, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw failure(reason(errno)) }
    defer { close(descriptor) }
    var found = stat()
    guard unsafe fstat(descriptor, &found) == 0 else { throw failure(reason(errno)) }
    let isFile = found.st_mode & S_IFMT == S_IFREG
    guard isFile || isStandardInput else { throw failure("it is not a regular file") }
    let most = 1 << 20
    guard found.st_size <= most else { throw failure("it is larger than 1 MiB, which no budget is") }
    // The size of a pipe is not known.
    var bytes = [UInt8](repeating: 0, count: isFile ? Int(found.st_size) + 1 : most + 1)
    var count = 0
    while count < bytes.count {
        let room = bytes.count - count
        let read = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), room) }
        if read == 0 { break }
        if read < 0 {
            if errno == EINTR { continue }
            throw failure(reason(errno))
        }
        count += read
    }
    guard count <= most else { throw failure("it is larger than 1 MiB, which no budget is") }
    return Array(bytes.prefix(count))
}
