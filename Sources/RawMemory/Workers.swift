import Glibc

/// Runs `body(0)` to `body(count - 1)` on `count` threads and waits for all of them. The caller's thread is number 0. If the system refuses
/// more threads, the caller does their part as well.
///
/// The caller's thread begins with `first`, which may use what no other thread may.
public func runWorkers(_ count: Int, first: () -> Void = {}, _ body: @escaping @Sendable (Int) -> Void) {
    var started: [pthread_t] = []
    var left: [Int] = []
    for number in 1..<max(count, 1) {
        var thread = pthread_t()
        let box = unsafe Unmanaged.passRetained(WorkerBody { body(number) })
        let code = unsafe pthread_create(
            &thread, nil,
            { argument in
                if let argument = unsafe argument { unsafe Unmanaged<WorkerBody>.fromOpaque(argument).takeRetainedValue().run() }
                return nil
            }, box.toOpaque())
        if code == 0 {
            started.append(thread)
        } else {
            unsafe box.release()
            left.append(number)
        }
    }
    first()
    body(0)
    for number in left { body(number) }
    for thread in started { pthread_join(thread, nil) }
}

private final class WorkerBody: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}
