/// How a report is written. Never changes what it says, `top` and `all` apart.
package struct ReportOptions: Sendable {
    /// Columns of the terminal; less than 40 count as 40.
    package var width = 100
    /// Lines that a terminal report fills at most unless `top` or `all` ask for more: 25 with the prompt below.
    package var height = 24
    /// ANSI colours; meaning is never carried by them alone.
    package var color = false
    /// Exact integers with thousands separators instead of `39.8 M` and `3.44 GB`. JSON and CSV are always exact.
    package var exact = false
    /// At most so many rows a table; nil: as many as fit a screen (terminal), all (JSON, CSV).
    package var top: Int?
    /// Every row, also those that changed less than `--min-change`.
    package var all = false

    package init() {}
}
