/// The name of a dumped process, compared with others.
///
/// The kernel keeps 15 bytes of a program's name, and gdb writes 16. Snapshots of older versions have only these, and a core without a list
/// of mapped files has no others. Such a name is that of every process whose name begins with it.
extension Capture {
    /// Whether both captures can be of one program: the names are equal, or one is the other one cut off, or one is of an older version that
    /// named the executable.
    package func hasProcessName(of other: Capture) -> Bool {
        if Capture.isSameName(process, other.process) { return true }
        // Older versions recorded no executable, and named the process by it.
        if executable == nil, let named = other.executable { return Capture.isSameName(process, named) }
        if other.executable == nil, let named = executable { return Capture.isSameName(other.process, named) }
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

    private static func isSameName(_ a: String, _ b: String) -> Bool {
        if bytewiseEqual(a, b) { return true }
        let (short, long) = a.utf8.count < b.utf8.count ? (a.utf8, b.utf8) : (b.utf8, a.utf8)
        return (short.count == 15 || short.count == 16) && long.starts(with: short)
    }
}
