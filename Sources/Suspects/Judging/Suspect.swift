/// Something that probably leaks: the holder at which growth concentrates, with everything that grows because of it.
package struct Suspect: Equatable, Sendable {
    package let cause: Cause
    /// What grows: a type, the call site of threads, a file, a kind of memory.
    package let subject: String
    /// What keeps it, as the section `holders` writes it: `static Lab.sessions > _entries > [].value`. Empty when that is unknown.
    package let holder: String
    /// The subject's number at each stage.
    package let objects: Course
    /// What the suspect keeps alive on the heap at each stage, in bytes; `nil` when the input does not say it.
    package let heapBytes: Course?
    /// Memory outside of the heap that belongs to it at each stage, in bytes: stacks, loader heaps, free memory between pins.
    package let otherBytes: Course?
    package var severity: Severity
    /// From 0 to 1.
    package var confidence: Double
    package var evidence: [Evidence]
    /// What grows only because of it, largest first.
    package var drags: [Dragged]
    /// Other suspects that are the same leak, seen from another side.
    package var absorbed: [Absorbed]
    /// Why the severity or the confidence is lower than the growth alone would give.
    package var doubts: [Doubt]
    package let nextStep: NextStep

    /// Bytes that it gained in every stage: by this suspects are ranked.
    package var weight: Int128 { max(0, heapBytes?.sustained ?? 0) + max(0, otherBytes?.sustained ?? 0) }

    package enum Severity: String, Sendable, Comparable, CaseIterable {
        case information, warning, error
        package static func < (a: Severity, b: Severity) -> Bool {
            (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
        }
    }

    /// Objects that are reached through the subject alone.
    package struct Dragged: Hashable, Sendable {
        package let type: String
        package let holder: String
        /// Gained in every stage.
        package let objects: Int128
        package let bytes: Int128
    }

    package struct Absorbed: Hashable, Sendable {
        package let cause: Cause
        package let subject: String
        package let holder: String
        /// Gained in every stage.
        package let objects: Int128
        package let bytes: Int128
    }
}
