/// What the process tells whoever started it. The numbers are a contract (scripts and CI read them).
enum ExitCode: Int32, CaseIterable {
    case done = 0
    /// A budget was exceeded; `diff --exit-code` and something grew.
    case policy = 1
    /// Usage or configuration: what was typed, or where results were to be written.
    case usage = 2
    /// An input or the store: unreadable, unsupported, truncated beyond use, schema too new.
    case input = 3
    /// No answer: nothing to compare with, not comparable, trust too low.
    case inconclusive = 4
    /// A mistake of this program.
    case internalError = 70
    case interrupted = 130

    /// In a batch the worst wins; interrupted wins over all since nothing after it was done.
    private static let bySeverity: [ExitCode] = [.done, .inconclusive, .policy, .usage, .input, .internalError, .interrupted]

    func worse(_ other: ExitCode) -> ExitCode {
        let order = ExitCode.bySeverity
        return (order.firstIndex(of: self) ?? 0) >= (order.firstIndex(of: other) ?? 0) ? self : other
    }
}
