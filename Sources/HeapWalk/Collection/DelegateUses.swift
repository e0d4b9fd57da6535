import RawMemory
import Synchronization

/// The use (type, method and target's type) of each delegate that the walk has counted, by address: a number for every 64 bytes of the heap,
/// which is the size of a delegate. So the reading of a list need not visit its delegates, which lie anywhere in the heap: waiting for memory
/// took most of the time.
final class DelegateUses: Sendable {
    private let numbers: SharedNumbers?
    private let known = Mutex<Known>(Known())

    private struct Known {
        var keys: [CountTable.Key] = []
        var numbers: [CountTable.Key: UInt16] = [:]
    }

    /// A number has 13 bits. Later uses have none, and their delegates are read.
    private static let limit = (1 << 13) - 1

    /// `words`: the number of words of the heap.
    init(words: Int) { numbers = SharedNumbers(count: words / 8 + 1) }

    /// From 1 on; 0 when there are too many uses. Numbers differ from run to run.
    func number(of key: CountTable.Key) -> UInt16 {
        known.withLock { known in
            if let found = known.numbers[key] { return found }
            guard known.keys.count < Self.limit else { return 0 }
            known.keys.append(key)
            let number = UInt16(known.keys.count)
            known.numbers[key] = number
            return number
        }
    }

    func key(_ number: UInt16) -> CountTable.Key? {
        known.withLock { number > 0 && number <= $0.keys.count ? $0.keys[Int(number) - 1] : nil }
    }

    /// `word`: the place of the delegate's first word. The lowest bits keep which of the eight words it is.
    @inline(__always)
    func set(_ number: UInt16, at word: Int) { numbers?[word &>> 3] = number &<< 3 | UInt16(truncatingIfNeeded: word & 7) }

    /// 0 for every word at which no delegate begins whose use has a number.
    @inline(__always)
    func number(at word: Int) -> UInt16 {
        guard let held = numbers?[word &>> 3], held & 7 == UInt16(truncatingIfNeeded: word & 7) else { return 0 }
        return held &>> 3
    }
}
