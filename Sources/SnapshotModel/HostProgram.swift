/// Programs that run the code of others. Their name says nothing about what runs in them.
package enum HostProgram {
    /// Whether a program of this file name (with or without `.exe`) is such a host.
    package static func isHost(_ fileName: String) -> Bool {
        var name = fileName.lowercased()
        if name.hasSuffix(".exe") { name.removeLast(4) }
        if names.contains(name) { return true }
        // `python3.12`, `testhost.x86`, `testhost.net472`, `ld-linux-x86-64.so.2` as in `ld.so PROGRAM`.
        return prefixes.contains { prefix in
            name.hasPrefix(prefix) && name.dropFirst(prefix.count).allSatisfy { $0.isNumber || ".-_".contains($0) || prefix.hasSuffix(".") }
        } || name.hasPrefix("ld-linux") || name.hasPrefix("ld-musl")
    }

    private static let names: Set = ["dotnet", "w3wp", "iisexpress", "testhost", "corerun", "python", "python3", "pythonw"]
    private static let prefixes = ["python", "testhost."]
}
