import Synchronization

/// One part of the runtime (its heap, its threads, its modules): its value, and the problems of reading it.
package struct RuntimePart<Value: Sendable>: Sendable {
    /// `nil` when the dump does not hold the part; `problems` says why.
    package let value: Value?
    /// Everything that is missing or makes the value less certain. Empty when the whole part was read. A part that is made from another one
    /// includes that one's problems.
    package let problems: [RuntimeProblem]

    init(_ value: Value?, _ problems: [RuntimeProblem] = []) {
        self.value = value
        self.problems = problems
    }
}

/// Reads one part of a runtime. `DotNetRuntime.part` calls it on the first use of the part and keeps the result.
///
/// A reader may use other parts of the runtime, but must never use its own, neither directly nor through other parts.
protocol RuntimePartReader {
    associatedtype Value: Sendable
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<Value>
}

/// The parts of one runtime that were read so far. If several threads use a part at the same time, one reads it and the others wait.
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

    /// A part with a lock of its own, so that the reader of one part can use another.
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
