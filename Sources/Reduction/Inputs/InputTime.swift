import SnapshotModel

/// The time at which an input was taken, and how it is known: the user gives it, or the input says it, or the name of its file, or else it is the file's
/// own.
struct InputTime {
    /// Since 1970.
    let seconds: Int64
    let source: Capture.TimeSource
    private let isInName: Bool
    private let isOfThisRun: Bool

    /// `own`: the time that the input says. `path`: that of the input, which may be a part of the file.
    init(own: Int64?, _ file: PlainFile, path: String, _ options: ReductionOptions) {
        let named = options.at == nil && own == nil ? NameTime.seconds(in: path, now: options.now) : nil
        seconds = options.at ?? own ?? named ?? Int64(file.modified)
        source = options.at != nil ? .given : own != nil ? .dump : .file
        isInName = named != nil
        isOfThisRun = file.isOfThisRun
    }

    /// Says what `time` and `timeSource` of a capture do not say.
    func complete(_ capture: inout Capture) {
        if isInName { capture.isTimeInName = true }
        // A pipe has no time of its own, so it is that of this run.
        if isOfThisRun, !isInName, source == .file { capture.fileTime = seconds }
    }
}
