/// The name of a dumped process, compared with others.
///
/// The kernel keeps 15 bytes of a program's name, and gdb writes 16. Snapshots of older versions have only these, and a core without a list
/// of mapped files has no others; neither names an executable (`Capture.executable`). Such a name is that of every process whose name begins
/// with it.
extension Capture {
    /// Whether both captures can be of one program: the names are equal, or one is the other one cut off, or one is of an older version that
    /// named the executable.
    package func hasProcessName(of other: Capture) -> Bool {
        if bytewiseEqual(process, other.process) || isCutOff(of: other.process) || other.isCutOff(of: process) { return true }
        // Older versions recorded no executable, and named the process by it.
        if executable == nil, let named = other.executable { return bytewiseEqual(process, named) || isCutOff(of: named) }
        if other.executable == nil, let named = executable { return bytewiseEqual(other.process, named) || other.isCutOff(of: named) }
        return false
    }

    /// The names of the processes of captures, in order of appearance, without those that can be one with a fuller name. Names of hosts, which
    /// say nothing about the program, and empty ones are left out.
    package static func distinctProcesses(_ captures: [Capture]) -> [String] {
        let known = captures.filter { !$0.process.isEmpty && !HostProgram.isHost($0.process) }
        // A name that may stand for several comes after those that are whole.
        let whole = known.indices.sorted { a, b in
            let (x, y) = (known[a], known[b])
            if (x.executable == nil) != (y.executable == nil) { return y.executable == nil }
            return x.process.utf8.count != y.process.utf8.count ? x.process.utf8.count > y.process.utf8.count : a < b
        }
        var kept: [Int] = []
        for place in whole where !kept.contains(where: { known[$0].hasProcessName(of: known[place]) }) { kept.append(place) }
        return kept.sorted().map { known[$0].process }
    }

    /// Whether the name may be the beginning of `whole`. Where the executable is known, the name is whole itself, whatever its length.
    private func isCutOff(of whole: String) -> Bool {
        let name = process.utf8
        return executable == nil && (name.count == 15 || name.count == 16) && whole.utf8.count > name.count && whole.utf8.starts(with: name)
    }
}
