import Glibc
import RawMemory
import Synchronization

/// Shows a `WorkProgress` on standard error, once the work has taken a second.
///
/// It has a thread of its own.
final class ProgressLine: Sendable {
    private let work: Work
    private let thread: pthread_t?
    /// The pipe on whose other end the thread sleeps. A byte ends the thread.
    private let wake: Int32

    /// The state of the thread.
    private final class Work: Sendable {
        let progress: WorkProgress
        let messages: Messages
        let subject: String
        let overwrites: Bool
        let sleep: Int32

        init(_ progress: WorkProgress, _ messages: Messages, _ subject: String, overwrites: Bool, sleep: Int32) {
            self.progress = progress
            self.messages = messages
            self.subject = subject
            self.overwrites = overwrites
            self.sleep = sleep
        }

        func watch() {
            let start = now()
            var phase = ""
            var phaseStart = start
            var lastLine = start
            while !isWoken(after: overwrites ? 200 : 1000) {
                let time = now()
                if progress.phaseName != phase {
                    phase = progress.phaseName
                    phaseStart = time
                }
                guard time - start >= 1, overwrites || time - lastLine >= 1 else { continue }
                lastLine = time
                let done = progress.done.load(ordering: .relaxed)
                let total = progress.total.load(ordering: .relaxed)
                let line = progressText(subject, phase, done: done, total: total, seconds: time - phaseStart)
                if overwrites { messages.draw(visible(line)) } else { messages.progress(line) }
            }
        }

        private func isWoken(after milliseconds: Int32) -> Bool {
            var end = pollfd(fd: sleep, events: Int16(POLLIN), revents: 0)
            return unsafe poll(&end, 1, milliseconds) > 0
        }

        /// Seconds on the monotonic clock.
        private func now() -> Double {
            var time = timespec()
            unsafe clock_gettime(CLOCK_MONOTONIC, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
    }

    /// Starts the thread. `subject` is the name of the file that is read. With `overwrites` one line of a terminal changes; without it a
    /// new line is written every second.
    init(_ progress: WorkProgress, _ messages: Messages, subject: String, overwrites: Bool) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else {
            work = Work(progress, messages, subject, overwrites: overwrites, sleep: -1)
            wake = -1
            thread = nil
            return
        }
        let work = Work(progress, messages, subject, overwrites: overwrites, sleep: ends[0])
        self.work = work
        wake = ends[1]
        var thread = pthread_t()
        let context = unsafe Unmanaged.passRetained(work).toOpaque()
        let failed = unsafe pthread_create(
            &thread, nil,
            { context in
                if let context = unsafe context { unsafe Unmanaged<Work>.fromOpaque(context).takeRetainedValue().watch() }
                return nil
            }, context)
        if failed != 0 { unsafe Unmanaged<Work>.fromOpaque(context).release() }
        self.thread = failed == 0 ? thread : nil
    }

    /// Ends the thread and erases the line.
    func end() {
        if let thread {
            try? writeAll([0], to: wake)
            pthread_join(thread, nil)
        }
        for descriptor in [wake, work.sleep] where descriptor >= 0 { close(descriptor) }
        work.messages.draw("")
    }
}

/// Like `dump.core: walking the heap  43 %, 12 s left`. The time left is shown after two percent and one second of a phase.
func progressText(_ subject: String, _ phase: String, done: UInt64, total: UInt64, seconds: Double) -> String {
    let start = [subject, phase.isEmpty ? "starting" : phase].filter { !$0.isEmpty }.joined(separator: ": ")
    guard total > 0 else { return start }
    let share = min(Double(done) / Double(total), 1)
    let percent = "\(start)  \(Int(share * 100)) %"
    guard share >= 0.02, seconds >= 1, seconds < 1e9 else { return percent }
    let left = seconds * (1 - share) / share
    return percent + (left < 90 ? ", \(Int(left.rounded(.up))) s left" : ", \(Int((left / 60).rounded())) min left")
}
