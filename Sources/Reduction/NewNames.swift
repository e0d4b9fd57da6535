import CoreCLR
import ProcessMemory
package import SnapshotModel

extension ModuleNames {
    /// Whether a snapshot of `input` has types without names that could be named now: their module's file is there, or the store has learnt
    /// its names from another dump since. Looks at the dump's list of modules and not at its heap.
    package func canName(_ snapshot: Snapshot, _ input: OpenedInput, _ options: ReductionOptions) -> Bool {
        let rows: [TypeRow] = snapshot.table(TypeRow.section.info.name)?.rows() ?? []
        let unnamed = rows.map(\.name).filter { $0.contains(Self.placeholderMark) }
        guard !unnamed.isEmpty else { return false }
        begin()
        let held = AddressSpace(input.dump)
        if !snapshot.trust.diagnostics.contains(where: { $0.code == CoreDiagnostics.executableFromDisk.code }),
            ExecutableFile.filling(input.dump, held, self) != nil
        {
            return true
        }
        guard let runtime = try? DotNetRuntime(input.dump, held, route: options.layout.flatMap(LayoutRoute.init(rawValue:))) else {
            return false
        }
        for module in runtime.modules.value ?? [] where unnamed.contains(where: { $0.contains(module.name + Self.placeholderMark) }) {
            if definitions(of: module, runtime.identity(of: module)) != nil { return true }
        }
        return false
    }

    /// What stands between a module's name and a row of its TypeDef table.
    private static let placeholderMark = "!<0x02"
}
