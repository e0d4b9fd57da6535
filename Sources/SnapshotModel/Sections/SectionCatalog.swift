/// The sections a snapshot can hold today, in the order in which outputs list them.
package enum SectionCatalog {
    package static let all: [SectionInfo] = [
        TypeRow.section.info, ModuleRow.section.info, ThreadRow.section.info, HeapRow.section.info, OSHandleRow.section.info,
    ]

    package static var names: [String] { all.map(\.name) }
}
