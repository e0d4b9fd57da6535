import SnapshotModel

extension PageFact {
    /// What the finalizer thread does, as the rows of `threads` say it; `nil` when the snapshot does not know it.
    init?(finalizerOf snapshot: Snapshot) {
        guard let table = snapshot.table(ThreadRow.section.info.name),
            ["state", "frames"].allSatisfy({ name in table.info.position(name).map { !table.isAbsent($0) } ?? false })
        else { return nil }
        let rows: [ThreadRow] = table.rows()
        guard let thread = rows.first(where: { $0.state.hasPrefix(ThreadRow.finalizer) }) else { return nil }
        let frames = thread.frames.split(separator: "\n").map(String.init)
        guard !frames.isEmpty else {
            self.init("finalizer", "its thread waits for objects that are ready")
            return
        }
        var text: PageText = "its thread is in \(name: frames[0])"
        for frame in frames.dropFirst().prefix(Self.frameLimit) { text = "\(text) < \(name: frame)" }
        self.init("finalizer", "\(text); until it returns, no other finalizer runs", mostLines: .max)
    }

    /// More say less: the finalizer of a type is among the first.
    private static var frameLimit: Int { 5 }
}
