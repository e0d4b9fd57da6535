/// Open handles of Windows to one type of kernel object. Not the GC's handles.
package struct OSHandleRow: SectionRow, Equatable {
    /// `File`, `Event`, `Key`, `Thread`, `Section`; `unknown` where the dump does not say it.
    package var type = ""
    package var count: UInt64 = 0

    package init() {}

    package static let section = Section<OSHandleRow>("os_handles", [.key("type", \.type), .measure("count", \.count, .handles)])
}
