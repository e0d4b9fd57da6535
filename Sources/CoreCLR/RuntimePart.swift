import Synchronization

/// One part of the runtime (its heap, its threads, its modules): what was read of it, and what could not be read.
package struct RuntimePart<Value: Sendable>: Sendable {
    /// `nil` when the dump does not hold the part; `problems` says why.
    package let value: Value?
    /// What is missing or makes the value less certain. Empty when the whole part was read. A part that is made from another repeats that
    /// one's problems.
    package let problems: [RuntimeProblem]

    init(_ value: Value?, _ problems: [RuntimeProblem] = []) {
        self.value = value
        self.problems = problems
    }
}

/// Reads one part of a runtime. `DotNetRuntime.part` calls it when somebody first asks for the part, and keeps the result.
///
/// A reader may ask the runtime for other parts, but never, not even by way of others, for its own.
protocol RuntimePartReader {
    associatedtype Value: Sendable
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<Value>
}

/// The parts of one runtime that were read so far. Threads that ask for the same part at the same time wait for one reading.
final class RuntimePartMemo: Sendable {
    private let slots = Mutex<[ObjectIdentifier: any Sendable]>([:])

    func part<Reader: RuntimePartReader>(_ reader: Reader.Type, of runtime: DotNetRuntime) -> RuntimePart<Reader.Value> {
        let slot = slots.withLock { slots in
            if let known = slots[ObjectIdentifier(reader)] as? Slot<Reader.Value> { return known }
            let new = Slot<Reader.Value>()
            slots[ObjectIdentifier(reader)] = new
            return new
        }
        return slot.part { Reader.read(runtime) }
    }

    /// Has a lock of its own, so that the reader of one part can ask for another.
    private final class Slot<Value: Sendable>: Sendable {
        private let kept = Mutex<RuntimePart<Value>?>(nil)

        func part(_ read: () -> RuntimePart<Value>) -> RuntimePart<Value> {
            kept.withLock { kept in
                if let kept { return kept }
                let part = read()
                kept = part
                return part
            }
        }
    }
}
