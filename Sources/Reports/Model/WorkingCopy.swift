/// The working copy in which the report is made. CI systems know files by their paths from its root.
package struct WorkingCopy: Equatable, Sendable {
    /// The absolute path of the root, without a slash at the end.
    package let root: String
    /// The path of the working directory from the root; empty at the root.
    package let folder: String

    /// `nil` when the folder does not lie in the root.
    package init?(root: String, workingDirectory: String) {
        var root = root[...]
        while root.hasSuffix("/") { root.removeLast() }
        guard workingDirectory == root || workingDirectory.hasPrefix(root + "/") else { return nil }
        self.root = String(root)
        folder = String(workingDirectory.dropFirst(root.count).drop { $0 == "/" })
    }

    /// A path as given, from the root. A path that leads out of the working copy stays as it is.
    func path(of given: String) -> String {
        if given.hasPrefix("/") { return given.hasPrefix(root + "/") ? String(given.dropFirst(root.count + 1)) : given }
        return folder.isEmpty ? given : folder + "/" + given
    }
}
