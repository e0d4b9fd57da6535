import Glibc
import Synchronization

/// Watches memory that is mapped from a file for pages that cannot be read any more: the file became shorter, or its disk fails. The system
/// answers an access to such a page with SIGBUS, which would end the process.
///
/// In watched memory the page and all that follow it become zeros instead, and the access goes on. Nobody is told: whoever has read the
/// memory asks `hasLostPages` before the result is used. A fault in memory that is not watched ends the process as without this.
public struct PageWatch: Sendable {
    /// The most mappings that are watched at a time. Each file has a descriptor, and processes rarely may have more of them.
    static let capacity = 1024

    private let place: Int

    /// Watches the `count` bytes from `start` until `end` is called, which must be before they are unmapped. `nil` when `capacity` mappings
    /// are watched already. With `isWritable` the zeros can be written to; what is written to them reaches no file.
    public init?(_ start: UnsafeRawPointer, _ count: Int, isWritable: Bool = false) {
        _ = isInstalled
        let first = UInt(bitPattern: start)
        let pages = unsafe (UInt(bitPattern: count) &+ watched.pageSize - 1) & ~(watched.pageSize - 1)
        for place in 0..<Self.capacity {
            let range = unsafe watched.ranges + place
            guard unsafe range.pointee.isTaken.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged else {
                continue
            }
            unsafe range.pointee.isLost.store(false, ordering: .relaxed)
            unsafe range.pointee.isWritable.store(isWritable, ordering: .relaxed)
            unsafe range.pointee.end.store(first &+ pages, ordering: .relaxed)
            unsafe range.pointee.start.store(first, ordering: .releasing)
            self.place = place
            return
        }
        return nil
    }

    public func end() {
        let range = unsafe watched.ranges + place
        unsafe range.pointee.start.store(0, ordering: .releasing)
        unsafe range.pointee.isTaken.store(false, ordering: .releasing)
    }

    /// Whether zeros took the place of pages since the watch began. To be asked before `end`.
    public var hasLostPages: Bool { unsafe (watched.ranges + place).pointee.isLost.load(ordering: .acquiring) }
}

/// One mapping that is watched. The handler of the signal reads it while other threads change it.
@safe
private struct WatchedRange: ~Copyable {
    let isTaken = Atomic<Bool>(false)
    /// 0 while there is no mapping.
    let start = Atomic<UInt>(0)
    let end = Atomic<UInt>(0)
    let isWritable = Atomic<Bool>(false)
    let isLost = Atomic<Bool>(false)
}

/// All that the handler of the signal uses. It lives as long as the process, and nothing in it is allocated or counted when it is used.
@safe
private struct Watched {
    let ranges: UnsafeMutablePointer<WatchedRange>
    /// What the system did at SIGBUS before.
    let previous: UnsafeMutablePointer<sigaction>
    let pageSize: UInt

    init() {
        unsafe ranges = .allocate(capacity: PageWatch.capacity)
        for place in 0..<PageWatch.capacity { unsafe (ranges + place).initialize(to: WatchedRange()) }
        unsafe previous = .allocate(capacity: 1)
        unsafe previous.initialize(to: sigaction())
        pageSize = UInt(max(sysconf(Int32(_SC_PAGESIZE)), 4096))
    }
}

private nonisolated(unsafe) let watched = Watched()

/// Installs the handler, once. `watched` is made before, so the handler finds it made.
private let isInstalled: Bool = {
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_sigaction = handleBusError
    action.sa_flags = SA_SIGINFO | SA_RESTART | SA_ONSTACK
    return unsafe sigaction(SIGBUS, &action, watched.previous) == 0
}()

/// Only what may be called in the handler of a signal: atomics, and calls of the system.
private func handleBusError(_ signal: Int32, _ info: UnsafeMutablePointer<siginfo_t>?, _ context: UnsafeMutableRawPointer?) {
    let code = unsafe info?.pointee.si_code ?? 0
    // A code of 0 or below is a signal that was sent, by `kill` for example.
    if code > 0, let info = unsafe info {
        let before = errno
        let address = unsafe UInt(bitPattern: info.pointee._sifields._sigfault.si_addr)
        for place in 0..<PageWatch.capacity {
            let range = unsafe watched.ranges + place
            let start = unsafe range.pointee.start.load(ordering: .acquiring)
            let end = unsafe range.pointee.end.load(ordering: .relaxed)
            guard start != 0, address >= start, address < end else { continue }
            unsafe range.pointee.isLost.store(true, ordering: .releasing)
            let page = unsafe address & ~(watched.pageSize - 1)
            let access = unsafe range.pointee.isWritable.load(ordering: .relaxed) ? PROT_READ | PROT_WRITE : PROT_READ
            // All pages from here on, since each would take a signal of its own.
            let zeros = unsafe mmap(
                UnsafeMutableRawPointer(bitPattern: page), Int(bitPattern: end - page), access,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0)
            errno = before
            if unsafe zeros != MAP_FAILED { return }
            break
        }
    }
    // The access is tried again after this, and ends the process.
    unsafe sigaction(SIGBUS, watched.previous, nil)
    if code <= 0 { raise(signal) }
}
