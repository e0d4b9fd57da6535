/// The options and commands with which a reader gets more than a report shows. The program that writes the report sets them. Sentences
/// leave a hint out that is `nil`.
package struct ReportHints: Sendable {
    /// The option that shows every row.
    package var everyRow: String?
    /// The option that shows everything that the report holds.
    package var everything: String?
    /// The command that shows every finding of a check.
    package var everyFinding: String?
    /// Ways to see every column of a section.
    package var everyColumn: String?
    /// The option that shows every column of a query's result.
    package var everyResult: String?
    /// The option that gives the files from which types without names get them.
    package var naming: String?
    /// The command that gives names to the store, for snapshots in it too.
    package var keepingNames: String?
    /// The command that lists these files.
    package var unnamed: String?
    /// The option that names the sections that alone are read.
    package var onlySections: String?
    /// The option that says how much work was done.
    package var work: String?
    /// The option that says that snapshots are in the order of time, whatever their times say.
    package var asOrdered: String?

    package init() {}

    /// `'names add FOLDER' of each build, or --module-path FOLDER where dumps are given`; `nil` without hints.
    var namesRemedy: String? {
        guard let keepingNames else { return naming }
        return "\(keepingNames) for each build" + (naming.map { ", or \($0) where dumps are given" } ?? "")
    }
}
