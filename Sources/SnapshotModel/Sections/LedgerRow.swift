/// What the memory of the process is: every address that the input lists belongs to exactly one kind.
package struct LedgerRow: SectionRow, Equatable {
    /// Like `gc objects`, `loader heap: high frequency`, `malloc`.
    package var kind = ""
    /// Bytes of the 4 KiB pages that the dump holds and that are not all zero: what the process has used. A page of zeros may have been used too.
    package var touched: UInt64 = 0
    /// Bytes that the process may use: memory with access, in the dump or not.
    package var committed: UInt64 = 0
    /// Bytes that the dump holds.
    package var present: UInt64 = 0
    /// Bytes of address space, committed or not.
    package var reserved: UInt64 = 0
    /// Ranges of addresses without a gap.
    package var count: UInt64 = 0
    /// Who decides how large it is: `gc heap`, `runtime`, `stacks`, `native`, `files`, `shared`, `unaccounted`.
    package var owner = ""

    package init() {}

    /// The owner of memory that is neither the runtime's nor mapped from a file: malloc, libraries.
    package static let native = "native"
    package static let unaccounted = "unaccounted"
    /// The kind of memory of which a text does not say what it is used for.
    package static let notToldApart = "not told apart"
    /// The owner of threads' stacks.
    package static let stacks = "stacks"

    /// What debuggers print says what is committed, and not what was touched.
    private static func used(by owner: String) -> Metric.Source {
        .ofFirstKnown(["touched", "committed"].map { .sum(section: "ledger", measure: $0, .text("owner", owner)) })
    }

    package static let section = Section<LedgerRow>(
        "ledger", rowUnit: .count(of: "kinds"), bar: .init("memory", "touched", by: "owner"),
        answers: .init(
            "what the whole process's memory is: heap, runtime, stacks, native memory, files",
            otherwise: "the input does not list the process's memory"),
        metrics: [
            Metric(
                "process.native", .bytes, used(by: native),
                "bytes of native memory that the process has used (of a text: committed): malloc, heaps of Windows, memory that libraries took from the system",
                total: Metric.Total(
                    "native", .decides, topic: "native", noun: "native memory", phrase: "of native memory", precedence: 1,
                    usual: .init(bytes: 16_000_000, percent: 10))),
            Metric(
                "process.runtime", .bytes, used(by: "runtime"),
                "bytes that the runtime has used for itself (of a text: committed): loader heaps, code, the collector's tables",
                total: Metric.Total(
                    "runtime", .decides, topic: "runtime", noun: "the runtime's own memory", phrase: "of the runtime's own memory",
                    precedence: 2,
                    usual: .init(bytes: 16_000_000, percent: 10))),
            Metric(
                "process.touched", .bytes, .sum(section: "ledger", measure: "touched"),
                "bytes in pages that the process has used, of all kinds of memory that the dump holds"),
            Metric(
                "process.address_space", .bytes, .sum(section: "ledger", measure: "reserved"),
                "bytes of address space that are mapped or reserved"),
            Metric(
                "process.unaccounted", .percent,
                .share(
                    .sum(section: "ledger", measure: "committed", .text("owner", unaccounted)),
                    of: [.sum(section: "ledger", measure: "committed")]),
                "bytes that the process may use and that nobody claims, as a share of all"),
        ],
        [
            .key("kind", \.kind, isName: false),
            // Stacks of new threads are committed and hardly touched, so comparisons go by committed bytes.
            .measure("committed", \.committed, .bytes, importance: .essential),
            .measure("touched", \.touched, .bytes, importance: .essential),
            .measure("present", \.present, .bytes, bad: .neither, importance: .useful),
            .measure("reserved", \.reserved, .bytes, bad: .neither, importance: .useful),
            .measure("count", \.count, .count(of: "ranges"), bad: .neither),
            .attribute("owner", \.owner, isName: false, importance: .useful),
        ])
}
