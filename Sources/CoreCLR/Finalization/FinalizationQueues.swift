import ProcessMemory
package import RawMemory

/// The objects with finalizers: those that the collector watches, and those whose finalizers are due.
package struct FinalizationQueues: Sendable {
    /// Words of a queue that refer to objects in the same state.
    struct Part: Sendable {
        let state: State
        let words: AddressRange
    }

    package enum State: Hashable, Sendable {
        /// Watched: the finalizer is due when nothing reaches the object any more. The queue sorts objects by generation.
        case queued(Generation)
        /// The finalizer is due, and waits for the finalizer thread.
        case ready
    }

    let parts: [Part]
    /// Queues that could not be read: one for each heap.
    package let broken: UInt64
    private let memory: AddressSpace

    init(_ parts: [Part], broken: UInt64, _ memory: AddressSpace) {
        self.parts = parts
        self.broken = broken
        self.memory = memory
    }

    /// Shows every object with its state. Returns the number of words that the dump does not hold. `nil` when `proceed`, which is asked
    /// now and then, says no.
    package func forEach(proceed: () -> Bool, _ body: (State, Address) -> Void) -> UInt64? {
        var missing: UInt64 = 0
        for part in parts {
            missing = missing.saturatingAdd(part.words.count / 8 - memory.presentBytes(in: part.words) / 8)
            for run in memory.runs(in: part.words) {
                var at = (run.start.saturatingAdd(7)) & ~7
                while at < run.end {
                    if at & 0xFFFF == 0, !proceed() { return nil }
                    if let object = memory.pointer(Address(at)), !object.isNull { body(part.state, object) }
                    at = at.saturatingAdd(8)
                }
            }
        }
        return proceed() ? missing : nil
    }
}

extension DotNetRuntime {
    /// Without a value when the dump holds none of the queues (mini and triage dumps).
    package var finalization: RuntimePart<FinalizationQueues> { part(FinalizationQueuesReader.self) }
}

/// CFinalize, of which every heap has one (src/coreclr/gc/gcpriv.h of dotnet/runtime): limits of the parts of an array, then the
/// beginning and the end of the array. The parts are those of the generations, the last one first (the POH, from 5 on; the LOH; 2; 1; 0),
/// then the objects that are ready with critical finalizers and those with others. Verified on dumps of 3.1, 8, 9 and 10 on Linux, 6 to
/// 10 on Windows, 10 on arm64.
private enum FinalizationQueuesReader: RuntimePartReader {
    static func read(_ runtime: DotNetRuntime) -> RuntimePart<FinalizationQueues> {
        guard let variables = runtime.gcVariables else { return RuntimePart(nil, [runtime.missing(.finalizationMissing)]) }
        // An object is in the queue as often as it was registered, which is once.
        let most = max(leastLimit, (runtime.heap.value?.allocated ?? 0) / 8)
        let queues = variables.heaps.map { heap in
            heap.finalizeQueue.flatMap { parts(of: $0, variables.generationCount, most: most, runtime.memory) }
        }
        let broken = UInt64(queues.count { $0 == nil }) + UInt64(variables.unreadableHeaps)
        guard queues.contains(where: { $0 != nil }) else { return RuntimePart(nil, [runtime.missing(.finalizationMissing)]) }
        return RuntimePart(
            FinalizationQueues(queues.compactMap(\.self).flatMap(\.self), broken: broken, runtime.memory),
            broken > 0 ? [.finalizationUnreadable(count: broken)] : [])
    }

    private static let leastLimit: UInt64 = 1 << 16

    /// `nil` when the dump does not hold the queue, when its limits are not in order, or when it has more than `most` objects.
    private static func parts(
        of queue: Address, _ generations: UInt64, most: UInt64, _ memory: AddressSpace
    ) -> [FinalizationQueues.Part]? {
        let count = generations + 2
        guard let start = memory.pointer(queue + count * 8), let end = memory.pointer(queue + (count + 1) * 8), start.value & 7 == 0 else {
            return nil
        }
        var parts: [FinalizationQueues.Part] = []
        var last = start
        for number in 0..<count {
            guard let limit = memory.pointer(queue + number * 8), limit >= last, limit <= end, limit.value & 7 == 0 else { return nil }
            let state: FinalizationQueues.State
            if number < generations {
                guard let generation = Int(exactly: generations - 1 - number).flatMap(Generation.init(rawValue:)) else { return nil }
                state = .queued(generation)
            } else {
                state = .ready
            }
            if limit > last { parts.append(.init(state: state, words: AddressRange(last, limit))) }
            last = limit
        }
        return last.distance(from: start) / 8 <= most ? parts : nil
    }
}
