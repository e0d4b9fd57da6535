import Glibc

/// The revision that git reports for the working copy that contains `folder`. `nil` without git, outside of a working copy, or when git
/// takes longer than five seconds.
func gitRevision(_ folder: String, environment: [String: String]) -> SourceRevision? {
    let words = [
        // The settings of a working copy may name programs to run.
        "git", "-c", "core.fsmonitor=false", "-C", folder, "status", "--porcelain=v2", "--branch", "--untracked-files=no",
        "--ignore-submodules=all",
    ]
    var kept = environment.filter { ["PATH", "HOME", "XDG_CONFIG_HOME", "GIT_DIR", "GIT_WORK_TREE"].contains($0.key) }
    kept["GIT_OPTIONAL_LOCKS"] = "0"
    kept["LC_ALL"] = "C"
    guard let output = outputOfProgram(words, kept, seconds: 5) else { return nil }
    return SourceRevision.ofGitStatus(output)
}

/// Runs a program and returns its output; `nil` unless it ends in time with exit code 0.
private func outputOfProgram(_ words: [String], _ environment: [String: String], seconds: Int) -> String? {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else { return nil }
    let (reading, writing) = (ends[0], ends[1])
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(reading) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, writing, STDOUT_FILENO)
    unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.sorted { $0.key < $1.key }.map { unsafe strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
        for index in unsafe arguments.indices { unsafe free(arguments[index]) }
        for index in unsafe variables.indices { unsafe free(variables[index]) }
    }
    var child: pid_t = 0
    let failed = unsafe posix_spawnp(&child, words[0], &actions, nil, &arguments, &variables)
    close(writing)
    guard failed == 0 else { return nil }
    let output = everything(from: reading, seconds: seconds)
    if output == nil { kill(child, SIGKILL) }
    var status: Int32 = 0
    while unsafe waitpid(child, &status, 0) < 0 && errno == EINTR {}
    return status == 0 ? output.map { String(decoding: $0, as: UTF8.self) } : nil
}

/// All bytes until the other side closes; `nil` when that takes too long or the bytes are more than a status can have.
private func everything(from descriptor: Int32, seconds: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let start = ContinuousClock.now
    while true {
        let left = Duration.seconds(seconds) - (ContinuousClock.now - start)
        guard left > .zero, bytes.count < 16 << 20 else { return nil }
        var end = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let milliseconds = Int32(clamping: Int((left / .milliseconds(1)).rounded(.up)))
        guard unsafe poll(&end, 1, milliseconds) > 0 else {
            if errno == EINTR { continue }
            return nil
        }
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        if count == 0 { return bytes }
        if count > 0 { bytes += buffer[..<count] } else if errno != EINTR { return nil }
    }
}
