import SnapshotModel

extension Capture.Signal {
    /// `SIGABRT`, as the headers of Linux name the number; `nil` for a number without a name.
    var name: String? {
        if number >= 1, number <= Self.names.count { return Self.names[Int(number) - 1] }
        // The C library keeps 32 and 33 for itself.
        return (34...64).contains(number) ? "SIGRTMIN" + (number > 34 ? "+\(number - 34)" : "") : nil
    }

    /// `signal SIGSEGV (address not mapped) in thread 4712`.
    var sentence: String {
        let word = name.map { "signal \($0)" } ?? "signal \(number)"
        return word + (meaning.map { " (\($0))" } ?? "") + (thread.map { " in thread \($0)" } ?? "")
    }

    /// Numbers from 1 on, which are the same on x86-64 and arm64.
    private static let names = [
        "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV", "SIGUSR2",
        "SIGPIPE",
        "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG", "SIGXCPU", "SIGXFSZ",
        "SIGVTALRM", "SIGPROF", "SIGWINCH", "SIGIO", "SIGPWR", "SIGSYS",
    ]

    /// What the signal, or the reason of a fault in its code, says of the end of a .NET process (siginfo.h).
    private var meaning: String? {
        switch (name, code) {
        case ("SIGSEGV", 1): "address not mapped"
        case ("SIGSEGV", 2): "access not permitted"
        case ("SIGBUS", 1): "address not aligned"
        case ("SIGBUS", 2): "beyond the end of a mapped file"
        case ("SIGBUS", 4), ("SIGBUS", 5): "memory error of the hardware"
        case ("SIGFPE", 1): "integer division by zero"
        case ("SIGABRT", _): "abort"
        case ("SIGTRAP", _), ("SIGSTOP", _): "a debugger, not a crash"
        case ("SIGKILL", _), ("SIGTERM", _), ("SIGINT", _), ("SIGQUIT", _): "ended from outside"
        default: nil
        }
    }
}

extension Snapshot {
    /// Why the dump was written: the exception or the signal, and the type of the exception that the thread threw last. `nil` when the dump names
    /// neither.
    package var cause: String? {
        let (sentence, thread) =
            if let exception = capture.exception {
                (exception.sentence, UInt64?.some(exception.thread))
            } else if let signal = capture.signal {
                (signal.sentence, signal.thread)
            } else {
                ("", UInt64?.none)
            }
        if sentence.isEmpty { return nil }
        guard let thread, let thrown = lastException(ofThread: thread) else { return sentence }
        // The runtime sets this object, which it made at its start, before it ends the process. No program throws it.
        if thrown == "System.ExecutionEngineException", capture.signal?.name == "SIGABRT" {
            return "\(sentence); the runtime ended the process (Environment.FailFast, or an error of its own)"
        }
        return "\(sentence); it last threw \(VisibleText.brief(thrown))"
    }

    private func lastException(ofThread id: UInt64) -> String? {
        guard let threads = table(ThreadRow.section.info.name), let key = threads.info.position("os_id"),
            let column = threads.info.position("last_exception"),
            let row = (0..<threads.rowCount).first(where: { threads.word(key, $0) == id })
        else { return nil }
        let text = threads.text(column, row)
        return text.isEmpty ? nil : text
    }
}
