import Glibc
import RawMemory

/// Ctrl-C. The first one asks the work to stop at a point from which it can be resumed. The second one ends the process.
enum Interrupt {
    /// The current work. It is created before the handler is installed, so the handler only touches an atomic.
    static let progress = WorkProgress()

    static func install() {
        _ = progress.isStopped
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { _ in Interrupt.progress.stop() }
        // SA_RESETHAND restores the default action after the first signal.
        action.sa_flags = SA_RESTART | CInt(bitPattern: 0x8000_0000)
        unsafe sigaction(SIGINT, &action, nil)
    }
}
