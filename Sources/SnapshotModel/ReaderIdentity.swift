/// `Input.reader` in parts: the kind and version of a reader, and the options that change what it gives, like
/// `elf-core-4 layout=table only=modules,types`.
package struct ReaderIdentity: Equatable, Sendable {
    /// Like `elf-core`.
    package let kind: String
    /// A larger one is newer; 0 when the text names none.
    package let version: UInt64
    /// The sections that are read; `nil` for all.
    package let only: Set<String>?
    /// The other options, in order.
    package let options: [String]

    package init(_ text: String) {
        var words = text.split(separator: " ").map(String.init)
        let name = words.isEmpty ? "" : words.removeFirst()
        if let dash = name.lastIndex(of: "-"), let number = UInt64(name[name.index(after: dash)...]) {
            (kind, version) = (String(name[..<dash]), number)
        } else {
            (kind, version) = (name, 0)
        }
        let choice = "only="
        only = words.last { $0.hasPrefix(choice) }.map { Set($0.dropFirst(choice.count).split(separator: ",").map(String.init)) }
        options = words.filter { !$0.hasPrefix(choice) }
    }

    /// Whether both give the same content of an input, apart from what their versions changed.
    package func readsLike(_ other: ReaderIdentity) -> Bool { isLike(other) && only == other.only }

    /// Whether this one reads every section that `other` reads, in the same way.
    package func covers(_ other: ReaderIdentity) -> Bool {
        guard isLike(other) else { return false }
        guard let only else { return true }
        return other.only.map(only.isSuperset) ?? false
    }

    private func isLike(_ other: ReaderIdentity) -> Bool { kind == other.kind && options == other.options }
}
