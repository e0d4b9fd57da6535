/// Sync blocks by the type of the object that they belong to. The runtime gives one to an object that threads wait for, and to one whose lock and
/// hash code are both used.
package struct SyncBlockRow: SectionRow, Equatable {
    package var type = ""
    package var count: UInt64 = 0
    /// Sync blocks whose lock a thread holds.
    package var held: UInt64 = 0
    /// Threads that wait for these locks.
    package var waiting: UInt64 = 0

    package init() {}

    package static let section = Section<SyncBlockRow>(
        "sync_blocks", isOrderedByCount: true,
        answers: .init(
            "which locks are held, and how many threads wait for them", otherwise: "only the text of `syncblk` has it", form: .text),
        metrics: [
            Metric(
                "process.threads_waiting", .threads, .sum(section: "sync_blocks", measure: "waiting"),
                "threads that wait for locks of objects")
        ],
        [
            .key("type", \.type),
            .measure("count", \.count, .count(of: "sync blocks"), bad: .neither),
            .measure("held", \.held, .count(of: "locks"), bad: .neither),
            .measure("waiting", \.waiting, .threads, heading: "threads waiting"),
        ])
}
