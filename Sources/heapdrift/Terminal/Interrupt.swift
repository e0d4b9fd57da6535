import Glibc
import RawMemory

/// Ctrl-C. The first one asks the work to stop where it can be resumed, the second one kills.
enum Interrupt {
    /// The work at hand. Made before the handler is installed, so that the handler finds it made and touches an atomic alone.
    static let progress = WorkProgress()

    static func install() {
        _ = progress.isStopped
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { _ in Interrupt.progress.stop() }
        // After the first signal the default action is back.
        action.sa_flags = SA_RESTART | CInt(bitPattern: 0x8000_0000)
        unsafe sigaction(SIGINT, &action, nil)
    }
}
