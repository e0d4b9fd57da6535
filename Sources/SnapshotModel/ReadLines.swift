/// What became of the lines of a text that a debugger printed, so that nothing is passed over unseen.
package struct ReadLines: Hashable, Codable, Sendable {
    /// In the order of the text.
    package var tables: [Table]
    /// Lines that are not blank and belong to no table: prompts, prose, what other commands printed.
    package var skipped: UInt64

    package struct Table: Hashable, Codable, Sendable {
        /// Without what chooses objects, which may name a type.
        package var command: String
        package var first: UInt64
        package var last: UInt64
        /// Rows, headings and totals.
        package var read: UInt64
        /// Lines that look like rows, but whose numbers cannot be.
        package var rejected: UInt64

        package init(command: String, first: UInt64, last: UInt64, read: UInt64, rejected: UInt64) {
            (self.command, self.first, self.last, self.read, self.rejected) = (command, first, last, read, rejected)
        }
    }

    package init(tables: [Table], skipped: UInt64) { (self.tables, self.skipped) = (tables, skipped) }
}
