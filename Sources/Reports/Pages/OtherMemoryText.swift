import Growth
import SnapshotModel

/// The line on the memory that was not looked at.
struct OtherMemoryText {
    static let name = "native memory, outside of the heap, stacks and files"

    private let diff: SnapshotDiff
    private let numbers: NumberText

    init(_ diff: SnapshotDiff, _ numbers: NumberText) {
        self.diff = diff
        self.numbers = numbers
    }

    /// `unread  native memory, outside of the heap, stacks and files: 42.1 MB -> 75.0 MB (+32.9 MB, +78%)`. Where the verdict is growth, other
    /// memory is of interest only if it grew too.
    var fact: PageFact? {
        if diff.verdict == .grew, !diff.otherMemory.hasGrown { return nil }
        let change = diff.otherMemory.change
        let step = change.delta == nil ? "" : ": \(SectionChangeText(numbers).step(change, .bytes))"
        return PageFact("unread", PageText(Self.name + step))
    }

    /// The end of the verdict's sentence: `; memory outside of it grew by +32.9 MB (+78%)`. Empty unless it grew much.
    var clause: String { growth.map { "; memory outside of it \($0)" } ?? "" }

    /// The end of the first line of a check that passes: `; native memory, which no rule looks at, grew by +32.9 MB (+78%)`.
    var clauseOfCheck: String { growth.map { "; native memory, which no rule looks at, \($0)" } ?? "" }

    /// `grew by +32.9 MB (+78%)`; `nil` unless it grew much.
    private var growth: String? {
        guard diff.otherMemory.hasGrown, let delta = diff.otherMemory.change.delta else { return nil }
        let percent = numbers.percent(diff.otherMemory.change)
        return "grew by \(numbers.signedPhrase(delta, .bytes))" + (percent.isEmpty ? "" : " (\(percent))")
    }

    /// Where `clause` follows, a verdict is about a part of the process.
    var scope: String { diff.otherMemory.hasGrown ? " in what was looked at" : "" }
}
