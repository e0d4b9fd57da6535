/// Delegates of one type that call one method on targets of one type, and that one field holds.
package struct DelegateRow: SectionRow, Equatable {
    /// The method that is called: `Namespace.Type.Method`. Of a method made at run time `DynamicClass.Name`.
    package var method = ""
    /// The type of the objects whose field holds the delegates, alone or in an invocation list; the class of a static field. Empty for
    /// delegates that no field of a delegate type holds: those in collections and structures, in local variables, and garbage.
    package var publisher = ""
    /// The name of that field. A field-like event of C# has the name of the event.
    package var event = ""
    /// The type of the objects that the method is called on (a closure is `…+<>c__DisplayClass…`); empty for static methods.
    package var targetType = ""
    package var delegateType = ""
    /// How often such fields and their invocation lists refer to these delegates: a handler that was added 100 times counts 100, also if it
    /// is one delegate. Without a publisher, once for each delegate.
    package var references: UInt64 = 0
    /// Delegates. Each counts once: one that several fields hold counts for the field with the most references to delegates of the same
    /// types and method, so the sum over all rows is that of the heap. A delegate that only stands for a list of others is not counted.
    package var count: UInt64 = 0

    package init() {}

    package static let section = Section<DelegateRow>(
        "delegates",
        answers: .init(
            "which methods are subscribed to which events, and how often",
            otherwise: "the input does not hold the delegates, or not the metadata of System.Private.CoreLib by which they are read"),
        followed: .init("delegate", count: "references"),
        metrics: [
            Metric(
                "process.delegates", .count(of: "delegates"), .sum(section: "delegates", measure: "count"),
                "delegates that call one method, garbage included"),
            Metric(
                "process.delegate_references", .count(of: "references"), .sum(section: "delegates", measure: "references"),
                "references to delegates in fields and invocation lists: subscriptions"),
        ],
        [
            .key("method", \.method), .key("publisher", \.publisher, importance: .useful), .key("event", \.event, importance: .useful),
            .key("target_type", \.targetType), .key("delegate_type", \.delegateType),
            .measure("references", \.references, .count(of: "references")), .measure("count", \.count, .count(of: "delegates")),
        ])
}
