/// References of a worker that wait to be followed together. Each leads somewhere else in memory. Many loads that do not depend on each other wait
/// for memory at the same time: with one after the other, tracing took three times the processor's time.
@safe
final class ReferenceBuffer {
    static let capacity = 1024
    /// Objects that are opened together.
    static let block = 32

    /// What was gathered: the value of the reference, the step, and the number of the type of the object with it.
    let references = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    let steps = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    let types = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
    private(set) var count = 0

    // Of those that are followed.
    let words = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity)
    let sources = UnsafeMutablePointer<Int32>.allocate(capacity: capacity)
    let starts = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    let loads = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    /// The objects that are opened together, and their headers.
    let opened = UnsafeMutablePointer<UInt32>.allocate(capacity: block)
    let headers = UnsafeMutablePointer<UInt64>.allocate(capacity: block)
    /// The numbers of their types; -1 for what has none.
    let numbers = UnsafeMutablePointer<Int>.allocate(capacity: block)

    deinit {
        unsafe references.deallocate()
        unsafe steps.deallocate()
        unsafe types.deallocate()
        unsafe words.deallocate()
        unsafe sources.deallocate()
        unsafe starts.deallocate()
        unsafe loads.deallocate()
        unsafe opened.deallocate()
        unsafe headers.deallocate()
        unsafe numbers.deallocate()
    }

    var isFull: Bool { count == Self.capacity }

    /// The buffer must not be full.
    @inline(__always)
    func add(_ reference: UInt64, _ step: UInt32, _ type: Int) {
        unsafe references[count] = reference
        unsafe steps[count] = step
        unsafe types[count] = Int32(truncatingIfNeeded: type)
        count &+= 1
    }

    func clear() { count = 0 }
}
