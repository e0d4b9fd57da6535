import Glibc
import Synchronization

/// Runs the built program as a process, with nothing on standard input.
enum Heapdrift {
    private static let spawning = Mutex<Void>(())

    /// The result of a finished run.
    struct Run: CustomStringConvertible {
        let output: String
        let errors: String
        /// The exit code; 128 + the signal that killed it.
        let code: Int32

        /// The output with one space between words.
        var words: String { output.split(whereSeparator: \.isWhitespace).joined(separator: " ") }

        var description: String { "exit \(code)\n--- stdout\n\(output)--- stderr\n\(errors)" }
        var errorLines: [String] { errors.split(separator: "\n").map(String.init) }
    }

    /// Starts the program and waits for it.
    ///
    /// The environment has only these variables and a PATH, so that the machine has no effect. By default the store is in a home folder
    /// that does not exist. With `closingOutputAfter` the reader closes standard output after this many bytes.
    ///
    /// `program` is another program than heapdrift, with its first arguments.
    static func run(
        _ arguments: [String], environment: [String: String] = [:], in folder: String? = nil, closingOutputAfter limit: Int? = nil,
        program: [String] = [binary]
    ) throws -> Run {
        // Children are started one at a time. Otherwise one could inherit the pipe of another before it is marked close-on-exec.
        let (output, errors, child) = try spawning.withLock { _ in
            let output = try Pipe()
            let errors = try Pipe()
            return (output, errors, try start(program + arguments, environment, folder, output, errors))
        }
        output.closeWriting()
        errors.closeWriting()
        // Both pipes are read at the same time, because a full one would block the program.
        let text = Drain(output, limit)
        let complaints = Drain(errors, nil)
        var buffers: (output: [UInt8], errors: [UInt8]) = ([], [])
        while !(text.isDone && complaints.isDone) {
            var ends = [text, complaints].filter { !$0.isDone }.map { pollfd(fd: $0.pipe.reading, events: Int16(POLLIN), revents: 0) }
            _ = unsafe poll(&ends, nfds_t(ends.count), -1)
            for end in ends where end.revents != 0 {
                if end.fd == text.pipe.reading { text.take(&buffers.output) } else { complaints.take(&buffers.errors) }
            }
        }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 && errno == EINTR {}
        let signal = status & 0x7F
        return Run(
            output: String(decoding: buffers.output, as: UTF8.self), errors: String(decoding: buffers.errors, as: UTF8.self),
            code: signal == 0 ? (status >> 8) & 0xFF : 128 + signal)
    }

    /// A shell script in which `$H` is the program.
    static func shell(_ script: String, environment: [String: String] = [:], in folder: String) throws -> Run {
        try run(["-c", script], environment: environment.merging(["H": binary]) { given, _ in given }, in: folder, program: ["/bin/sh"])
    }

    /// Runs the program as a user without write permissions, because root lacks no permission. The program is copied to a place that this
    /// user can read.
    static func runWithoutRights(_ arguments: [String], environment: [String: String] = [:], in folder: TemporaryFolder) throws -> Run {
        guard geteuid() == 0 else { return try run(arguments, environment: environment, in: folder.path) }
        unsafe chmod(folder.path, 0o755)
        let copied = try run([binary, folder["heapdrift"]], program: ["/bin/cp"])
        guard copied.code == 0 else { throw Failure.spawn(copied.errors, copied.code) }
        let program = ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", folder["heapdrift"]]
        return try run(arguments, environment: environment, in: folder.path, program: program)
    }

    /// The program beside the test bundle, or the one in HEAPDRIFT_BINARY.
    static let binary: String = {
        if let given = unsafe getenv("HEAPDRIFT_BINARY") { return unsafe String(cString: given) }
        // `swift test` loads the bundle into a program of the toolchain and passes the path of the bundle.
        let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
        let absolute = unsafe realpath(bundle, nil)
        defer { unsafe free(absolute) }
        let path = if let absolute = unsafe absolute { unsafe String(cString: absolute) } else { bundle }
        return path.split(separator: "/").dropLast().reduce("") { $0 + "/" + $1 } + "/heapdrift"
    }()

    /// The program without links in its path, as a process sees itself.
    static let realBinary: String = {
        guard let absolute = unsafe realpath(binary, nil) else { return binary }
        defer { unsafe free(absolute) }
        return unsafe String(cString: absolute)
    }()

    enum Failure: Error {
        case pipe(Int32)
        case spawn(String, Int32)
    }

    private static func start(
        _ command: [String], _ environment: [String: String], _ folder: String?, _ output: Pipe, _ errors: Pipe
    ) throws -> pid_t {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addclose(&actions, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output.writing, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors.writing, 2)
        for descriptor in [output.reading, output.writing, errors.reading, errors.writing] {
            unsafe posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        // The function of posix_spawn that changes the folder is a GNU extension that Swift does not import.
        let words = folder.map { ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", $0] + command } ?? command
        let variables = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { _, given in given }
        var cWords = unsafe words.map { unsafe strdup($0) } + [nil]
        var cVariables = unsafe variables.sorted { $0.key < $1.key }.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for index in unsafe cWords.indices { unsafe free(cWords[index]) } }
        defer { for index in unsafe cVariables.indices { unsafe free(cVariables[index]) } }
        // The threads of the test runner block signals. A shell that inherits a blocked SIGCHLD waits for ever.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var child: pid_t = 0
        let code = unsafe posix_spawn(&child, words[0], &actions, &attributes, &cWords, &cVariables)
        guard code == 0 else { throw Failure.spawn(words[0], code) }
        return child
    }

    /// A pipe that other children do not inherit.
    private final class Pipe {
        let reading: Int32
        let writing: Int32
        private var openForWriting = true
        private var openForReading = true

        init() throws {
            var ends: [Int32] = [-1, -1]
            guard unsafe pipe(&ends) == 0 else { throw Failure.pipe(errno) }
            reading = ends[0]
            writing = ends[1]
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        }

        func closeWriting() {
            if openForWriting { close(writing) }
            openForWriting = false
        }

        func closeReading() {
            if openForReading { close(reading) }
            openForReading = false
        }

        deinit {
            closeWriting()
            closeReading()
        }
    }

    /// Reads a pipe to its end, or closes it after a number of bytes.
    private final class Drain {
        let pipe: Pipe
        private let limit: Int
        private(set) var isDone = false

        init(_ pipe: Pipe, _ limit: Int?) {
            self.pipe = pipe
            self.limit = limit ?? .max
            if limit == 0 { finish() }
        }

        func take(_ bytes: inout [UInt8]) {
            var chunk = [UInt8](repeating: 0, count: min(65_536, limit - bytes.count))
            let count = unsafe read(pipe.reading, &chunk, chunk.count)
            if count > 0 { bytes += chunk.prefix(count) }
            if count == 0 || (count < 0 && errno != EINTR) || bytes.count >= limit { finish() }
        }

        private func finish() {
            pipe.closeReading()
            isDone = true
        }
    }
}
