extension Trust {
    /// What the input lists of a section when it does not list all of it, in the sentences of its diagnostics: the objects of some types, the
    /// modules that one command knows. Empty for all of it.
    package func choice(of section: String) -> [String] {
        diagnostics.filter { $0.code.hasSuffix("-of-a-part") || $0.code == "modules-of-a-command" }
            .filter { $0.sectionNames.contains(section) }.map(\.message)
    }
}
