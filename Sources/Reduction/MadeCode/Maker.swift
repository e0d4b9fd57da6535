import SnapshotModel

/// What probably made code at run time, and why. Neither holds a name of the program.
struct Maker: Equatable {
    let name: String
    let evidence: String

    init(_ name: String, _ evidence: String) {
        self.name = name
        self.evidence = evidence
    }

    static let unknown = ModuleGroupRow.unknownMaker
}
