/// What a snapshot says of a module's build (`TypeRow.build`), and the life of the process of which it says it.
package struct SaidBuild: Hashable, Sendable {
    /// `beadf6da-c8e000`, `rows-1a2b…-9c0d…`, `elf-836f9b43…-EBV4tmHR7XS7`, `*`.
    package let text: String
    /// In one life of a process a module stays the same build.
    private let life: Int

    /// `life`: a number that snapshots of one life of a process share.
    package init(_ text: String, life: Int) {
        self.text = text
        self.life = life
    }

    /// That of a module of which a process has loaded several builds: it is the same as none, not even as itself.
    package static let several = SaidBuild("*", life: .min)

    /// Whether a text proves the build. The build id of a single-file executable is that of its host, which all apps of one version of .NET
    /// share; the id of the app must be with it. Row counts and sizes of the metadata may be those of another build too, unless the names of
    /// all its types are with them, nested ones too.
    package static func isProof(_ text: String) -> Bool {
        if text.isEmpty || text == "*" { return false }
        let parts = text.utf8.count { $0 == UInt8(ascii: "-") }
        if text.hasPrefix("elf-") { return parts > 1 }
        return !text.hasPrefix("rows-") || parts > 2
    }

    package var isProved: Bool { SaidBuild.isProof(text) }

    /// Whether the two are known to be one build.
    package func isSame(as other: SaidBuild) -> Bool {
        if text == other.text, isProved { return true }
        return life == other.life && life != .min && !isSurelyOther(than: other)
    }

    /// Whether the two are certainly different builds. Two texts of different kinds may be one build.
    package func isSurelyOther(than other: SaidBuild) -> Bool {
        guard text != other.text, text != "*", other.text != "*", !text.isEmpty, !other.text.isEmpty else { return false }
        for mark in ["elf-", "rows-", "~"] {
            let (own, others) = (text.hasPrefix(mark), other.text.hasPrefix(mark))
            guard own || others else { continue }
            if own != others { return false }
            // One may lack the second number.
            return mark == "~" || !(text.hasPrefix(other.text) || other.text.hasPrefix(text))
        }
        return true
    }

    /// Whether all of these lists, each of the builds of the same modules, are known to be the same.
    package static func areOne(_ lists: some Collection<[SaidBuild]>) -> Bool {
        guard let reference = lists.first(where: { $0.allSatisfy(\.isProved) }) ?? lists.first else { return true }
        return lists.allSatisfy { list in list.count == reference.count && zip(list, reference).allSatisfy { $0.isSame(as: $1) } }
    }

    /// Whether some of them are certainly different.
    package static func haveOthers(_ lists: some Collection<[SaidBuild]>) -> Bool {
        guard let reference = lists.first(where: { $0.allSatisfy(\.isProved) }) ?? lists.first else { return false }
        return lists.contains { zip($0, reference).contains { $0.isSurelyOther(than: $1) } }
    }
}
