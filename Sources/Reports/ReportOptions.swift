/// How a report is written. Only `top` and `all` change what it says.
package struct ReportOptions: Sendable {
    /// Columns of the terminal. Fewer than 40 count as 40.
    package var width = 100
    /// Lines that a report fills on a screen at most, unless `top` or `all` ask for more. The verdict is whole in any case.
    package var height = 24
    /// ANSI colours. They never say anything that the text does not.
    package var color = false
    /// Only ASCII for the signs that reports themselves use: `~` in place of `…`, letters in place of blocks. Names stay as they are.
    package var ascii = false
    /// Exact integers with thousands separators instead of `39.8 M` and `3.44 GB`. JSON and CSV are always exact.
    package var exact = false
    /// Rows of a table at most. `nil`: as many as fit a screen, and all of them in JSON and CSV. With 0 people read the verdict alone.
    package var top: Int?
    /// Every row, also those that changed little.
    package var all = false

    package init() {}
}
